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
    def seal(self, context: SecretContext, plaintext: bytes) -> bytes: ...

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
        """The record with its sealed fields made from `secrets`, under the secret version it carries."""
        return replace(
            record,
            sealed_auth=self._seal(record, AUTH_FIELD, secrets.credentials),
            sealed_config=self._seal(record, CONFIG_FIELD, secrets.config or None),
        )

    def open(self, record: ConnectorRecord) -> Secrets:
        """Raises DataLoss; other connectors are not affected."""
        secrets = Secrets(
            credentials=self._open(record, AUTH_FIELD, record.sealed_auth),
            config=self._open(record, CONFIG_FIELD, record.sealed_config) or {},
        )
        shield([secrets.credentials, secrets.config])
        return secrets

    def _seal(self, record: ConnectorRecord, name: str, value: dict[str, Any] | None) -> bytes | None:
        return None if value is None else self._vault.seal(_context(record, name), orjson.dumps(value))

    def _open(self, record: ConnectorRecord, name: str, sealed: bytes | None) -> dict[str, Any] | None:
        if sealed is None:
            return None
        opened: dict[str, Any] = orjson.loads(self._vault.open(_context(record, name), sealed))
        return opened


def _context(record: ConnectorRecord, name: str) -> SecretContext:
    return SecretContext(record.tenant, record.id, name, record.secret_version)
