"""The canonical form of a host. What the C library would read as something else than it looks like is refused.

getaddrinfo takes 0x7f.1, 2130706433, fullwidth digits, `*` and `::1%1` for addresses; none of them passes here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

import idna

from probes.egress.classify import Address, unmapped

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_PORT = re.compile(r"[0-9]{1,5}", re.ASCII)
_LONGEST_NAME = 253  # RFC 1035 2.3.4 in text, without the trailing dot


class MalformedHost(ValueError):
    """The text is no host in canonical form. The message completes "config.host …"."""


@dataclass(frozen=True, slots=True)
class Host:
    """A host name (lower-case A-labels, no trailing dot) or an address. `text` is its canonical spelling."""

    text: str
    address: Address | None = None
    rooted: bool = False  # written with a trailing dot: the search list of resolv.conf is not applied

    def __str__(self) -> str:
        return self.text

    @property
    def lookup_name(self) -> str:
        return f"{self.text}." if self.rooted else self.text


def canonical_host(text: str) -> Host:
    """Reads a DNS name (RFC 1123, underscores inside labels, IDNA by UTS 46), an IPv4 dotted quad or IPv6 text.

    Raises MalformedHost. IPv6 comes without brackets and without zone id; an IPv4-mapped one becomes IPv4.
    """
    if not isinstance(text, str):
        raise MalformedHost("must be a string")
    _refuse_characters(text)
    if ":" in text:
        return _ipv6(text)
    rooted = text.endswith(".")
    name = _ascii_name(text.removesuffix(".")).lower()
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):  # "ends in a number" (WHATWG URL 3.5): an address, or nothing
        return _ipv4(text)
    for label in labels:
        _check_label(label)
    if len(name) > _LONGEST_NAME:
        raise MalformedHost(f"is longer than {_LONGEST_NAME} characters")
    return Host(name, rooted=rooted)


def host_and_port(text: str, default_port: int | None = None) -> tuple[Host, int]:
    """Reads `host:port`, `[v6]:port` or, with a default port, the host alone. Raises MalformedHost."""
    if text.startswith("["):
        inside, bracket, rest = text[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")) or ":" not in inside:
            raise MalformedHost("must have the form [IPv6]:port")
        host, port = inside, rest.removeprefix(":") if rest else None
        if rest == ":":
            raise MalformedHost("has no port after the colon")
    elif text.count(":") > 1:
        host, port = text, None  # bare IPv6
    else:
        host, colon, digits = text.partition(":")
        port = digits if colon else None
    if port is None:
        if default_port is None:
            raise MalformedHost("must name a port, as in host:port")
        return canonical_host(host), default_port
    return canonical_host(host), canonical_port(port)


def canonical_port(text: str) -> int:
    """A port from 1 to 65535 in plain decimal. Raises MalformedHost."""
    if not _PORT.fullmatch(text) or not 1 <= int(text) <= 65535 or text.startswith("0"):
        raise MalformedHost("has a port that is no number from 1 to 65535")
    return int(text)


def _refuse_characters(text: str) -> None:
    if not text:
        raise MalformedHost("is empty")
    if "%" in text:
        raise MalformedHost("contains %: zone ids and percent-encoding are refused")
    if "[" in text or "]" in text:
        raise MalformedHost("contains a bracket: write an IPv6 address without brackets")
    if "*" in text:
        raise MalformedHost("contains *: wildcards are refused")
    if any(character in text for character in "/\\@?#"):
        raise MalformedHost("must be a host name or an address alone, without scheme, user, path or query")
    if any(character.isspace() or unicodedata.category(character)[0] in "CZ" for character in text):
        raise MalformedHost("contains a space, a control character or an invisible one")


def _ipv6(text: str) -> Host:
    try:
        address = unmapped(IPv6Address(text))
    except ValueError:
        raise MalformedHost("is no IPv6 address, and a host name has no colon") from None
    return Host(str(address), address)


def _ipv4(text: str) -> Host:
    try:
        address = IPv4Address(text)
    except ValueError:
        raise MalformedHost(
            "ends in a number and is no IPv4 address of four decimal parts: "
            "short, octal, hexadecimal and integer spellings are refused"
        ) from None
    return Host(str(address), address)


def _ascii_name(text: str) -> str:
    """A-labels of a name. Compatibility characters (fullwidth, other dots) are refused, not folded."""
    if text.isascii():
        return text
    if unicodedata.normalize("NFKC", text) != text or "\u3002" in text:
        raise MalformedHost("contains look-alike characters such as fullwidth ones")
    try:
        return idna.encode(text, uts46=True, std3_rules=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise MalformedHost("is no valid internationalised domain name (IDNA 2008)") from None


def _check_label(label: str) -> None:
    if not label:
        raise MalformedHost("has an empty label (two dots in a row, or a dot at an end)")
    if len(label) > 63:
        raise MalformedHost("has a label longer than 63 characters")
    if not _LABEL.fullmatch(label):
        raise MalformedHost("may hold letters, digits, hyphens and underscores, with a letter or digit at each end")
