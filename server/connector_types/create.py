"""CreateConnectorType: a type of the tenant's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probes.connector_type import ConnectorType
from server.call import Call
from server.connector_types.declared import declaration_text, refuse_wrong_name
from server.connector_types.repository import OwnTypes
from server.connectors.clock import now_ms
from server.errors import NameTaken
from server.storage.audit_record import event_of
from server.storage.own_types import OwnTypeRecord


class CreateConnectorType:
    def __init__(self, own: OwnTypes, built_in: Mapping[str, ConnectorType]) -> None:
        self._own = own
        self._built_in = built_in

    def __call__(self, call: Call, name: str, declaration: Mapping[str, Any] | None) -> OwnTypeRecord:
        """Raises InvalidArgument, NameTaken, QuotaExceeded."""
        refuse_wrong_name(name)
        if name in self._built_in:
            raise NameTaken("a built-in connector type has this name")
        now = now_ms()
        record = OwnTypeRecord(
            tenant=call.caller.tenant,
            name=name,
            declaration=declaration_text(name, declaration),
            version=1,
            created_at=now,
            updated_at=now,
        )
        self._own.insert(record, event_of(call, connector_type=name, changed_fields=["declaration"]))
        return record
