"""How large a declaration of a tenant's may be. It is read whole by every test of its connectors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from probes.vendors.consistency import Complaint

MAX_BYTES = 64 << 10
MAX_ITEMS = 64  # of any list, and keys of any object
MAX_TEXT = 2000  # characters
MAX_DEPTH = 10
_MOST = {"checks": 10, "methods": 10}


def oversized(declaration: Any) -> Iterator[Complaint]:
    """Where it is too large, or holds what JSON does not."""
    found = list(_places(declaration, "", 0))
    yield from found
    if found:
        return
    size = len(orjson.dumps(declaration))
    if size > MAX_BYTES:
        yield Complaint("", f"must be at most {MAX_BYTES} bytes of JSON, got {size}")
    for key, most in _MOST.items():
        value = declaration.get(key)
        if isinstance(value, list) and len(value) > most:
            yield Complaint(key, f"must have at most {most} items, got {len(value)}")


def _places(value: Any, path: str, depth: int) -> Iterator[Complaint]:
    if depth > MAX_DEPTH:
        yield Complaint(path, f"must be at most {MAX_DEPTH} levels deep")
    elif isinstance(value, str) and len(value) > MAX_TEXT:
        yield Complaint(path, f"must be at most {MAX_TEXT} characters, got {len(value)}")
    elif isinstance(value, str) and not value.isprintable() and _has_control(value):
        yield Complaint(path, "must not hold control characters")
    elif isinstance(value, dict | list) and len(value) > MAX_ITEMS:
        yield Complaint(path, f"must have at most {MAX_ITEMS} items, got {len(value)}")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _places(inner, f"{path}.{key[:64]}".removeprefix("."), depth + 1)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _places(inner, f"{path}[{index}]", depth + 1)


def _has_control(text: str) -> bool:
    return any(
        ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0 or 0xD800 <= ord(character) < 0xE000
        for character in text
        if character not in "\n\t"
    )
