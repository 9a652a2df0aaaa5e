"""URLs read strictly, once: what is dialled, what is sent and what is shown come from the same parts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from probes.egress.host import Host, canonical_host, canonical_port
from probes.result import ProbeFailure, Reason

_PORTS = {"http": 80, "https": 443}
# RFC 3986 2: what may stand in a URL. A space, a control character, a backslash or a quote may not.
_CHARACTERS = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", re.ASCII)
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Url:
    """An http or https URL without fragment. The repr holds no path and no userinfo: both may be secret."""

    scheme: str
    host: Host
    port: int
    target: str = field(repr=False)  # path and query, beginning with "/"
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)

    @property
    def origin(self) -> str:
        """scheme://host[:port] as shown to people; the port only where it is not the scheme's own."""
        shown = f"[{self.host}]" if ":" in self.host.text else self.host.text
        return f"{self.scheme}://{shown}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")

    def __str__(self) -> str:
        """The URL without userinfo and fragment."""
        return self.origin + self.target


def parse_url(text: str, *, path: str = "config.url") -> Url:
    """Reads an http or https URL. Raises ProbeFailure (INVALID_CONFIG) naming `path`; the message never shows the URL.

    Non-ASCII characters of path and query must be percent-encoded; the host may be an internationalised name.
    """
    try:
        return _parse(text)
    except ValueError as error:
        raise ProbeFailure(
            Reason.INVALID_CONFIG,
            f"{path} {error}",
            field=path,
            hint="expected a URL such as https://api.example.com/v1",
        ) from None


def _parse(text: str) -> Url:
    # urlsplit drops tabs and newlines in silence, so characters are checked before it sees them.
    if not _CHARACTERS.fullmatch(re.sub(r"[^\x00-\x7f]", "x", text)):
        raise ValueError("holds a space or another character that must be percent-encoded")
    try:
        parts = urlsplit(text)
    except ValueError:
        raise ValueError("has a malformed host") from None
    if parts.scheme not in _PORTS:
        raise ValueError("must begin with https:// or http://")
    userinfo, at, hostport = parts.netloc.rpartition("@")
    if "@" in userinfo:
        raise ValueError("has more than one @ before its path: percent-encode it in the user name or password")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not target.isascii() or _BAD_ESCAPE.search(target) or _BAD_ESCAPE.search(userinfo):
        raise ValueError("has a path, query or user name that is not percent-encoded as it should be")
    host, port = _host_and_port(hostport, _PORTS[parts.scheme])
    user, _colon, password = userinfo.partition(":")
    return Url(
        scheme=parts.scheme,
        host=host,
        port=port,
        target=target,
        user=unquote(user) if at else None,
        password=unquote(password) if at else None,
    )


def _host_and_port(text: str, default_port: int) -> tuple[Host, int]:
    if not text:
        raise ValueError("has no host")
    if text.startswith("["):
        inside, bracket, rest = text[1:].partition("]")
        if not bracket or ":" not in inside or (rest and not rest.startswith(":")):
            raise ValueError("has a malformed IPv6 host")
        host, port = inside, rest[1:]
    else:
        host, _colon, port = text.partition(":")
    try:
        return canonical_host(host), canonical_port(port) if port else default_port
    except ValueError as error:
        raise ValueError(f"has a host that {error}") from None
