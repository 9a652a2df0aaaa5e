"""Labels: what they look like, in a connector and in a filter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from server.connectors.rules import has_control
from server.errors import FieldViolation

MAX_LABELS = 64
MAX_VALUE = 63
MAX_CONDITIONS = 10
LABEL = re.compile(r"[a-z0-9]([a-z0-9._/-]{0,61}[a-z0-9])?")

_GRAMMAR = "expected 1 to 63 of a-z, 0-9, '.', '_', '/' and '-', with a letter or digit at both ends"


def label_violations(labels: Mapping[str, Any], path: str = "labels") -> list[FieldViolation]:
    if len(labels) > MAX_LABELS:
        return [FieldViolation(path, f"at most {MAX_LABELS} labels, got {len(labels)}")]
    found = []
    for name, value in labels.items():
        if not LABEL.fullmatch(name):
            found.append(FieldViolation(path, f"{name[:MAX_VALUE]!r}: {_GRAMMAR}"))
        elif not isinstance(value, str):
            found.append(FieldViolation(f"{path}.{name}", "expected a string"))
        elif len(value) > MAX_VALUE:
            found.append(FieldViolation(f"{path}.{name}", f"at most {MAX_VALUE} characters, got {len(value)}"))
        elif has_control(value):
            found.append(FieldViolation(f"{path}.{name}", "must not hold control characters"))
    return found


def conditions(given: Iterable[str]) -> tuple[tuple[str, str | None], ...]:
    """`env=prod` as ("env", "prod"), `env` as ("env", None)."""
    parted = (text.partition("=") for text in given)
    return tuple(dict.fromkeys((name, value if separator else None) for name, separator, value in parted))


def condition_violations(given: tuple[tuple[str, str | None], ...], path: str = "label") -> list[FieldViolation]:
    if len(given) > MAX_CONDITIONS:
        return [FieldViolation(path, f"at most {MAX_CONDITIONS} conditions, got {len(given)}")]
    return [
        FieldViolation(path, f"expected NAME=VALUE or NAME; of the name: {_GRAMMAR}")
        for name, _ in given
        if not LABEL.fullmatch(name)
    ]


def carries(labels: Mapping[str, str], wanted: Iterable[tuple[str, str | None]]) -> bool:
    """Whether the labels meet every condition."""
    return all(name in labels and value in (None, labels[name]) for name, value in wanted)
