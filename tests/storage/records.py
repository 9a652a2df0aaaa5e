"""Connectors to store."""

from __future__ import annotations

import itertools
from typing import Any

from server.storage.audit_record import AuditEvent
from server.storage.record import ConnectorRecord

EVENT = AuditEvent(tenant="acme", method="CreateConnector")

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
