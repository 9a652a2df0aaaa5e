"""Vaults without a database, and values as the first format sealed them."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.vault.envelope import SecretContext
from server.vault.keyring import Keyring
from server.vault.tenant_keys import TenantKeys
from server.vault.vault import Vault
from server.wrapped_key import WrappedKey


@dataclass
class Given:
    """A keyring that a test changes as it likes."""

    keyring: Keyring

    def current(self) -> Keyring:
        return self.keyring


@dataclass
class MemoryKeys:
    """tenant_keys as the database keeps them."""

    rows: dict[str, WrappedKey] = field(default_factory=dict)
    reads: int = 0

    def get(self, tenant: str, key_id: str) -> WrappedKey | None:
        self.reads += 1
        found = self.rows.get(key_id)
        return found if found and found.tenant == tenant else None

    def newest(self, tenant: str, purpose: str) -> WrappedKey | None:
        self.reads += 1
        ids = [key.id for key in self.rows.values() if (key.tenant, key.purpose) == (tenant, purpose)]
        return self.rows[max(ids)] if ids else None

    def put(self, key: WrappedKey) -> None:
        self.rows[key.id] = key


def vault_of(keyring: Keyring, keys: MemoryKeys | None = None) -> Vault:
    given = Given(keyring)
    return Vault(given, TenantKeys(MemoryKeys() if keys is None else keys, given))


def sealed_in_format_1(key: bytes, key_id: str, context: SecretContext, plaintext: bytes) -> bytes:
    """As releases before tenant keys sealed: the data key wrapped by the keyring's key itself."""
    data_key, wrap_nonce, nonce = os.urandom(32), os.urandom(12), os.urandom(12)

    def bound(layer: str) -> bytes:
        place = (context.tenant, context.connector_id, context.field, str(context.version))
        parts = [f"connector-service/{layer}".encode(), b"\x01", key_id.encode(), *(part.encode() for part in place)]
        return b"".join(len(part).to_bytes(4) + part for part in parts)

    wrapped = AESGCM(key).encrypt(wrap_nonce, data_key, bound("data-key"))
    value = AESGCM(data_key).encrypt(nonce, plaintext, bound("value"))
    return b"".join((bytes((1, len(key_id))), key_id.encode(), wrap_nonce, wrapped, nonce, value))
