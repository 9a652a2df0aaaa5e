"""Tenants' wrapped keys. Every method may raise Unavailable, in a bounded time."""

from __future__ import annotations

import peewee

from server.storage.database import Database, Row
from server.storage.models import Connector, KeptCredential, TenantKey
from server.storage.statement import parameter
from server.storage.webhook_models import Webhook
from server.wrapped_key import KeyPurpose, WrappedKey

_FIELDS = (
    TenantKey.id,
    TenantKey.tenant,
    TenantKey.purpose,
    TenantKey.kek_id,
    TenantKey.wrapped,
    TenantKey.created_at,
)


class TenantKeyStore:
    def __init__(self, database: Database) -> None:
        self._database = database
        is_tenants = TenantKey.tenant == parameter("tenant")
        keys = TenantKey.select(*_FIELDS)
        self._get = database.compile(keys.where(is_tenants & (TenantKey.id == parameter("id"))))
        self._newest = database.compile(
            keys.where(is_tenants & (TenantKey.purpose == parameter("purpose"))).order_by(TenantKey.id.desc()).limit(1)
        )
        self._put = database.compile(
            TenantKey.insert({field: parameter(field.name) for field in _FIELDS}).on_conflict(action="nothing")
        )
        self._rewrap = database.compile(
            TenantKey.update({TenantKey.kek_id: parameter("kek_id"), TenantKey.wrapped: parameter("wrapped")})
            .where((TenantKey.id == parameter("id")) & (TenantKey.kek_id == parameter("read_kek_id")))
            .returning(TenantKey.id)
        )
        self._lagging = database.compile(_lagging())
        self._not_under = database.compile(
            keys.where(
                (TenantKey.purpose != KeyPurpose.SEAL.value)
                & (TenantKey.kek_id != parameter("kek_id"))
                & (TenantKey.id > parameter("after"))
            )
            .order_by(TenantKey.id)
            .limit(parameter("limit"))
        )
        self._replaced = database.compile(TenantKey.select(peewee.fn.COUNT(1)).where(_is_replaced()))
        self._destroy = database.compile(TenantKey.delete().where(_is_replaced() & ~_is_used()).returning(TenantKey.id))

    def get(self, tenant: str, key_id: str) -> WrappedKey | None:
        rows = self._database.read(self._get, tenant=tenant, id=key_id)
        return _key(rows[0]) if rows else None

    def newest(self, tenant: str, purpose: str) -> WrappedKey | None:
        rows = self._database.read(self._newest, tenant=tenant, purpose=purpose)
        return _key(rows[0]) if rows else None

    def put(self, key: WrappedKey) -> None:
        """Nothing happens where the tenant has a fingerprint key: the first stays."""
        self._database.write(self._put, **{field.name: getattr(key, field.name) for field in _FIELDS})

    def rewrap(self, key: WrappedKey, kek_id: str, wrapped: bytes) -> bool:
        """Puts another wrapping in the place of the one that was read. False: it is no longer that one."""
        return bool(
            self._database.write(self._rewrap, id=key.id, read_kek_id=key.kek_id, kek_id=kek_id, wrapped=wrapped)
        )

    def lagging_tenants(self, kek_id: str, after: str, limit: int) -> list[str]:
        """Tenants that need a new key to seal with: their newest is not under `kek_id`, or they have rows and none."""
        return [row[0] for row in self._database.read(self._lagging, kek_id=kek_id, after=after, limit=limit)]

    def kept_not_under(self, kek_id: str, after: str, limit: int) -> list[WrappedKey]:
        """Keys that rotation keeps, and that another key of the keyring wraps."""
        return [_key(row) for row in self._database.read(self._not_under, kek_id=kek_id, after=after, limit=limit)]

    def replaced(self) -> int:
        """How many sealing keys have a newer one beside them."""
        count: int = self._database.read(self._replaced)[0][0]
        return count

    def destroy_unused(self) -> int:
        """Destroys replaced keys that nothing needs; how many. Raises KeyDestroyed when something came to need it."""
        return len(self._database.write(self._destroy))


def has_newer(tenant: peewee.ColumnBase, key: peewee.ColumnBase) -> peewee.Function:
    """Whether the tenant has a sealing key that is newer than this one."""
    newer = TenantKey.alias("newer")
    return peewee.fn.EXISTS(
        newer.select(peewee.Value(1)).where(
            (newer.tenant == tenant) & (newer.purpose == KeyPurpose.SEAL.value) & (newer.id > key)
        )
    )


def _is_replaced() -> peewee.Expression:
    return (TenantKey.purpose == KeyPurpose.SEAL.value) & has_newer(TenantKey.tenant, TenantKey.id)


def _is_used() -> peewee.Expression:
    by_connectors, by_kept, by_webhooks = (
        peewee.fn.EXISTS(table.select(peewee.Value(1)).where(table.sealed_under == TenantKey.id))
        for table in (Connector, KeptCredential, Webhook)
    )
    return by_connectors | by_kept | by_webhooks


def _lagging() -> peewee.Query:
    seals = KeyPurpose.SEAL.value
    with_old = TenantKey.select(TenantKey.tenant).where(
        (TenantKey.purpose == seals)
        & (TenantKey.kek_id != parameter("kek_id"))
        & (TenantKey.tenant > parameter("after"))
        & ~has_newer(TenantKey.tenant, TenantKey.id)
    )
    own = TenantKey.alias("own")
    with_none = Connector.select(Connector.tenant).where(
        Connector.sealed_under.is_null()
        & (Connector.sealed_auth.is_null(False) | Connector.sealed_config.is_null(False))
        & (Connector.tenant > parameter("after"))
        & ~peewee.fn.EXISTS(
            own.select(peewee.Value(1)).where((own.tenant == Connector.tenant) & (own.purpose == seals))
        )
    )
    tenants = (with_old | with_none).alias("t")
    return peewee.Select([tenants], [tenants.c.tenant]).order_by(tenants.c.tenant).limit(parameter("limit"))


def _key(row: Row) -> WrappedKey:
    key_id, tenant, purpose, kek_id, wrapped, created_at = row
    return WrappedKey(key_id, tenant, purpose, kek_id, bytes(wrapped), created_at)
