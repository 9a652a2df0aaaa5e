"""UpdateConnectorType: replaces the declaration whole. Connectors of the type have its new rules from their next test
on; what they hold is not looked at before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.call import Call
from server.connector_types.declared import declaration_text
from server.connector_types.get import no_such_type
from server.connector_types.repository import OwnTypes
from server.connectors.clock import now_ms
from server.errors import ConcurrentChange
from server.storage.audit_record import event_of
from server.storage.own_types import OwnTypeRecord


class UpdateConnectorType:
    def __init__(self, own: OwnTypes) -> None:
        self._own = own

    def __call__(
        self, call: Call, name: str, declaration: Mapping[str, Any] | None, version: int | None
    ) -> OwnTypeRecord:
        """Raises NotFound, InvalidArgument; ConcurrentChange when `version` is given and is not the stored one."""
        tenant = call.caller.tenant
        if self._own.get(tenant, name) is None:
            raise no_such_type()
        replaced = self._own.replace(
            tenant,
            name,
            declaration=declaration_text(name, declaration),
            version=version,
            at=now_ms(),
            event=event_of(call, connector_type=name, changed_fields=["declaration"]),
        )
        if replaced is not None:
            return replaced
        stored = self._own.get(tenant, name)
        if stored is None:
            raise no_such_type()
        raise ConcurrentChange(f"version {version} was given, and version {stored.version} is stored: read it anew")
