"""The names of what a call set or changed, for the audit trail: `name`, `config.host`, `authConfig.password`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from server.connectors.mask import MASK
from server.connectors.sealing import Secrets
from server.storage.record import ConnectorRecord

_PLAIN = {
    "name": "name",
    "type": "type",
    "description": "description",
    "auth_method": "authMethod",
    "status": "status",
}


def of_create(record: ConnectorRecord, secrets: Secrets) -> Iterator[str]:
    yield from ("name", "type", "authMethod")
    if record.description is not None:
        yield "description"
    yield from (f"config.{name}" for name in record.config)
    yield from (f"authConfig.{name}" for name in secrets.credentials or ())
    yield from (f"labels.{name}" for name in record.labels)


def of_update(
    stored: ConnectorRecord,
    changed: ConnectorRecord,
    before: Secrets,
    after: Secrets,
    given: Mapping[str, Any] | None,
) -> Iterator[str]:
    """What differs now, and every credential that was entered, be it the same as before."""
    yield from (told for name, told in _PLAIN.items() if getattr(stored, name) != getattr(changed, name))
    yield from (f"config.{name}" for name in _differing(stored.config, changed.config))
    for pointer in _differing(before.config, after.config):
        yield f"config.{pointer.split('/')[1].replace('~1', '/').replace('~0', '~')}"
    yield from (f"labels.{name}" for name in _differing(stored.labels, changed.labels))
    yield from (f"authConfig.{name}" for name, value in (given or {}).items() if value != MASK)
    yield from (f"authConfig.{name}" for name in _differing(before.credentials or {}, after.credentials or {}))


_ABSENT = object()


def _differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[str]:
    return (name for name in {**one, **other} if one.get(name, _ABSENT) != other.get(name, _ABSENT))
