"""What a connector becomes by a call, before it is written: checked, its secrets taken out, described, bound."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from probes.connector_type import ConnectorType
from server.connectors import changed_fields, config_secrets, credentials
from server.connectors.binding import all_entered, digest_of
from server.connectors.clock import now_ms
from server.connectors.credential_metadata import Fingerprints, with_described, with_new
from server.connectors.labels import label_violations
from server.connectors.mask import MASK
from server.connectors.rules import (
    DEFAULT_AUTH_METHOD,
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
from server.errors import DataLoss, FieldViolation
from server.storage.record import ConnectorRecord


@dataclass(frozen=True, slots=True)
class NewConnector:
    """What a caller asks to be registered. None: not given."""

    name: str
    type: str
    description: str | None = None
    config: dict[str, Any] | None = field(default=None, repr=False)
    connection_config: dict[str, Any] | None = field(default=None, repr=False)
    auth_method: str = ""
    auth_config: dict[str, Any] | None = field(default=None, repr=False)
    labels: dict[str, str] = field(default_factory=dict)


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
    labels: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A record and its secrets as they would be. `names` of what was set or differs, for the audit trail. `own_type`:
    the type is the tenant's own."""

    record: ConnectorRecord
    secrets: Secrets
    type: ConnectorType
    names: tuple[str, ...]
    before: Secrets = field(default_factory=Secrets)  # those that are stored
    relabelled: bool = False
    keeps_secrets: bool = False  # some of those stored go on being used: they were not entered in this call

    @property
    def credentials_differ(self) -> bool:
        return self.secrets.credentials != self.before.credentials

    @property
    def own_type(self) -> bool:
        return self.type.own is not None


class Drafts:
    """`binding`: a changed destination keeps the credentials but not the leave to send them there (binding.py)."""

    def __init__(self, sealer: Sealer, types: TypeCatalogue, fingerprints: Fingerprints, *, binding: bool) -> None:
        self._sealer = sealer
        self._types = types
        self._fingerprints = fingerprints
        self._binding = binding

    def of_new(self, tenant: str, new: NewConnector, *, connector_id: str, user: str, now: int) -> Draft:
        """Its record is not sealed yet (`sealed`). Raises InvalidArgument. An incomplete config is fine."""
        connector_type = known_type(self._types, tenant, new.type)
        config = merged_config(new.config, new.connection_config) or {}
        auth_method = new.auth_method or DEFAULT_AUTH_METHOD
        refuse(
            name_violations(new.name)
            + description_violations(new.description or "")
            + auth_method_violations(connector_type, auth_method)
            + config_violations(connector_type, config)
            + label_violations(new.labels)
        )
        shown, hidden = config_secrets.split(connector_type, config)
        record = ConnectorRecord(
            tenant=tenant,
            id=connector_id,
            name=new.name,
            type=connector_type.name,
            description=new.description or None,
            config=shown,
            auth_method=auth_method,
            status="untested",
            created_at=now,
            updated_at=now,
            labels=dict(new.labels),
        )
        secrets = Secrets(credentials.for_create(new.auth_config), hidden)
        record = replace(
            with_new(record, secrets.credentials, user=user, fingerprints=self._fingerprints),
            bound_destination=digest_of(connector_type, record, secrets),
        )
        names = tuple(changed_fields.of_create(record, secrets))
        return Draft(record, secrets, connector_type, names, relabelled=bool(new.labels))

    def sealed(self, draft: Draft) -> ConnectorRecord:
        """The record of a new connector, ready to be stored. Raises Unavailable."""
        return self._sealer.seal(draft.record, draft.secrets)

    def of_change(self, stored: ConnectorRecord, change: ConnectorChange, user: str) -> Draft:
        """Raises InvalidArgument; DataLoss when stored secrets that have to be kept cannot be opened."""
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
            labels=stored.labels if change.labels is None else change.labels,
            updated_at=max(now_ms(), stored.updated_at),
            revision=stored.revision + 1,
        )
        if after != before:
            changed = self._sealer.seal(replace(changed, secret_version=stored.secret_version + 1), after)
        if after != before or target_of(changed) != target_of(stored):
            changed = replace(changed, target_revision=stored.target_revision + 1)
        changed = self._described(changed, after, change, user)
        changed = replace(changed, bound_destination=self._bound(stored, kept, changed, after, change))
        names = tuple(changed_fields.of_update(stored, changed, kept, after, change.auth_config))
        return Draft(
            changed,
            after,
            connector_type,
            names,
            before=kept,
            relabelled=changed.labels != stored.labels,
            keeps_secrets=kept != Secrets() and not all_entered(after, kept, change.auth_config, config),
        )

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


def target_of(record: ConnectorRecord) -> tuple[Any, ...]:
    """What a test depends on, besides the secrets."""
    return (record.type, record.config, record.auth_method)


def _violations(change: ConnectorChange) -> list[FieldViolation]:
    found: list[FieldViolation] = []
    if change.name is not None:
        found += name_violations(change.name)
    if change.description is not None:
        found += description_violations(change.description)
    if change.status is not None:
        found += status_violations(change.status)
    if change.labels is not None:
        found += label_violations(change.labels)
    return found
