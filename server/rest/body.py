"""Bytes -> a JSON document (RFC 8259), refusing what protobuf or the next reader cannot hold.

What json.loads lets pass is refused here, with the path at fault: duplicate keys, NaN and Infinity, numbers no double
holds, lone surrogates, nesting deeper than MAX_DEPTH.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from server.bounds import MAX_DEPTH
from server.errors import FieldViolation, MalformedRequest

# A string, or a bracket outside one. Possessive, so that a broken string costs one pass.
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}]', re.DOTALL)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_MAX_DIGITS = 400  # longer integers are beyond any double; int() is quadratic in them
_SHOWN_KEY = 64


class _Doubled(dict[str, Any]):
    """An object that names a key twice."""

    def __init__(self, members: dict[str, Any], doubled: str) -> None:
        super().__init__(members)
        self.doubled = doubled


class _NotANumber:
    """NaN, Infinity, or a number that no double holds."""


def parse_object(body: bytes) -> dict[str, Any]:
    """The object that a request body is. Raises MalformedRequest."""
    text = _text(body)
    if not text.strip():
        raise MalformedRequest("the request body is empty; expected a JSON object")
    _refuse_deep(text)
    reading = _Reading()
    try:
        document = json.loads(
            text,
            object_pairs_hook=reading.members,
            parse_constant=reading.not_a_number,
            parse_int=reading.integer,
            parse_float=reading.decimal,
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise MalformedRequest(f"invalid JSON at {place}: {error.msg}") from None
    # The walk costs as much as the parser: only where there is something to find.
    if reading.suspect or "\\ud" in text or "\\uD" in text:
        _refuse(list(_faults(document)))
    if not isinstance(document, dict):
        raise MalformedRequest(f"the request body: expected an object, got {name_of(document)}")
    return document


def name_of(value: object) -> str:
    """What a JSON value is, in words, without showing it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, str):
        return "a string"
    if isinstance(value, int | float):
        return "a number"
    return "an object" if isinstance(value, dict) else "an array"


def shown_key(key: str) -> str:
    """A key as an error names it: it is the caller's, and may be anything of any length. Never empty: the reader of an
    error must see that it is about a key."""
    printable = _LONE_SURROGATE.sub("\ufffd", key) or '""'
    return printable if len(printable) <= _SHOWN_KEY else printable[:_SHOWN_KEY] + "…"


def _text(body: bytes) -> str:
    if body.startswith(b"\xef\xbb\xbf"):
        raise MalformedRequest("the request body starts with a byte order mark; send JSON without one")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise MalformedRequest(f"the request body is not UTF-8 at byte {error.start}") from None


def _refuse_deep(text: str) -> None:
    """One pass over the brackets, before the parser, which recurses, sees them."""
    if text.count("{") + text.count("[") <= MAX_DEPTH:
        return
    depth, top = 0, ""
    for match in _TOKEN.finditer(text):
        found = match.group()
        if found[0] == '"':
            if depth == 1:
                top = found
        elif found in "]}":
            depth -= 1
        else:
            depth += 1
            if depth > MAX_DEPTH:
                raise _too_deep(top)


def _too_deep(top: str) -> MalformedRequest:
    message = f"nested deeper than {MAX_DEPTH} levels"
    try:
        field = shown_key(json.loads(top, strict=False))
    except json.JSONDecodeError:
        return MalformedRequest(f"the request body: {message}")
    return MalformedRequest(f"{field}: {message}", violations=(FieldViolation(field, message),))


class _Reading:
    """What the parser calls back. `suspect`: it met something that the walk will find and name."""

    def __init__(self) -> None:
        self.suspect = False

    def members(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        document = dict(pairs)
        if len(document) == len(pairs):
            return document
        self.suspect = True
        return _Doubled(document, _first_doubled(pairs))

    def integer(self, digits: str) -> int | _NotANumber:
        return int(digits) if len(digits) <= _MAX_DIGITS else self.not_a_number(digits)

    def decimal(self, digits: str) -> float | _NotANumber:
        number = float(digits)
        return number if math.isfinite(number) else self.not_a_number(digits)

    def not_a_number(self, _text: str) -> _NotANumber:
        self.suspect = True
        return _NotANumber()


def _first_doubled(pairs: list[tuple[str, Any]]) -> str:
    seen: set[str] = set()
    for key, _value in pairs:
        if key in seen:
            return key
        seen.add(key)
    raise AssertionError("called without a doubled key")


def _refuse(found: list[FieldViolation]) -> None:
    if found:
        message = "; ".join(f"{fault.path}: {fault.message}" if fault.path else fault.message for fault in found)
        raise MalformedRequest(message, violations=tuple(found))


def _faults(document: object) -> Iterator[FieldViolation]:
    """Walks the document; its depth is bounded by now."""
    pending: list[tuple[str, object]] = [("", document)]
    while pending:
        path, value = pending.pop()
        if isinstance(value, _Doubled):
            yield FieldViolation(joined(path, value.doubled), "given twice")
        if isinstance(value, dict):
            for key in value:
                if _LONE_SURROGATE.search(key):
                    yield FieldViolation(joined(path, key), "the name holds a lone surrogate")
            pending += [(joined(path, key), item) for key, item in value.items()]
        elif isinstance(value, list):
            pending += [(f"{path}[{index}]", item) for index, item in enumerate(value)]
        elif isinstance(value, str) and _LONE_SURROGATE.search(value):
            yield FieldViolation(path, "holds a lone surrogate, which is no character")
        elif isinstance(value, _NotANumber):
            yield FieldViolation(path, "expected a finite number")


def joined(path: str, key: str) -> str:
    """The path of a member of an object."""
    return f"{path}.{shown_key(key)}" if path else shown_key(key)
