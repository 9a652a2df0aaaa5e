"""Credentials that are kept beside a connector's own, sealed as those are.

What is authenticated with them names the part (staged or previous), the row and the target revision: moved into the
connector's own row, to another connector or part, or put back in the place of a later one, they do not open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson

from server.connectors.sealing import Vault
from server.observe.redaction import shield
from server.storage.credential_rotation_record import KeptCredentials
from server.vault.envelope import SecretContext


class KeptSealer:
    """Every method raises Unavailable when the tenant's key cannot be had."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def seal(self, kept: KeptCredentials, credentials: Mapping[str, Any]) -> KeptCredentials:
        """The row with its sealed fields made from `credentials`."""
        return self._sealed(kept, orjson.dumps(credentials))

    def open(self, kept: KeptCredentials) -> dict[str, Any]:
        """Raises DataLoss."""
        credentials: dict[str, Any] = orjson.loads(self._vault.open(_context(kept), kept.sealed))
        shield([credentials])
        return credentials

    def reseal(self, kept: KeptCredentials) -> KeptCredentials:
        """The same under the tenant's current key. Raises DataLoss."""
        return self._sealed(kept, self._vault.open(_context(kept), kept.sealed))

    def _sealed(self, kept: KeptCredentials, plain: bytes) -> KeptCredentials:
        key_id = self._vault.current_key(kept.tenant)
        return replace(kept, sealed=self._vault.seal_under(key_id, _context(kept), plain), sealed_under=key_id)


def _context(kept: KeptCredentials) -> SecretContext:
    return SecretContext(kept.tenant, kept.connector_id, f"{kept.part}:{kept.id}", kept.target_revision)
