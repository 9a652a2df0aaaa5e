"""GetConnector."""

from __future__ import annotations

from server.call import Principal
from server.connectors.repository import Repository, must_get
from server.storage.record import ConnectorRecord


class GetConnector:
    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def __call__(self, caller: Principal, connector_id: str) -> ConnectorRecord:
        """Raises NotFound."""
        return must_get(self._repository.for_tenant(caller.tenant), connector_id)
