"""A caller's declaration, judged: what is stored is JSON text that compiles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from probes.own_types import own_type
from probes.vendors.own import NAME, DeclarationRefused
from server.errors import FieldViolation, InvalidArgument


def refuse_wrong_name(name: str) -> None:
    """Raises InvalidArgument."""
    if not NAME.fullmatch(name):
        raise InvalidArgument.at("name", "expected 2 to 63 lower-case letters, digits and underscores, a letter first")


def declaration_text(name: str, declaration: Mapping[str, Any] | None) -> str:
    """Raises InvalidArgument naming every place that is wrong, such as `declaration.checks[0].path`."""
    if not declaration:
        raise InvalidArgument.at("declaration", "is required")
    try:
        text = orjson.dumps(declaration, option=orjson.OPT_SORT_KEYS).decode()
        own_type(name, text, 0)
    except DeclarationRefused as refused:
        raise InvalidArgument.of(
            [FieldViolation(_path(complaint.path), complaint.message) for complaint in refused.wrong]
        ) from None
    except (TypeError, ValueError):  # a lone surrogate, a number that JSON has no name for
        raise InvalidArgument.at("declaration", "holds what JSON cannot") from None
    return text


def _path(path: str) -> str:
    return f"declaration.{path}" if path else "declaration"
