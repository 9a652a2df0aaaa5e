"""UndeleteConnector: one that was deleted and is not yet destroyed comes back as it was."""

from __future__ import annotations

from server.call import Call
from server.connectors.repository import Repository, TenantConnectors, not_found
from server.connectors.type_catalogue import TypeCatalogue
from server.errors import PreconditionFailed, ServiceError
from server.storage.audit_record import event_of
from server.storage.record import ConnectorRecord


class UndeleteConnector:
    def __init__(self, repository: Repository, types: TypeCatalogue) -> None:
        self._repository = repository
        self._types = types

    def __call__(self, call: Call, connector_id: str) -> ConnectorRecord:
        """Raises NotFound, NameTaken, QuotaExceeded, PreconditionFailed."""
        connectors = self._repository.for_tenant(call.caller.tenant)
        deleted = connectors.get_deleted(connector_id)
        if deleted is None:
            raise _not_deleted(connectors, connector_id)
        connector_type = self._types.find(deleted.tenant, deleted.type)
        if connector_type is None:
            raise PreconditionFailed(f"its connector type {deleted.type} is gone; create that type again first")
        own_type = deleted.type if connector_type.own else None
        restored = connectors.restore(connector_id, event_of(call, connector_id=connector_id), own_type=own_type)
        if restored is None:  # somebody else was faster: it is back, or destroyed
            raise _not_deleted(connectors, connector_id)
        return restored


def _not_deleted(connectors: TenantConnectors, connector_id: str) -> ServiceError:
    if connectors.get(connector_id) is not None:
        return PreconditionFailed("this connector is not deleted")
    return not_found()
