"""DeleteConnector."""

from __future__ import annotations

from server.breaker.breaker import CircuitBreaker
from server.call import Call
from server.connectors.repository import Repository, not_found
from server.storage.audit_record import event_of


class DeleteConnector:
    def __init__(self, repository: Repository, breaker: CircuitBreaker) -> None:
        self._repository = repository
        self._breaker = breaker

    def __call__(self, call: Call, connector_id: str) -> None:
        """Raises NotFound."""
        tenant = call.caller.tenant
        event = event_of(call, connector_id=connector_id)
        if not self._repository.for_tenant(tenant).delete(connector_id, event):
            raise not_found()
        self._breaker.forget(tenant, connector_id)
