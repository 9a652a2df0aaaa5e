"""GetCredentialRotation: what is staged, and what can be gone back to."""

from __future__ import annotations

from collections.abc import Callable

from server.call import Principal
from server.connectors.clock import now_ms
from server.connectors.repository import Repository, must_get
from server.credential_rotation.view import CredentialRotation, rotation_of
from server.storage.credential_rotations import CredentialRotations


class GetCredentialRotation:
    def __init__(
        self, repository: Repository, rotations: CredentialRotations, clock: Callable[[], int] = now_ms
    ) -> None:
        self._repository = repository
        self._rotations = rotations
        self._clock = clock

    def __call__(self, caller: Principal, connector_id: str) -> CredentialRotation:
        """Raises NotFound."""
        stored = must_get(self._repository.for_tenant(caller.tenant), connector_id)
        return rotation_of(self._rotations.find(stored.tenant, stored.id), stored, self._clock())
