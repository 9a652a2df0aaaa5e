"""RollBackCredentials: the credentials before the last promotion are the connector's again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from server.call import Call
from server.connectors import etags
from server.connectors.clock import now_ms
from server.connectors.credential_rotation_sealing import KeptSealer
from server.connectors.drafts import ConnectorChange, Drafts
from server.connectors.repository import Repository, must_get
from server.credential_rotation.view import ChangedCredentials, CredentialRotation, rotation_of
from server.errors import ConcurrentChange, PreconditionFailed
from server.storage.audit_record import event_of
from server.storage.credential_rotations import CredentialRotations
from server.storage.planned import Replace
from server.storage.record import ConnectorRecord

MAX_TRIES = 5


class RollBackCredentials:
    """`binding`: credentials are bound to the destination they were entered for."""

    def __init__(
        self,
        repository: Repository,
        rotations: CredentialRotations,
        drafts: Drafts,
        sealer: KeptSealer,
        *,
        binding: bool,
        clock: Callable[[], int] = now_ms,
    ) -> None:
        self._repository = repository
        self._rotations = rotations
        self._drafts = drafts
        self._sealer = sealer
        self._binding = binding
        self._clock = clock

    def __call__(self, call: Call, connector_id: str, etag: str = "") -> ChangedCredentials:
        """Raises NotFound, PreconditionFailed, EtagMismatch, QuotaExceeded, ConcurrentChange; DataLoss when secrets
        that have to be kept cannot be opened."""
        connectors = self._repository.for_tenant(call.caller.tenant)
        for _ in range(MAX_TRIES):
            stored = must_get(connectors, connector_id)
            etags.check(etag, stored)
            previous = self._rotation(stored).previous
            if previous is None:
                raise PreconditionFailed(
                    "no previous credentials are kept: their time is over, or the connector's credentials or "
                    "destination were changed since"
                )
            change = ConnectorChange(
                stored.id, auth_config=self._sealer.open(previous), auth_method=previous.auth_method
            )
            draft = self._drafts.of_change(stored, change, call.caller.user)
            record = draft.record
            if self._binding:  # nobody entered them in this call: they may go where they might go before
                record = replace(record, bound_destination=previous.bound_destination)
            event = event_of(call, connector_id=stored.id, changed_fields=draft.names)
            if self._rotations.roll_back(previous, Replace(record, stored.revision, event, own_type=draft.own_type)):
                return ChangedCredentials(record, self._rotation(record))
        raise ConcurrentChange("others keep changing this connector; try again")

    def _rotation(self, connector: ConnectorRecord) -> CredentialRotation:
        return rotation_of(self._rotations.find(connector.tenant, connector.id), connector, self._clock())
