"""DiscardCredentialRotation: what is kept beside a connector's credentials is destroyed, and they stay as they are."""

from __future__ import annotations

from server.call import Call
from server.connectors.repository import Repository, must_get
from server.storage.audit_record import event_of
from server.storage.credential_rotations import CredentialRotations


class DiscardCredentialRotation:
    def __init__(self, repository: Repository, rotations: CredentialRotations) -> None:
        self._repository = repository
        self._rotations = rotations

    def __call__(self, call: Call, connector_id: str) -> None:
        """Nothing kept is no error. Raises NotFound."""
        stored = must_get(self._repository.for_tenant(call.caller.tenant), connector_id)
        self._rotations.discard(stored.tenant, stored.id, event_of(call, connector_id=stored.id))
