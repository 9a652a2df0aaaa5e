"""Tenants' webhooks in the database.

Each change takes the event of its call and stores both or neither. The event is written first: it holds the tenant's
trail until the commit, so that the number of webhooks is exact, and it is the order in which a test's stamp takes its
locks too (connector, trail, webhook), so that neither waits for the other.
"""

from __future__ import annotations

import time
from typing import Any, NoReturn

import peewee

from server.errors import QuotaExceeded
from server.storage.audit_log import AuditLog
from server.storage.audit_record import AuditEvent
from server.storage.database import Database, Row, Transaction
from server.storage.faults import KeyDestroyed
from server.storage.statement import parameter
from server.storage.webhook_models import Webhook, WebhookDelivery
from server.storage.webhook_record import Outcome, WebhookRecord

COLUMNS = tuple(field.name for field in Webhook._meta.sorted_fields)
_FIELDS = tuple(getattr(Webhook, name) for name in COLUMNS)
_SEALED = COLUMNS.index("sealed")
_DISABLED = COLUMNS.index("disabled")
_IS_TENANTS = Webhook.tenant == parameter("tenant")
_IS_IT = _IS_TENANTS & (Webhook.id == parameter("id"))
# What a caller changes.
_REPLACED = (
    "shown_url",
    "description",
    "disabled",
    "sealed",
    "sealed_under",
    "secret_version",
    "previous_until",
    "updated_at",
    "revision",
)


class _Undone(Exception):
    """Ends a transaction that is to leave nothing."""


class WebhookRepository:
    """Every method may raise Unavailable. `most` is how many webhooks a tenant may have."""

    def __init__(self, database: Database, most: int) -> None:
        self._database = database
        self._audit = AuditLog(database)
        self._most = most
        self._insert = database.compile(Webhook.insert({field: parameter(field.name) for field in _FIELDS}))
        self._count = database.compile(Webhook.select(peewee.fn.COUNT(1)).where(_IS_TENANTS))
        self._get = database.compile(Webhook.select(*_FIELDS).where(_IS_IT))
        self._shown = database.compile(_with_pending(_IS_IT))
        self._all = database.compile(_with_pending(_IS_TENANTS).order_by(Webhook.id))
        self._replace = database.compile(
            Webhook.update({getattr(Webhook, name): parameter(name) for name in _REPLACED})
            .where(_IS_IT & (Webhook.revision == parameter("expected_revision")))
            .returning(Webhook.id)
        )
        self._delete = database.compile(Webhook.delete().where(_IS_IT).returning(Webhook.id))
        waits = (
            (WebhookDelivery.tenant == parameter("tenant"))
            & (WebhookDelivery.webhook_id == parameter("id"))
            & WebhookDelivery.ended_at.is_null()
        )
        ended: dict[Any, Any] = {
            WebhookDelivery.ended_at: parameter("now_ms"),
            WebhookDelivery.outcome: Outcome.DROPPED.value,
            WebhookDelivery.claim: None,
        }
        self._drop = database.compile(WebhookDelivery.update(ended).where(waits).returning(WebhookDelivery.number))
        self._lose = database.compile(
            Webhook.update({Webhook.undelivered: Webhook.undelivered + parameter("count")}).where(_IS_IT)
        )
        self._hasten = database.compile(
            WebhookDelivery.update({WebhookDelivery.due: parameter("now")}).where(
                waits & WebhookDelivery.claim.is_null() & (WebhookDelivery.due > parameter("now"))
            )
        )

    def get(self, tenant: str, webhook_id: str) -> WebhookRecord | None:
        if not _may_be_stored(webhook_id):
            return None
        rows = self._database.read(self._get, tenant=tenant, id=webhook_id)
        return record_of(rows[0]) if rows else None

    def shown(self, tenant: str, webhook_id: str) -> tuple[WebhookRecord, int] | None:
        """With how many deliveries wait."""
        if not _may_be_stored(webhook_id):
            return None
        rows = self._database.read(self._shown, tenant=tenant, id=webhook_id)
        return (record_of(rows[0][:-1]), rows[0][-1]) if rows else None

    def all(self, tenant: str) -> list[tuple[WebhookRecord, int]]:
        """Oldest first, each with how many deliveries wait."""
        return [(record_of(row[:-1]), row[-1]) for row in self._database.read(self._all, tenant=tenant)]

    def insert(self, record: WebhookRecord, event: AuditEvent) -> None:
        """Raises QuotaExceeded; KeyDestroyed where its key was replaced meanwhile."""
        with self._database.transaction() as transaction:
            self._audit.write(transaction, event)
            transaction.run(self._insert, **_values(record))
            [(total,)] = transaction.run(self._count, tenant=record.tenant)
            if total > self._most:
                raise QuotaExceeded(f"a tenant may have {self._most} webhooks; delete one first")

    def replace(self, record: WebhookRecord, expected_revision: int, event: AuditEvent, *, hasten: bool) -> bool:
        """Writes what a caller may change, if nobody changed it since it was read. `hasten`: what waits is due at once.
        A disabled one has nothing that waits. False: read anew and try again, or it is gone."""
        whose = {"tenant": record.tenant, "id": record.id}
        try:
            with self._database.transaction() as transaction:
                self._audit.write(transaction, event)
                if not transaction.run(self._replace, **_values(record), expected_revision=expected_revision):
                    _undo()
                if record.disabled:
                    self._drop_waiting(transaction, whose)
                elif hasten:
                    transaction.run(self._hasten, **whose, now=time.time_ns() // 1000)
        except (_Undone, KeyDestroyed):
            return False
        return True

    def delete(self, tenant: str, webhook_id: str, event: AuditEvent) -> bool:
        """Whether there was one to delete."""
        if not _may_be_stored(webhook_id):
            return False
        try:
            with self._database.transaction() as transaction:
                self._audit.write(transaction, event)
                if not transaction.run(self._delete, tenant=tenant, id=webhook_id):
                    _undo()
        except _Undone:
            return False
        return True

    def note(self, event: AuditEvent) -> None:
        """Stores an event that changes nothing else."""
        self._audit.append(event)

    def _drop_waiting(self, transaction: Transaction, whose: dict[str, str]) -> None:
        dropped = len(transaction.run(self._drop, **whose, now_ms=time.time_ns() // 1_000_000))
        if dropped:
            transaction.run(self._lose, **whose, count=dropped)


def record_of(row: Row) -> WebhookRecord:
    values = list(row)
    values[_SEALED] = bytes(values[_SEALED])  # psycopg2 hands out a memoryview
    values[_DISABLED] = bool(values[_DISABLED])
    return WebhookRecord(**dict(zip(COLUMNS, values, strict=True)))


def _values(record: WebhookRecord) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(record, name) for name in COLUMNS}
    values["disabled"] = int(record.disabled)
    return values


def _with_pending(condition: peewee.Expression) -> peewee.ModelSelect[Webhook]:
    waiting = WebhookDelivery.select(peewee.fn.COUNT(1)).where(
        (WebhookDelivery.tenant == Webhook.tenant)
        & (WebhookDelivery.webhook_id == Webhook.id)
        & WebhookDelivery.ended_at.is_null()
    )
    return Webhook.select(*_FIELDS, waiting.alias("pending")).where(condition)


def _may_be_stored(webhook_id: str) -> bool:
    """Drivers refuse NUL and lone surrogates, which a caller may send: no webhook has such an id."""
    return webhook_id.isascii() and "\0" not in webhook_id


def _undo() -> NoReturn:
    raise _Undone
