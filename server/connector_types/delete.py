"""DeleteConnectorType."""

from __future__ import annotations

from server.call import Call
from server.connector_types.get import no_such_type
from server.connector_types.repository import OwnTypes
from server.storage.audit_record import event_of


class DeleteConnectorType:
    def __init__(self, own: OwnTypes) -> None:
        self._own = own

    def __call__(self, call: Call, name: str) -> None:
        """Raises NotFound, TypeInUse."""
        if not self._own.delete(call.caller.tenant, name, event_of(call, connector_type=name)):
            raise no_such_type()
