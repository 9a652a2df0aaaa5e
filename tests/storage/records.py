"""Connectors to store."""

from __future__ import annotations

import itertools
from typing import Any

import orjson

from server.storage.audit_record import AuditEvent
from server.storage.record import ConnectorRecord, ShownConnector

EVENT = AuditEvent(tenant="acme", method="CreateConnector")

_SHOWN = ShownConnector._fields

_numbers = itertools.count(1)


def a_record(tenant: str = "acme", **fields: Any) -> ConnectorRecord:
    """A new connector whose id is newer than those made before."""
    number = next(_numbers)
    values = {
        "id": f"conn_{number:08d}",
        "name": f"Warehouse {number}",
        "type": "snowflake",
        "description": None,
        "config": {"account": "xy12345", "port": 5432, "ratio": 0.5, "naïve": ["ü", None, True]},
        "auth_method": "access_key",
        "status": "untested",
        "created_at": 1_773_570_600_000,
        "updated_at": 1_773_570_600_000,
    }
    return ConnectorRecord(tenant=tenant, **{**values, **fields})


def shown(record: ConnectorRecord) -> ShownConnector:
    """What callers see of it."""
    texts = {
        "config_text": orjson.dumps(record.config).decode(),
        "labels_text": orjson.dumps(record.labels, option=orjson.OPT_SORT_KEYS).decode() if record.labels else None,
        "credential_fields_text": None
        if record.credential_fields is None
        else orjson.dumps(record.credential_fields).decode(),
    }
    return ShownConnector(**{name: texts[name] if name in texts else getattr(record, name) for name in _SHOWN})
