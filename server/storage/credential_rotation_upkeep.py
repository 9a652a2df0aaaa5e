"""Staged and previous credentials over all tenants: sealed anew when keys rotate, destroyed when their time is over."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import peewee

from server.storage.audit_log import AuditLog
from server.storage.audit_record import AuditEvent
from server.storage.credential_rotation_record import KeptCredentials, Part
from server.storage.credential_rotation_statements import FIELDS, KEY, kept_of
from server.storage.database import Database
from server.storage.models import Connector, KeptCredential
from server.storage.statement import parameter
from server.storage.tenant_keys import has_newer

EXPIRY = "ExpireCredentialRotation"  # the method of the event that tells of it
_IS_IT = (
    (KeptCredential.tenant == parameter("tenant"))
    & (KeptCredential.connector_id == parameter("connector_id"))
    & (KeptCredential.part == parameter("part"))
    & (KeptCredential.id == parameter("id"))
)
_IS_STALE = has_newer(KeptCredential.tenant, KeptCredential.sealed_under)


class KeptResealStore:
    """Those that are not under their tenant's newest key, for rotation alone; see resealing.py. Every method may raise
    Unavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._count = database.compile(KeptCredential.select(peewee.fn.COUNT(1)).where(_IS_STALE))
        self._page = database.compile(
            KeptCredential.select(*FIELDS).where(_IS_STALE & _after()).order_by(*KEY).limit(parameter("limit"))
        )
        anew = {KeptCredential.sealed: parameter("sealed"), KeptCredential.sealed_under: parameter("sealed_under")}
        as_read = KeptCredential.sealed == parameter("read_sealed")
        self._swap = database.compile(KeptCredential.update(anew).where(_IS_IT & as_read).returning(KeptCredential.id))

    def count(self) -> int:
        """How many are to be sealed anew."""
        count: int = self._database.read(self._count)[0][0]
        return count

    def page(self, after: KeptCredentials | None, limit: int) -> list[KeptCredentials]:
        """The next of them after this one, by tenant, connector and part."""
        place = (after.tenant, after.connector_id, after.part.value) if after else ("", "", "")
        values = dict(zip(("tenant", "connector_id", "part"), place, strict=True))
        return [kept_of(row) for row in self._database.read(self._page, **values, limit=limit)]

    def swap(self, pairs: Sequence[tuple[KeptCredentials, KeptCredentials]]) -> int:
        """As ResealStore.swap."""
        with self._database.transaction() as transaction:
            return sum(
                len(
                    transaction.run(
                        self._swap,
                        **_key(read),
                        read_sealed=read.sealed,
                        sealed=anew.sealed,
                        sealed_under=anew.sealed_under,
                    )
                )
                for read, anew in pairs
            )


class KeptExpiry:
    """Destroys, each tenant's in a transaction of its own, with an event a connector. Any number of processes may do it
    at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._audit = AuditLog(database)
        useless = (KeptCredential.expires_at <= parameter("now")) | (
            (KeptCredential.part == Part.PREVIOUS.value) & _is_left_behind()
        )
        self._due = database.compile(
            KeptCredential.select(*FIELDS).where(useless).order_by(*KEY).limit(parameter("limit"))
        )
        self._destroy = database.compile(KeptCredential.delete().where(_IS_IT).returning(KeptCredential.id))

    def due(self, now: int, most: int) -> int:
        """Destroys up to `most` whose time is over, or that can never be gone back to; how many they were."""
        found = [kept_of(row) for row in self._database.read(self._due, now=now, limit=most)]
        return sum(self._destroyed(tenant, list(kept)) for tenant, kept in groupby(found, key=lambda kept: kept.tenant))

    def _destroyed(self, tenant: str, found: list[KeptCredentials]) -> int:
        with self._database.transaction() as transaction:
            gone = [kept for kept in found if transaction.run(self._destroy, **_key(kept))]
            for connector_id in dict.fromkeys(kept.connector_id for kept in gone):
                self._audit.write(transaction, AuditEvent(tenant, EXPIRY, connector_id=connector_id))
        return len(gone)


def _key(kept: KeptCredentials) -> dict[str, str]:
    return {
        "tenant": kept.tenant,
        "connector_id": kept.connector_id,
        "part": kept.part.value,
        "id": kept.id,
    }


def _is_left_behind() -> peewee.ColumnBase:
    """The connector's credentials or destination were changed since, or it was deleted by a release that knows nothing
    of what is kept beside it."""
    is_as_it_was = peewee.fn.EXISTS(
        Connector.select(peewee.Value(1)).where(
            (Connector.tenant == KeptCredential.tenant)
            & (Connector.id == KeptCredential.connector_id)
            & (Connector.target_revision == KeptCredential.target_revision)
            & Connector.deleted_at.is_null()
        )
    )
    left_behind: peewee.ColumnBase = ~is_as_it_was
    return left_behind


def _after() -> peewee.Expression:
    tenant, connector_id, part = KEY
    return (tenant > parameter("tenant")) | (
        (tenant == parameter("tenant"))
        & (
            (connector_id > parameter("connector_id"))
            | ((connector_id == parameter("connector_id")) & (part > parameter("part")))
        )
    )
