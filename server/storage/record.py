"""A connector as it is stored. Times are integers: milliseconds since the epoch, UTC."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

import orjson

MAX_LIST_LIMIT = 100


def folded(name: str) -> str:
    """A name as lists order and search it: without regard to case or width (Unicode, NFKC and full case folding)."""
    return unicodedata.normalize("NFKC", name).casefold()


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
    `deleted_at` and `purge_at`: it was deleted, and is destroyed then; None of one that is not deleted.
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
    labels: dict[str, str] = field(default_factory=dict)
    deleted_at: int | None = None
    purge_at: int | None = None

    @property
    def etag(self) -> str:
        """Names what callers have made of it: another one after every change by a caller."""
        return f"r{self.revision}"

    @property
    def has_credentials(self) -> bool:
        return self.sealed_auth is not None


class ShownConnector(NamedTuple):
    """What callers see of a connector, as its row has it: `config_text`, `labels_text` and `credential_fields_text` are
    JSON, the last two None where there are none.

    Two that are equal show the same, so that what is made of one may be kept by its value. Reading it opens nothing and
    fetches no ciphertext.
    """

    id: str
    name: str
    type: str
    description: str | None
    config_text: str
    auth_method: str
    status: str
    created_at: int
    updated_at: int
    revision: int
    last_tested_at: int | None
    last_error: str | None
    last_sync_row_count: int | None
    last_sync_at: int | None
    has_credentials: bool
    credential_fields_text: str | None
    credential_set_at: int | None
    credential_set_by: str | None
    credential_version: int
    credential_fingerprint: str | None
    labels_text: str | None
    deleted_at: int | None
    purge_at: int | None

    @property
    def config(self) -> dict[str, Any]:
        config: dict[str, Any] = orjson.loads(self.config_text)
        return config

    @property
    def credential_fields(self) -> tuple[str, ...] | None:
        return None if self.credential_fields_text is None else tuple(orjson.loads(self.credential_fields_text))

    @property
    def labels(self) -> dict[str, str]:
        labels: dict[str, str] = orjson.loads(self.labels_text) if self.labels_text else {}
        return labels

    @property
    def etag(self) -> str:
        """As of a ConnectorRecord."""
        return f"r{self.revision}"


@dataclass(frozen=True, slots=True)
class Quota:
    """What a tenant may store at most: connectors, and bytes of config and sealed secrets. None: any number."""

    connectors: int | None = None
    bytes: int | None = None


class OrderKey(StrEnum):
    """What a list is ordered by, as the contract calls it."""

    CREATED = "createdAt"
    NAME = "name"
    UPDATED = "updatedAt"
    TESTED = "lastTestedAt"


@dataclass(frozen=True, slots=True)
class Order:
    key: OrderKey = OrderKey.CREATED
    descending: bool = True


NEWEST_FIRST = Order()


@dataclass(frozen=True, slots=True)
class ConnectorFilter:
    """Which connectors; conditions of different kinds must all hold. `labels` are (label, its value or None for any);
    `text` is a part of the name, in whatever case."""

    types: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    auth_methods: tuple[str, ...] = ()
    labels: tuple[tuple[str, str | None], ...] = ()
    text: str = ""
    show_deleted: bool = False


EVERY_CONNECTOR = ConnectorFilter()


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page ended: the last connector's value of the order's key, and its id."""

    value: str | int
    id: str


@dataclass(frozen=True, slots=True)
class CreateClaim:
    """A request that creates at most once. `digest` is a keyed hash of it; the rest is what its answer is made of."""

    request_id: str
    digest: bytes = field(repr=False)
    connector_id: str
    caller: str
    created_at: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of connectors. `total` counts all of the tenant's that match."""

    records: list[ShownConnector]
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
