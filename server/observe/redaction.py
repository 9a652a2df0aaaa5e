"""Blackens secrets in whatever is about to be logged.

By name (`password=…`, "apiKey": "…"), by form (URLs, bearer tokens, PEM keys, protobuf's text format), and by value:
a call under way shields its secrets, and they are then found raw, base64, URL-encoded, JSON-escaped or hex.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from contextvars import ContextVar
from typing import Any

from google.protobuf.message import Message

from probes.diagnosis import forms_of
from server.secrecy import is_secret_name, masked, url_spans

Forms = tuple[tuple[str, str], ...]

REDACTED = "[redacted]"
MAX_CHARACTERS = 16_384  # of one text; what is longer is cut
MAX_DEPTH = 8
SHORTEST_SHIELDED = 4  # blackening shorter values would eat words

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,31}://[^\s\"'<>`]+")
_VALUE = r"(\"(?:[^\"\\]|\\.)*\"?|'(?:[^'\\]|\\.)*'?|[^\s,;&)}\]]+)"
_NAMED = re.compile(rf"(?<![\w.-])([A-Za-z_][\w.-]{{0,63}})(?:[\"']\s{{0,4}}:|\s?=)\s{{0,4}}{_VALUE}", re.S)
_TEXT_FORMAT = re.compile(r"((?:string|number|bytes)_value: ?)(\"(?:[^\"\\]|\\.)*\"|[^\s}]+)", re.S)
_AUTH_SCHEME = re.compile(r"\b(Bearer|Basic)(\s+)[A-Za-z0-9+/=._~-]{16,}")
_PEM = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\Z)", re.S)

# Each value with its forms, and those in lower case; none until a line is looked at, since making them costs a lot.
_shielded: ContextVar[dict[str, Forms] | None] = ContextVar("shielded", default=None)


def shielding() -> AbstractContextManager[None]:
    """Inside the block, values given to `shield` appear in no log line of this context."""
    return _Shielding()


class _Shielding:
    __slots__ = ("_token",)

    def __enter__(self) -> None:
        self._token = _shielded.set({})

    def __exit__(self, *_error: object) -> None:
        _shielded.reset(self._token)


def shield(value: Any) -> None:
    """Every string inside a JSON value is a secret until the innermost `shielding` block ends; a no-op outside one."""
    values = _shielded.get()
    if values is not None:
        values.update(dict.fromkeys(_leaves(value), ()))


def redact_text(text: str) -> str:
    """The text without the secrets that can be told, and fit for UTF-8."""
    # A secret must not be cut in two before it is looked for, so the cut comes late, with room to spare.
    text = _without_shielded(text[: 4 * MAX_CHARACTERS])[:MAX_CHARACTERS]
    # Most texts show at a glance that they hold nothing of the kind, and every call logs several.
    if "-----BEGIN" in text:
        text = _PEM.sub(REDACTED, text)
    if "://" in text:
        text = _URL.sub(lambda url: masked(url.group(), url_spans(url.group()), REDACTED), text)
    if "Bearer" in text or "Basic" in text:
        text = _AUTH_SCHEME.sub(rf"\1\2{REDACTED}", text)
    if "_value:" in text:
        text = _TEXT_FORMAT.sub(rf"\1{REDACTED}", text)
    if "=" in text or (":" in text and ('"' in text or "'" in text)):
        text = _without_named(text)
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def redact_value(value: Any, name: str = "", depth: int = 0) -> Any:
    """A JSON-able likeness of a value: nothing under a secret's name, and messages by their type's name alone."""
    if value is None or isinstance(value, bool):
        return value
    if name and is_secret_name(name):
        return REDACTED
    if type(value) is str:  # as most are
        return redact_text(value)
    match value:
        case int() | float():
            return value
        case str():
            return redact_text(value)
        case Message():
            return f"<{value.DESCRIPTOR.full_name}>"
        case bytes() | bytearray() | memoryview():
            return f"<{len(value)} bytes>"
        case BaseException():
            return f"{type(value).__name__}: {error_text(value)}"
        case Mapping() | list() | tuple() | set() | frozenset() if depth >= MAX_DEPTH:
            return "…"
        case Mapping():
            return {redact_text(str(key)): redact_value(inner, str(key), depth + 1) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [redact_value(inner, "", depth + 1) for inner in value]
        case _:
            return redact_text(_text_of(value))


def error_text(error: BaseException) -> str:
    """What an exception says. A message among its arguments is not formatted."""
    if any(isinstance(argument, Message) for argument in error.args):
        return ", ".join(str(redact_value(argument)) for argument in error.args)
    return redact_text(_text_of(error))


def _text_of(value: object) -> str:
    try:
        return str(value)
    except Exception as error:
        return f"<{type(value).__name__}, whose text raised {type(error).__name__}>"


def _without_named(text: str) -> str:
    parts, position, searched = [], 0, 0
    while found := _NAMED.search(text, searched):
        if is_secret_name(found.group(1)):
            parts += [text[position : found.start(2)], REDACTED]
            position = searched = found.end(2)
        else:
            searched = found.start(2)  # the value may hold names of its own
    return "".join([*parts, text[position:]])


def _without_shielded(text: str) -> str:
    shielded = _shielded.get()
    if not shielded:
        return text
    lowered = text.lower()  # percent-encoding comes in both cases
    found: set[str] = set()
    for value, forms in list(shielded.items()):
        if len(value.strip()) > len(text):  # no form is shorter than what it stands for
            continue
        made = shielded[value] = forms or _forms(value)
        found.update(form for form, in_lower in made if in_lower in lowered)
    # The longest first: a form that is part of another must not break it up.
    for form in sorted(found, key=len, reverse=True):
        text = re.sub(re.escape(form), REDACTED, text, flags=re.IGNORECASE)
    return text


def _forms(value: str) -> Forms:
    return tuple((form, form.lower()) for form in set(forms_of(value)) if len(form) >= SHORTEST_SHIELDED)


def _leaves(value: Any) -> Iterator[str]:
    match value:
        case str() if len(value) >= SHORTEST_SHIELDED:
            yield value
        case Mapping():
            for inner in value.values():
                yield from _leaves(inner)
        case list() | tuple():
            for inner in value:
                yield from _leaves(inner)
