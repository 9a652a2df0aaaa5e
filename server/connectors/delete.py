"""DeleteConnector."""

from __future__ import annotations

from server.breaker.breaker import CircuitBreaker
from server.call import Principal
from server.connectors.repository import Repository, not_found


class DeleteConnector:
    def __init__(self, repository: Repository, breaker: CircuitBreaker) -> None:
        self._repository = repository
        self._breaker = breaker

    def __call__(self, caller: Principal, connector_id: str) -> None:
        """Raises NotFound."""
        if not self._repository.for_tenant(caller.tenant).delete(connector_id):
            raise not_found()
        self._breaker.forget(caller.tenant, connector_id)
