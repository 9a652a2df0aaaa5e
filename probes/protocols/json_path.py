"""Looks into a JSON answer by dotted path: `error.code`, `0.errorCode`, `access_scopes.*.handle`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any


def parse_json(body: bytes) -> Any:
    """The JSON value of a body; None where it is no JSON."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def values_at(value: Any, path: str) -> Iterator[Any]:
    """What stands at the path. A number is a place in a list, `*` every place; what is not there gives nothing."""
    head, _dot, rest = path.partition(".")
    if not head:
        yield value
        return
    for inner in _step(value, head):
        yield from values_at(inner, rest)


def texts_at(value: Any, *paths: str) -> list[str]:
    """The strings and numbers at the paths, as text; a list at the end of a path counts as its items."""
    items = (item for path in paths for item in values_at(value, path))
    leaves = (leaf for item in items for leaf in (item if isinstance(item, list) else [item]))
    return [str(leaf) for leaf in leaves if isinstance(leaf, str | int | float)]


def _step(value: Any, name: str) -> Iterator[Any]:
    if isinstance(value, dict) and name in value:
        yield value[name]
    elif isinstance(value, dict) and name == "*":
        yield from value.values()
    elif isinstance(value, list) and name == "*":
        yield from value
    elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
        yield value[int(name)]
