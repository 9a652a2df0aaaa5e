"""What stands where a secret is stored. It is public: equal for every secret, whatever its length."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MASK = "********"


def holds_mask(value: Any) -> bool:
    """Whether the mask stands anywhere inside a JSON value."""
    if isinstance(value, Mapping):
        return any(holds_mask(inner) for inner in value.values())
    if isinstance(value, list | tuple):
        return any(holds_mask(inner) for inner in value)
    return isinstance(value, str) and MASK in value
