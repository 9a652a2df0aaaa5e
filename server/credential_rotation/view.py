"""What of a rotation is there for callers: what is over, or left behind by a change, is not."""

from __future__ import annotations

from dataclasses import dataclass

from server.storage.credential_rotation_record import KeptCredentials
from server.storage.credential_rotations import Kept
from server.storage.record import ConnectorRecord


@dataclass(frozen=True, slots=True)
class CredentialRotation:
    """`outdated`: the connector was changed since the staged ones were tested. `previous` can be gone back to."""

    staged: KeptCredentials | None = None
    outdated: bool = False
    previous: KeptCredentials | None = None


@dataclass(frozen=True, slots=True)
class ChangedCredentials:
    """The connector with other credentials, and what is kept beside them now."""

    record: ConnectorRecord
    rotation: CredentialRotation


def rotation_of(found: Kept, connector: ConnectorRecord, now: int) -> CredentialRotation:
    """`now` decides, and not whether the upkeep came by."""
    staged = found.staged if _lasts(found.staged, now) else None
    previous = found.previous if _lasts(found.previous, now) and _fits(found.previous, connector) else None
    return CredentialRotation(staged, staged is not None and not _fits(staged, connector), previous)


def _lasts(kept: KeptCredentials | None, now: int) -> bool:
    return kept is not None and now < kept.expires_at


def _fits(kept: KeptCredentials | None, connector: ConnectorRecord) -> bool:
    return kept is not None and kept.target_revision == connector.target_revision
