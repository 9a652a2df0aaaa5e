"""PromoteCredentials: the staged credentials become the connector's; those before are kept for a while."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from server.call import Call
from server.connectors import etags
from server.connectors.binding import digest_of
from server.connectors.clock import now_ms
from server.connectors.credential_rotation_sealing import KeptSealer
from server.connectors.drafts import ConnectorChange, Draft, Drafts
from server.connectors.ids import new_kept_id
from server.connectors.repository import Repository, must_get
from server.connectors.type_catalogue import TypeCatalogue
from server.credential_rotation.view import ChangedCredentials, CredentialRotation, rotation_of
from server.errors import ConcurrentChange, InvalidArgument, PreconditionFailed
from server.storage.audit_record import event_of
from server.storage.credential_rotation_record import KeptCredentials, Part
from server.storage.credential_rotations import CredentialRotations
from server.storage.planned import Replace
from server.storage.record import ConnectorRecord

# As server/connectors/update.py: so many times in a row another writer must be faster.
MAX_TRIES = 5
KEEP_SECONDS = 600
MOST_KEEP_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class PromoteOptions:
    """`etag`: what the caller has read; empty: it does not care."""

    keep_seconds: int = KEEP_SECONDS
    etag: str = ""


class PromoteCredentials:
    def __init__(
        self,
        *,
        repository: Repository,
        rotations: CredentialRotations,
        drafts: Drafts,
        types: TypeCatalogue,
        sealer: KeptSealer,
        clock: Callable[[], int] = now_ms,
    ) -> None:
        self._repository = repository
        self._rotations = rotations
        self._drafts = drafts
        self._types = types
        self._sealer = sealer
        self._clock = clock

    def __call__(self, call: Call, connector_id: str, options: PromoteOptions = PromoteOptions()) -> ChangedCredentials:
        """Raises NotFound, InvalidArgument, PreconditionFailed, EtagMismatch, QuotaExceeded, ConcurrentChange;
        DataLoss when secrets that have to be kept cannot be opened."""
        connectors = self._repository.for_tenant(call.caller.tenant)
        for _ in range(MAX_TRIES):
            stored = must_get(connectors, connector_id)
            if not 0 <= options.keep_seconds <= MOST_KEEP_SECONDS:
                raise InvalidArgument.at("keepPreviousSeconds", f"expected 0 to {MOST_KEEP_SECONDS}")
            etags.check(options.etag, stored)
            staged = self._staged(stored)
            change = ConnectorChange(stored.id, auth_config=self._sealer.open(staged), auth_method=staged.auth_method)
            draft = self._drafts.of_change(stored, change, call.caller.user)
            previous = self._previous(stored, draft, options.keep_seconds)
            event = event_of(call, connector_id=stored.id, changed_fields=draft.names)
            replace = Replace(draft.record, stored.revision, event, own_type=draft.own_type)
            if self._rotations.promote(staged, replace, previous):
                return ChangedCredentials(draft.record, CredentialRotation(previous=previous))
        raise ConcurrentChange("others keep changing this connector; try again")

    def _staged(self, stored: ConnectorRecord) -> KeptCredentials:
        rotation = rotation_of(self._rotations.find(stored.tenant, stored.id), stored, self._clock())
        if rotation.staged is None:
            raise PreconditionFailed("no credentials are staged; stage them first")
        if rotation.outdated:
            raise PreconditionFailed(
                "the connector was changed since the staged credentials were tested; stage them again"
            )
        return rotation.staged

    def _previous(self, stored: ConnectorRecord, draft: Draft, keep_seconds: int) -> KeptCredentials | None:
        """None where nothing is to be kept: there were no credentials, or they could not be opened."""
        credentials = draft.before.credentials
        if credentials is None or keep_seconds == 0:
            return None
        # Where they may be sent stays as it was: going back to them must not bind them to another place.
        bound = stored.bound_destination or digest_of(
            self._types.find(stored.tenant, stored.type), stored, draft.before
        )
        previous = KeptCredentials(
            tenant=stored.tenant,
            connector_id=stored.id,
            part=Part.PREVIOUS,
            id=new_kept_id(),
            auth_method=stored.auth_method,
            fields=stored.credential_fields or tuple(sorted(credentials)),
            set_at=stored.credential_set_at,
            set_by=stored.credential_set_by,
            version=stored.credential_version,
            fingerprint=stored.credential_fingerprint or "",
            target_revision=draft.record.target_revision,
            bound_destination=bound,
            expires_at=self._clock() + keep_seconds * 1000,
        )
        return self._sealer.seal(previous, credentials)
