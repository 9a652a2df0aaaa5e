"""Foreign errors as reasons: one table a protocol family, and the scrubbing of what a driver or a peer says."""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Generic, TypeVar
from urllib.parse import quote, quote_plus

from probes.egress.classify import Verdict, classify
from probes.result import ProbeFailure, Reason

MAX_CHARACTERS = 300
MASK = "***"
_SHORTEST_ANYWHERE = 4  # a shorter secret is replaced as a whole word only: "a" would eat the sentence
_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)", re.ASCII)
_IPV6 = re.compile(r"(?<![\w:.])[0-9a-f]*:[0-9a-f:]*:[0-9a-f.:]*(?:%\w+)?(?![\w:])", re.ASCII | re.IGNORECASE)

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a foreign error means. `{detail}` in the message stands for the scrubbed text of the driver or peer."""

    reason: Reason
    message: str
    hint: str | None = None
    field: str | None = None

    def failure(self, detail: str = "", secrets: Iterable[str] = ()) -> ProbeFailure:
        """`detail` is foreign text, not yet scrubbed."""
        message = (
            self.message.replace("{detail}", scrub(detail, secrets)) if "{detail}" in self.message else self.message
        )
        return ProbeFailure(self.reason, message, field=self.field, hint=self.hint)


@dataclass(frozen=True, slots=True)
class DiagnosisTable(Generic[Key]):
    """A protocol's codes (SQLSTATE, errno, status, exception class) and what each means; `fallback` for the rest."""

    rows: Mapping[Key, Diagnosis]
    fallback: Diagnosis

    def look_up(self, *keys: Key) -> Diagnosis:
        """The row of the first key that has one: give the exact code first, then its class ("28P01", "28")."""
        return next((self.rows[key] for key in keys if key in self.rows), self.fallback)


def by_class(table: DiagnosisTable[type[BaseException]], error: BaseException) -> Diagnosis:
    """The row of the exception's class, or of its nearest parent that has one."""
    return table.look_up(*type(error).__mro__)


def scrub(text: str, secrets: Iterable[str] = ()) -> str:
    """Foreign text made fit to show: no secret (raw, base64, URL-encoded, JSON-escaped, hex), no internal address, no
    control character, at most 300 characters on one line."""
    for secret in sorted({secret for secret in secrets if secret}, key=len, reverse=True):
        text = _without(text, secret)
    for pattern in (_IPV6, _IPV4):  # IPv6 first: its text may end in a dotted quad
        text = pattern.sub(_internal_address, text)
    text = "".join(" " if unicodedata.category(character)[0] in "CZ" else character for character in text)
    text = " ".join(text.split())
    return text if len(text) <= MAX_CHARACTERS else text[: MAX_CHARACTERS - 1].rstrip() + "…"


def _without(text: str, secret: str) -> str:
    if len(secret) < _SHORTEST_ANYWHERE:
        return re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", MASK, text)
    # The longest form first: a form that is part of another must not break it up.
    forms = {form for form in forms_of(secret) if len(form) >= _SHORTEST_ANYWHERE}
    for form in sorted(forms, key=len, reverse=True):
        text = re.sub(re.escape(form), MASK, text, flags=re.IGNORECASE)
    return text


def forms_of(secret: str) -> Iterator[str]:
    """The ways a secret is written in messages, URLs, headers and dumps."""
    raw = secret.encode()
    yield from (secret, secret.strip(), quote(secret, safe=""), quote(secret), quote_plus(secret))
    yield from (json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1])
    yield raw.hex()
    for before in range(3):  # inside a longer base64 text ("user:password") it stands at one of three offsets
        whole = base64.b64encode(b"\0" * before + raw).decode().rstrip("=")
        first = (0, 2, 3)[before]  # characters that depend on the bytes before
        last = len(whole) if (before + len(raw)) % 3 == 0 else len(whole) - 1  # one depends on the bytes after
        core = whole[first:last]
        if len(core) >= _SHORTEST_ANYWHERE:
            yield core
            yield core.translate(str.maketrans("+/", "-_"))
            yield quote(core, safe="")


def _internal_address(found: re.Match[str]) -> str:
    text = found.group()
    address = text.rstrip(".")
    if text.endswith(":") and not text.endswith("::"):
        address = text[:-1]  # "connect to ::1: refused"
    try:
        public = classify(ip_address(address.partition("%")[0])) is Verdict.PUBLIC
    except ValueError:
        return text  # a version number or a time of day
    return text if public else "[internal address]" + text[len(address) :]
