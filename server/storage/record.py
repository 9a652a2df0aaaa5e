"""A connector as it is stored. Times are integers: milliseconds since the epoch, UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MAX_LIST_LIMIT = 100


@dataclass(frozen=True, slots=True)
class ConnectorRecord:
    """One row. `config` is as shown (secrets masked); the sealed fields are ciphertext of the vault.

    `revision` grows with every change by a caller and is what a compare-and-swap compares.
    `target_revision` grows when what a test would do changes (type, config, auth method, credentials).
    `secret_version` grows when the sealed fields are sealed anew; it is part of what authenticates them.
    The `credential_*` fields say what is known of the credentials without opening them, and are None where none are
    stored; but `credential_version` goes on growing over them. `bound_destination` is a digest of where the secrets
    may be sent; None (a row older than bindings): wherever the connector leads now.
    `sealed_under` is the tenant's key they are sealed under; None: no secrets, or format 1 (server/vault/envelope.py).
    """

    tenant: str
    id: str
    name: str
    type: str
    description: str | None
    config: dict[str, Any] = field(repr=False)
    auth_method: str
    status: str
    created_at: int
    updated_at: int
    revision: int = 1
    target_revision: int = 1
    secret_version: int = 1
    sealed_auth: bytes | None = field(default=None, repr=False)
    sealed_config: bytes | None = field(default=None, repr=False)
    sealed_under: str | None = None
    last_tested_at: int | None = None
    last_error: str | None = None
    last_sync_row_count: int | None = None
    last_sync_at: int | None = None
    credential_fields: tuple[str, ...] | None = None
    credential_set_at: int | None = None
    credential_set_by: str | None = None
    credential_version: int = 0
    credential_fingerprint: str | None = None
    bound_destination: str | None = None


@dataclass(frozen=True, slots=True)
class Quota:
    """What a tenant may store at most: connectors, and bytes of config and sealed secrets. None: any number."""

    connectors: int | None = None
    bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of connectors, newest first. `total` counts all of the tenant's."""

    records: list[ConnectorRecord]
    total: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class TestStamp:
    """What a test writes on the connector it tested. The sync fields are kept where they are None."""

    __test__ = False

    status: str
    tested_at: int
    error: str | None
    row_count: int | None = None
    sync_at: int | None = None
