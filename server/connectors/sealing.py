"""Credentials and config secrets on their way into and out of a record's sealed fields."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import orjson

from server.observe.redaction import shield
from server.storage.record import ConnectorRecord
from server.vault.envelope import SecretContext

AUTH_FIELD = "authConfig"
CONFIG_FIELD = "config"


class Vault(Protocol):
    def current_key(self, tenant: str) -> str:
        """The id of the tenant's key that new values are sealed under."""
        ...

    def seal_under(self, key_id: str, context: SecretContext, plaintext: bytes) -> bytes: ...

    def open(self, context: SecretContext, sealed: bytes) -> bytes:
        """Raises DataLoss when the value was tampered with, moved, or sealed under a key that is gone."""
        ...

    def fingerprint(self, tenant: str, data: bytes) -> str:
        """The same for the same data of the same tenant; it tells nothing to one without the tenant's key."""
        ...


@dataclass(frozen=True, slots=True)
class Secrets:
    """What a record keeps sealed: the credentials (None: none stored), and config secrets by path."""

    credentials: dict[str, Any] | None = field(default=None, repr=False)
    config: dict[str, Any] = field(default_factory=dict, repr=False)


class Sealer:
    """Seals both fields together under the record's secret version, so that neither can be rolled back alone."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def seal(self, record: ConnectorRecord, secrets: Secrets) -> ConnectorRecord:
        """The record with its sealed fields made from `secrets`, under the secret version it carries.

        Raises Unavailable when the tenant's key cannot be had.
        """
        plain = (
            None if secrets.credentials is None else orjson.dumps(secrets.credentials),
            orjson.dumps(secrets.config) if secrets.config else None,
        )
        if plain == (None, None):
            return replace(record, sealed_auth=None, sealed_config=None, sealed_under=None)
        return self._under(self._vault.current_key(record.tenant), record, *plain)

    def reseal(self, record: ConnectorRecord) -> ConnectorRecord:
        """The same secrets in the same version, under the tenant's current key. Raises DataLoss, Unavailable."""
        auth = self._opened(record, AUTH_FIELD, record.sealed_auth)
        config = self._opened(record, CONFIG_FIELD, record.sealed_config)
        return self._under(self._vault.current_key(record.tenant), record, auth, config)

    def open(self, record: ConnectorRecord) -> Secrets:
        """Raises DataLoss; other connectors are not affected."""
        secrets = Secrets(
            credentials=self._open(record, AUTH_FIELD, record.sealed_auth),
            config=self._open(record, CONFIG_FIELD, record.sealed_config) or {},
        )
        shield([secrets.credentials, secrets.config])
        return secrets

    def _under(self, key_id: str, record: ConnectorRecord, auth: bytes | None, config: bytes | None) -> ConnectorRecord:
        def sealed(name: str, value: bytes | None) -> bytes | None:
            return None if value is None else self._vault.seal_under(key_id, _context(record, name), value)

        return replace(
            record,
            sealed_auth=sealed(AUTH_FIELD, auth),
            sealed_config=sealed(CONFIG_FIELD, config),
            sealed_under=key_id,
        )

    def _opened(self, record: ConnectorRecord, name: str, sealed: bytes | None) -> bytes | None:
        return None if sealed is None else self._vault.open(_context(record, name), sealed)

    def _open(self, record: ConnectorRecord, name: str, sealed: bytes | None) -> dict[str, Any] | None:
        plain = self._opened(record, name, sealed)
        if plain is None:
            return None
        opened: dict[str, Any] = orjson.loads(plain)
        return opened


def _context(record: ConnectorRecord, name: str) -> SecretContext:
    return SecretContext(record.tenant, record.id, name, record.secret_version)
