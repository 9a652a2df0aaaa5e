"""UpdateConnector: the fields that are given change, the others keep their values.

authConfig: absent keeps, values replace, {} wipes (server/connectors/credentials.py has the contract).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from server.call import Principal
from server.connectors import config_secrets, credentials
from server.connectors.clock import now_ms
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


class UpdateConnector:
    def __init__(self, repository: Repository, sealer: Sealer, types: TypeCatalogue) -> None:
        self._repository = repository
        self._sealer = sealer
        self._types = types

    def __call__(self, caller: Principal, change: ConnectorChange) -> UpdatedConnector:
        """Raises NotFound, InvalidArgument, NameTaken, ConcurrentChange; DataLoss when stored secrets that have to
        be kept cannot be opened."""
        connectors = self._repository.for_tenant(caller.tenant)
        for _ in range(MAX_TRIES):
            stored = must_get(connectors, change.id)
            changed, secrets = self._changed(stored, change)
            if connectors.replace(changed, stored.revision):
                return UpdatedConnector(changed, credentials.masked(secrets.credentials))
        raise ConcurrentChange("others keep changing this connector; try again")

    def _changed(self, stored: ConnectorRecord, change: ConnectorChange) -> tuple[ConnectorRecord, Secrets]:
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
        return changed, after

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
