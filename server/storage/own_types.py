"""The connector types that tenants declare themselves.

A type that is in use cannot be deleted, whoever else is at work: a connector of it is written in a transaction that
locks the type's row first (`hold`), and a delete locks it before it looks for connectors.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import peewee

from server.errors import InvalidArgument, NameTaken, QuotaExceeded, TypeInUse
from server.storage.audit_log import AuditLog
from server.storage.audit_record import AuditEvent
from server.storage.database import Database, Row, Transaction
from server.storage.models import Connector, OwnConnectorType, OwnConnectorTypeTotal
from server.storage.statement import parameter

COLUMNS = tuple(item.name for item in OwnConnectorType._meta.sorted_fields)
_FIELDS = tuple(getattr(OwnConnectorType, name) for name in COLUMNS)
_IS_TENANTS = OwnConnectorType.tenant == parameter("tenant")
_IS_IT = _IS_TENANTS & (OwnConnectorType.name == parameter("name"))


@dataclass(frozen=True, slots=True)
class OwnTypeRecord:
    """One row. `declaration` is JSON text; times are milliseconds since the epoch, UTC."""

    tenant: str
    name: str
    declaration: str = field(repr=False)
    version: int
    created_at: int
    updated_at: int


class OwnTypeHold:
    """Keeps a tenant's type from being deleted until the transaction ends."""

    def __init__(self, database: Database) -> None:
        # An update that changes nothing: SELECT … FOR UPDATE is not every dialect's.
        self._lock = database.compile(_locking())

    def hold(self, transaction: Transaction, tenant: str, name: str) -> None:
        """Raises InvalidArgument when there is no such type any more."""
        if not transaction.run(self._lock, tenant=tenant, name=name):
            raise InvalidArgument.at("type", "unknown connector type: it was deleted meanwhile")


class OwnTypeRepository:
    """Every method may raise Unavailable. Whatever changes something takes the event of its call, and stores both or
    neither. `most` is how many types a tenant may have."""

    def __init__(self, database: Database, most: int) -> None:
        self._database = database
        self._audit = AuditLog(database)
        self._most = most
        self._get = database.compile(OwnConnectorType.select(*_FIELDS).where(_IS_IT))
        self._all = database.compile(
            OwnConnectorType.select(*_FIELDS).where(_IS_TENANTS).order_by(OwnConnectorType.name)
        )
        self._insert = database.compile(_insert())
        self._count = database.compile(_count())
        self._uncount = database.compile(
            OwnConnectorTypeTotal.update({OwnConnectorTypeTotal.total: OwnConnectorTypeTotal.total - 1}).where(
                OwnConnectorTypeTotal.tenant == parameter("tenant")
            )
        )
        self._replace = database.compile(_replace())
        self._lock = database.compile(_locking())
        self._users = database.compile(
            Connector.select(Connector.name)
            .where(
                (Connector.tenant == parameter("tenant"))
                & (Connector.type == parameter("name"))
                & Connector.deleted_at.is_null()
            )
            .limit(1)
        )
        self._delete = database.compile(OwnConnectorType.delete().where(_IS_IT))

    def get(self, tenant: str, name: str) -> OwnTypeRecord | None:
        rows = self._database.read(self._get, tenant=tenant, name=name)
        return _record(rows[0]) if rows else None

    def all(self, tenant: str) -> list[OwnTypeRecord]:
        """By name."""
        return [_record(row) for row in self._database.read(self._all, tenant=tenant)]

    def insert(self, record: OwnTypeRecord, event: AuditEvent) -> None:
        """Raises NameTaken, QuotaExceeded."""
        values = {name: getattr(record, name) for name in COLUMNS}
        with self._database.transaction() as transaction:
            if not transaction.run(self._insert, **values):
                raise NameTaken("a connector type of this name exists already")
            [(total,)] = transaction.run(self._count, tenant=record.tenant)
            if total > self._most:
                raise QuotaExceeded(f"a tenant may have {self._most} connector types of its own; delete one first")
            self._audit.write(transaction, event)

    def replace(
        self, tenant: str, name: str, *, declaration: str, version: int | None, at: int, event: AuditEvent
    ) -> OwnTypeRecord | None:
        """The record as replaced, its version one higher; None when there is none, or it is not of `version`."""
        with self._database.transaction() as transaction:
            rows = transaction.run(
                self._replace, tenant=tenant, name=name, declaration=declaration, version=version, updated_at=at
            )
            if not rows:
                return None
            self._audit.write(transaction, event)
        return _record(rows[0])

    def delete(self, tenant: str, name: str, event: AuditEvent) -> bool:
        """Whether there was one to delete. Raises TypeInUse."""
        with self._database.transaction() as transaction:
            if not transaction.run(self._lock, tenant=tenant, name=name):
                return False
            if transaction.run(self._users, tenant=tenant, name=name):
                raise TypeInUse("connectors still use this type; delete them, or give them another type, first")
            transaction.run(self._delete, tenant=tenant, name=name)
            transaction.run(self._uncount, tenant=tenant)
            self._audit.write(transaction, event)
        return True


def _record(row: Row) -> OwnTypeRecord:
    return OwnTypeRecord(*row)


def _locking() -> peewee.Query:
    return (
        OwnConnectorType.update({OwnConnectorType.version: OwnConnectorType.version})
        .where(_IS_IT)
        .returning(OwnConnectorType.name)
    )


def _insert() -> peewee.Query:
    return (
        OwnConnectorType.insert({item: parameter(item.name) for item in _FIELDS})
        .on_conflict(action="IGNORE", conflict_target=[OwnConnectorType.tenant, OwnConnectorType.name])
        .returning(OwnConnectorType.name)
    )


def _count() -> peewee.Query:
    first = {OwnConnectorTypeTotal.tenant: parameter("tenant"), OwnConnectorTypeTotal.total: 1}
    return (
        OwnConnectorTypeTotal.insert(first)
        .on_conflict(
            conflict_target=[OwnConnectorTypeTotal.tenant],
            update={OwnConnectorTypeTotal.total: OwnConnectorTypeTotal.total + 1},
        )
        .returning(OwnConnectorTypeTotal.total)
    )


def _replace() -> peewee.Query:
    wanted = peewee.Cast(parameter("version"), "BIGINT")
    return (
        OwnConnectorType.update(
            {
                OwnConnectorType.declaration: parameter("declaration"),
                OwnConnectorType.version: OwnConnectorType.version + 1,
                OwnConnectorType.updated_at: parameter("updated_at"),
            }
        )
        .where(_IS_IT & (OwnConnectorType.version == peewee.fn.COALESCE(wanted, OwnConnectorType.version)))
        .returning(*_FIELDS)
    )
