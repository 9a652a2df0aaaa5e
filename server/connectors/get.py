"""GetConnector."""

from __future__ import annotations

from server.call import Principal
from server.connectors.repository import Repository, not_found
from server.storage.record import ShownConnector


class GetConnector:
    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def __call__(self, caller: Principal, connector_id: str) -> ShownConnector:
        """Raises NotFound."""
        shown = self._repository.for_tenant(caller.tenant).show(connector_id)
        if shown is None:
            raise not_found()
        return shown
