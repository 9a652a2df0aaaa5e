"""StageCredentials: new credentials are tested, and if they work, kept beside those in use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson

from probes.result import ProbeResult
from server.call import Call
from server.connectors.clock import now_ms
from server.connectors.credential_rotation_sealing import KeptSealer
from server.connectors.drafts import ConnectorChange, Draft, Drafts
from server.connectors.ids import new_kept_id
from server.connectors.repository import Repository, must_get
from server.connectors.unsaved_tests import UnsavedTests
from server.credential_rotation.view import CredentialRotation, rotation_of
from server.errors import ConcurrentChange, InvalidArgument
from server.storage.audit_record import event_of
from server.storage.credential_rotation_record import KeptCredentials, Part
from server.storage.credential_rotations import CredentialRotations
from server.storage.record import ConnectorRecord

# What a test said a day ago says little; and a secret that nobody promotes is not kept for ever.
STAGED_MS = 86_400_000
# The tenant's quota does not count what is kept beside a connector's credentials, so that it is bounded here.
MAX_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class NewCredentials:
    """What a caller asks to be staged. `auth_method` None: the connector's."""

    connector_id: str
    auth_config: dict[str, Any] | None = field(default=None, repr=False)
    auth_method: str | None = None


@dataclass(frozen=True, slots=True)
class Staged:
    """What the test found; `rotation` None: it failed, and nothing was stored."""

    result: ProbeResult
    rotation: CredentialRotation | None = None


class StageCredentials:
    def __init__(
        self,
        *,
        repository: Repository,
        rotations: CredentialRotations,
        drafts: Drafts,
        tests: UnsavedTests,
        sealer: KeptSealer,
        clock: Callable[[], int] = now_ms,
    ) -> None:
        self._repository = repository
        self._rotations = rotations
        self._drafts = drafts
        self._tests = tests
        self._sealer = sealer
        self._clock = clock

    def __call__(self, call: Call, new: NewCredentials) -> Staged:
        """Raises NotFound, InvalidArgument, DataLoss, ConcurrentChange, TestQueueFull, Unavailable, Cancelled,
        DeadlineExceeded."""
        connectors = self._repository.for_tenant(call.caller.tenant)
        stored = must_get(connectors, new.connector_id)
        if not new.auth_config:
            raise InvalidArgument.at("authConfig", "expected all fields of the new credentials, at least one")
        change = ConnectorChange(stored.id, auth_config=new.auth_config, auth_method=new.auth_method)
        draft = self._drafts.of_change(stored, change, call.caller.user)
        _refuse_large(draft)
        result = self._tests.run(call, draft, stored)
        event = event_of(call, connector_id=stored.id, changed_fields=draft.names, reason=result.reason or "")
        if not result.success:
            connectors.note(event)
            return Staged(result)
        staged = self._sealer.seal(self._kept(stored, draft, call.caller.user), draft.secrets.credentials or {})
        if not self._rotations.stage(staged, event):
            must_get(connectors, stored.id)
            raise ConcurrentChange("the connector was changed while its new credentials were tested; stage them again")
        return Staged(result, rotation_of(self._rotations.find(stored.tenant, stored.id), stored, self._clock()))

    def _kept(self, stored: ConnectorRecord, draft: Draft, user: str) -> KeptCredentials:
        now = self._clock()
        return KeptCredentials(
            tenant=stored.tenant,
            connector_id=stored.id,
            part=Part.STAGED,
            id=new_kept_id(),
            auth_method=draft.record.auth_method,
            fields=draft.record.credential_fields or (),
            set_at=now,
            set_by=user or None,
            version=0,
            fingerprint=draft.record.credential_fingerprint or "",
            target_revision=stored.target_revision,
            bound_destination=None,
            expires_at=now + STAGED_MS,
        )


def _refuse_large(draft: Draft) -> None:
    size = len(orjson.dumps(draft.secrets.credentials))
    if size > MAX_BYTES:
        raise InvalidArgument.at("authConfig", f"expected at most {MAX_BYTES} bytes as JSON, got {size}")
