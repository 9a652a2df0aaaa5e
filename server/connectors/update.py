"""UpdateConnector: the fields that are given change, the others keep their values.

authConfig: absent keeps, values replace, {} wipes (server/connectors/credentials.py has the contract).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from server.call import Call
from server.connectors import changed_fields, config_secrets, credentials
from server.connectors.binding import all_entered, digest_of
from server.connectors.clock import now_ms
from server.connectors.credential_metadata import Fingerprints, with_described, with_new
from server.connectors.mask import MASK
from server.connectors.repository import Repository, must_get
from server.connectors.rules import (
    auth_method_violations,
    config_violations,
    description_violations,
    merged_config,
    name_violations,
    refuse,
    status_violations,
)
from server.connectors.sealing import Sealer, Secrets
from server.connectors.type_catalogue import TypeCatalogue, known_type
from server.errors import ConcurrentChange, DataLoss, FieldViolation
from server.storage.audit_record import event_of
from server.storage.record import ConnectorRecord

# Each try reads anew; another writer must win the race this often in a row before the caller hears of it.
MAX_TRIES = 5


@dataclass(frozen=True, slots=True)
class ConnectorChange:
    """What a caller asks to be changed. None: not given. An empty description clears it."""

    id: str
    name: str | None = None
    type: str | None = None
    description: str | None = None
    config: dict[str, Any] | None = field(default=None, repr=False)
    connection_config: dict[str, Any] | None = field(default=None, repr=False)
    auth_method: str | None = None
    auth_config: dict[str, Any] | None = field(default=None, repr=False)
    status: str | None = None


@dataclass(frozen=True, slots=True)
class UpdatedConnector:
    """The connector as changed, and its credentials as they may be shown."""

    record: ConnectorRecord
    masked_credentials: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Change:
    """What the record and its secrets become, and the names of what differs."""

    record: ConnectorRecord
    secrets: Secrets
    names: tuple[str, ...]
    own_type: bool


class UpdateConnector:
    """`binding`: a changed destination keeps the credentials but not the leave to send them there (binding.py)."""

    def __init__(
        self,
        repository: Repository,
        sealer: Sealer,
        types: TypeCatalogue,
        fingerprints: Fingerprints,
        *,
        binding: bool = False,
    ) -> None:
        self._repository = repository
        self._sealer = sealer
        self._types = types
        self._fingerprints = fingerprints
        self._binding = binding

    def __call__(self, call: Call, change: ConnectorChange) -> UpdatedConnector:
        """Raises NotFound, InvalidArgument, NameTaken, QuotaExceeded, ConcurrentChange; DataLoss when stored secrets
        that have to be kept cannot be opened."""
        connectors = self._repository.for_tenant(call.caller.tenant)
        for _ in range(MAX_TRIES):
            stored = must_get(connectors, change.id)
            made = self._changed(stored, change, call.caller.user)
            event = event_of(call, connector_id=stored.id, changed_fields=made.names)
            if connectors.replace(made.record, stored.revision, event, own_type=made.own_type):
                return UpdatedConnector(made.record, credentials.masked(made.secrets.credentials))
        raise ConcurrentChange("others keep changing this connector; try again")

    def _changed(self, stored: ConnectorRecord, change: ConnectorChange, user: str) -> _Change:
        connector_type = known_type(self._types, stored.tenant, stored.type if change.type is None else change.type)
        auth_method = stored.auth_method if change.auth_method is None else change.auth_method
        config = merged_config(change.config, change.connection_config)
        refuse(
            _violations(change)
            + auth_method_violations(connector_type, auth_method)
            + config_violations(connector_type, stored.config if config is None else config)
        )
        before = self._opened(stored, change)
        kept = before or Secrets()
        # A config that is kept is merged too: a new type may call another of its fields a secret.
        shown, hidden = config_secrets.merge_kept(
            connector_type, stored.config if config is None else config, stored.config, kept.config
        )
        after = Secrets(credentials.for_update(change.auth_config, kept.credentials), hidden)
        changed = replace(
            stored,
            name=stored.name if change.name is None else change.name,
            type=connector_type.name,
            description=stored.description if change.description is None else change.description or None,
            config=shown,
            auth_method=auth_method,
            status=stored.status if change.status is None else change.status,
            updated_at=max(now_ms(), stored.updated_at),
            revision=stored.revision + 1,
        )
        if after != before:
            changed = self._sealer.seal(replace(changed, secret_version=stored.secret_version + 1), after)
        if after != before or _target(changed) != _target(stored):
            changed = replace(changed, target_revision=stored.target_revision + 1)
        changed = self._described(changed, after, change, user)
        changed = replace(changed, bound_destination=self._bound(stored, kept, changed, after, change))
        names = changed_fields.of_update(stored, changed, kept, after, change.auth_config)
        return _Change(changed, after, tuple(names), connector_type.own is not None)

    def _described(
        self, changed: ConnectorRecord, after: Secrets, change: ConnectorChange, user: str
    ) -> ConnectorRecord:
        """Credentials count as set when one of them was entered, be it the same as before, or left out."""
        if change.auth_config is not None and set(after.credentials or ()) != set(changed.credential_fields or ()):
            return with_new(changed, after.credentials, user=user, fingerprints=self._fingerprints)
        if any(value != MASK for value in (change.auth_config or {}).values()):
            return with_new(changed, after.credentials, user=user, fingerprints=self._fingerprints)
        if after.credentials is not None and changed.credential_fields is None:
            # Stored before such things were kept.
            return with_described(changed, after.credentials, self._fingerprints)
        return changed

    def _bound(
        self,
        stored: ConnectorRecord,
        before: Secrets,
        changed: ConnectorRecord,
        after: Secrets,
        change: ConnectorChange,
    ) -> str:
        config = merged_config(change.config, change.connection_config)
        if not self._binding or all_entered(after, before, change.auth_config, config):
            return digest_of(self._types.find(changed.tenant, changed.type), changed, after)
        return stored.bound_destination or digest_of(self._types.find(stored.tenant, stored.type), stored, before)

    def _opened(self, stored: ConnectorRecord, change: ConnectorChange) -> Secrets | None:
        """The stored secrets; None when they cannot be opened and the change replaces them, which mends the row."""
        try:
            return self._sealer.open(stored)
        except DataLoss:
            keeps_credentials = change.auth_config is None and stored.sealed_auth is not None
            replaces_config = change.config is not None or change.connection_config is not None
            keeps_config = not replaces_config and stored.sealed_config is not None
            if keeps_credentials or keeps_config:
                raise
            return None


def _violations(change: ConnectorChange) -> list[FieldViolation]:
    found: list[FieldViolation] = []
    if change.name is not None:
        found += name_violations(change.name)
    if change.description is not None:
        found += description_violations(change.description)
    if change.status is not None:
        found += status_violations(change.status)
    return found


def _target(record: ConnectorRecord) -> tuple[Any, ...]:
    """What a test depends on, besides the secrets."""
    return (record.type, record.config, record.auth_method)
