"""What a connector's own fields must look like, whichever call sets them. Each check gives the violations it found."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from probes.connector_type import ConnectorType
from server.errors import FieldViolation, InvalidArgument

MAX_NAME = 200
MAX_DESCRIPTION = 2000
DEFAULT_AUTH_METHOD = "access_key"
STATUSES = ("untested", "active", "error", "inactive")


def name_violations(name: str) -> list[FieldViolation]:
    if not name.strip():
        return [FieldViolation("name", "must not be empty")]
    if len(name) > MAX_NAME:
        return [FieldViolation("name", f"must be at most {MAX_NAME} characters, got {len(name)}")]
    if has_control(name):
        return [FieldViolation("name", "must not hold control characters")]
    return []


def description_violations(description: str) -> list[FieldViolation]:
    if len(description) > MAX_DESCRIPTION:
        return [FieldViolation("description", f"must be at most {MAX_DESCRIPTION} characters, got {len(description)}")]
    if has_control(description.translate({ord(blank): None for blank in "\n\r\t"})):
        return [FieldViolation("description", "must not hold control characters")]
    return []


def status_violations(status: str) -> list[FieldViolation]:
    if status in STATUSES:
        return []
    return [FieldViolation("status", f"expected one of {', '.join(STATUSES)}")]


def auth_method_violations(connector_type: ConnectorType, auth_method: str) -> list[FieldViolation]:
    known = [DEFAULT_AUTH_METHOD, *(method.name for method in connector_type.auth_methods)]
    if auth_method in known:
        return []
    expected = ", ".join(dict.fromkeys(known))
    return [FieldViolation("authMethod", f"{connector_type.name} takes one of {expected}")]


def config_violations(connector_type: ConnectorType, config: Mapping[str, Any]) -> list[FieldViolation]:
    return [FieldViolation(found.path, found.message) for found in connector_type.wrong_kinds(config)]


def merged_config(config: dict[str, Any] | None, alias: dict[str, Any] | None) -> dict[str, Any] | None:
    """`config` and `connectionConfig` merged by top-level key, config winning; None when neither is given."""
    if config is None and alias is None:
        return None
    return {**(alias or {}), **(config or {})}


def refuse(violations: list[FieldViolation]) -> None:
    """Raises InvalidArgument naming every violation, if there is any."""
    if violations:
        raise InvalidArgument.of(violations)


def has_control(text: str) -> bool:
    """Whether a text holds a control character or a lone surrogate."""
    if text.isprintable():
        return False
    return any(unicodedata.category(character) in ("Cc", "Cs") for character in text)
