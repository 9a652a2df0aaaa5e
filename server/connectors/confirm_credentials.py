"""ConfirmCredentials: an admin says that the stored credentials may go where the connector leads now."""

from __future__ import annotations

from dataclasses import replace

from server.call import Call
from server.connectors.binding import digest_of
from server.connectors.repository import Repository, must_get
from server.connectors.sealing import Sealer
from server.connectors.type_catalogue import TypeCatalogue
from server.errors import ConcurrentChange, PreconditionFailed
from server.storage.audit_record import event_of
from server.storage.record import ConnectorRecord

MAX_TRIES = 5


class ConfirmCredentials:
    def __init__(self, repository: Repository, sealer: Sealer, types: TypeCatalogue) -> None:
        self._repository = repository
        self._sealer = sealer
        self._types = types

    def __call__(self, call: Call, connector_id: str) -> ConnectorRecord:
        """Raises NotFound, PreconditionFailed without credentials, DataLoss, ConcurrentChange."""
        connectors = self._repository.for_tenant(call.caller.tenant)
        event = event_of(call, connector_id=connector_id)
        for _ in range(MAX_TRIES):
            stored = must_get(connectors, connector_id)
            bound = self._bound(stored)
            if bound == stored:
                connectors.note(event)
                return stored
            # The same revision on both sides of an update would let a change in between go unnoticed.
            bound = replace(bound, revision=stored.revision + 1)
            if connectors.replace(bound, stored.revision, event):
                return bound
        raise ConcurrentChange("others keep changing this connector; try again")

    def _bound(self, stored: ConnectorRecord) -> ConnectorRecord:
        if stored.sealed_auth is None and stored.sealed_config is None:
            raise PreconditionFailed("this connector has no credentials to confirm")
        secrets = self._sealer.open(stored)
        connector_type = self._types.find(stored.tenant, stored.type)
        return replace(stored, bound_destination=digest_of(connector_type, stored, secrets))
