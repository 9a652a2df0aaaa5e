"""The credential preservation contract: what `authConfig` in a request does to the credentials that are stored.

| authConfig      | create              | update                                                       |
|-----------------|---------------------|--------------------------------------------------------------|
| absent, null    | none stored         | all kept                                                     |
| {}              | none stored         | all wiped                                                    |
| values          | stored              | replace all: a field that is left out is dropped             |
| a value = mask  | refused             | that field is kept; refused where nothing is stored for it   |
| "", null, {}, [] as a value | refused | refused                                                      |
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.connectors.mask import MASK
from server.errors import FieldViolation, InvalidArgument

_EMPTY = "must not be empty; leave the field out"
_EMPTY_IN_UPDATE = f"must not be empty; send {MASK} to keep what is stored, or leave the field out to drop it"
_NOTHING_STORED = "is the mask, and nothing is stored here to keep; give the value itself"
_MASK_INSIDE = "holds the mask, which keeps whole fields only; give the value itself"


def for_create(given: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The credentials to store; None when there are none. Raises InvalidArgument naming every wrong field."""
    return _replaced(given, {}, _EMPTY) if given else None


def for_update(given: Mapping[str, Any] | None, stored: dict[str, Any] | None) -> dict[str, Any] | None:
    """The credentials to store from now on: `stored` itself when they are kept, None when they are wiped.

    Raises InvalidArgument naming every wrong field.
    """
    if given is None:
        return stored
    return _replaced(given, stored or {}, _EMPTY_IN_UPDATE) if given else None


def masked(stored: Mapping[str, Any] | None) -> dict[str, str]:
    """The names of the stored fields, each with the mask."""
    return dict.fromkeys(stored or (), MASK)


def _replaced(given: Mapping[str, Any], stored: Mapping[str, Any], empty: str) -> dict[str, Any]:
    violations = [
        FieldViolation(f"authConfig.{name}", wrong)
        for name, value in given.items()
        if (wrong := _wrong(name, value, stored, empty))
    ]
    if violations:
        raise InvalidArgument.of(violations)
    return {name: stored[name] if value == MASK else value for name, value in given.items()}


def _wrong(name: str, value: Any, stored: Mapping[str, Any], empty: str) -> str | None:
    if not name:
        return "a field needs a name"
    if value is None:
        return f"must not be null; {empty.partition('; ')[2]}"
    if isinstance(value, list | tuple):
        return "expected a string, a number, a boolean or an object, got an array"
    if value in ("", {}):
        return empty
    if value == MASK:
        return None if name in stored else _NOTHING_STORED
    return _MASK_INSIDE if isinstance(value, Mapping) and _holds_mask(value) else None


def _holds_mask(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_holds_mask(inner) for inner in value.values())
    if isinstance(value, list | tuple):
        return any(_holds_mask(inner) for inner in value)
    return bool(value == MASK)
