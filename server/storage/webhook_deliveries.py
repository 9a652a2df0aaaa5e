"""Deliveries in the database: who sends which, in what order, and what came of it.

A delivery is claimed by moving its time ahead: whoever moved it sends it, and what a killed process had claimed is due
again when the claim runs out. Only the oldest that waits of a connector and webhook is handed out, so events of one
connector reach a webhook in their order. Time is the store's on PostgreSQL, so that replicas' clocks need not agree,
and this machine's on SQLite.

Locks are taken in the order webhook, delivery, as a delete of the webhook takes them.
"""

from __future__ import annotations

import time
from typing import Any

import peewee

from server.storage.audit_log import AuditLog
from server.storage.audit_record import AuditEvent
from server.storage.database import Database, Transaction
from server.storage.statement import Statement, parameter
from server.storage.webhook_models import Webhook, WebhookDelivery
from server.storage.webhook_outbox import clock_of
from server.storage.webhook_record import Delivery, Outcome

MICROSECONDS = 1_000_000
CHUNK = 1000  # rows in one transaction
_KEY = (WebhookDelivery.tenant, WebhookDelivery.webhook_id, WebhookDelivery.number)
_WAITS = WebhookDelivery.ended_at.is_null()
_IS_IT = (
    (WebhookDelivery.tenant == parameter("tenant"))
    & (WebhookDelivery.webhook_id == parameter("webhook_id"))
    & (WebhookDelivery.number == parameter("number"))
)
_IS_CLAIMED = _IS_IT & _WAITS & (WebhookDelivery.claim == parameter("claim"))
_IS_WEBHOOK = (Webhook.tenant == parameter("tenant")) & (Webhook.id == parameter("webhook_id"))
_TO_WEBHOOK = (WebhookDelivery.tenant == parameter("tenant")) & (WebhookDelivery.webhook_id == parameter("webhook_id"))


class DeliveryStore:
    """Every method may raise Unavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._audit = AuditLog(database)
        now = clock_of(database)
        self._is_any_due = database.compile(
            WebhookDelivery.select(WebhookDelivery.number).where(_WAITS & (WebhookDelivery.due <= now)).limit(1)
        )
        self._claim = database.compile(_claim(database, now))
        self._succeed = database.compile(
            Webhook.update(
                {
                    Webhook.last_delivered_at: parameter("now_ms"),
                    Webhook.last_error: None,
                    Webhook.failing_since: None,
                }
            ).where(_IS_WEBHOOK)
        )
        self._fail = database.compile(_failing({}))
        self._disable = database.compile(
            _failing(
                {
                    Webhook.disabled: 1,
                    Webhook.revision: Webhook.revision + 1,
                    Webhook.updated_at: parameter("now_ms"),
                }
            )
        )
        self._lose = database.compile(
            Webhook.update({Webhook.undelivered: Webhook.undelivered + parameter("count")}).where(_IS_WEBHOOK)
        )
        ended: dict[Any, Any] = {
            WebhookDelivery.ended_at: parameter("now_ms"),
            WebhookDelivery.outcome: parameter("outcome"),
            WebhookDelivery.claim: None,
        }
        number = WebhookDelivery.number
        self._end = database.compile(WebhookDelivery.update(ended).where(_IS_CLAIMED).returning(number))
        self._end_all = database.compile(WebhookDelivery.update(ended).where(_TO_WEBHOOK & _WAITS).returning(number))
        self._put_off = database.compile(
            WebhookDelivery.update(
                {
                    WebhookDelivery.due: now + parameter("delay"),
                    WebhookDelivery.attempts: WebhookDelivery.attempts + parameter("failures"),
                    WebhookDelivery.claim: None,
                }
            )
            .where(_IS_CLAIMED)
            .returning(number)
        )
        self._put_off_behind = database.compile(
            WebhookDelivery.update({WebhookDelivery.due: now + parameter("delay")}).where(
                _TO_WEBHOOK
                & (WebhookDelivery.connector_id == parameter("connector_id"))
                & (WebhookDelivery.number > parameter("number"))
                & _WAITS
            )
        )
        self._waiting = database.compile(WebhookDelivery.select(peewee.fn.COUNT(1)).where(_WAITS))
        self._overfull = database.compile(
            WebhookDelivery.select(WebhookDelivery.tenant, WebhookDelivery.webhook_id, peewee.fn.COUNT(1))
            .where(_WAITS)
            .group_by(WebhookDelivery.tenant, WebhookDelivery.webhook_id)
            .having(peewee.fn.COUNT(1) > parameter("most"))
        )
        oldest = WebhookDelivery.alias("oldest")
        surplus = (
            oldest.select(oldest.number)
            .where(
                (oldest.tenant == parameter("tenant"))
                & (oldest.webhook_id == parameter("webhook_id"))
                & oldest.ended_at.is_null()
                & oldest.claim.is_null()
            )
            .order_by(oldest.number)
            .limit(parameter("count"))
        )
        self._drop_oldest = database.compile(
            WebhookDelivery.update(ended)
            .where(_TO_WEBHOOK & WebhookDelivery.number.in_(surplus) & _WAITS & WebhookDelivery.claim.is_null())
            .returning(number)
        )
        old = WebhookDelivery.alias("old")
        too_old = (
            old.select(old.tenant, old.webhook_id, old.number)
            .where(old.ended_at.is_null(is_null=False) & (old.ended_at < parameter("time")))
            .limit(CHUNK)
        )
        self._forget = database.compile(
            WebhookDelivery.delete().where(peewee.Tuple(*_KEY).in_(too_old)).returning(number)
        )

    def claim(self, claim: str, seconds: float, busy_tenant: str = "") -> Delivery | None:
        """One that is due, this caller's alone for `seconds`; none of `busy_tenant`. `claim` is to be new each time."""
        if not self._database.read(self._is_any_due, **_now()):
            return None
        rows = self._database.write(
            self._claim, claim=claim, delay=_microseconds(seconds), busy_tenant=busy_tenant, **_now()
        )
        return Delivery(*rows[0]) if rows else None

    def delivered(self, delivery: Delivery) -> bool:
        """False: the claim ran out, and another may have sent it since."""
        return self._ended(delivery, self._succeed, Outcome.DELIVERED)

    def failed(self, delivery: Delivery, error: str) -> bool:
        """Given up after its last try. False as above."""
        return self._ended(delivery, self._fail, Outcome.FAILED, error=error)

    def put_off(self, delivery: Delivery, delay: float, error: str) -> bool:
        """It failed, and is tried again in `delay` seconds; later events of its connector wait behind it. False as
        above."""
        named = _named(delivery)
        with self._database.transaction() as transaction:
            transaction.run(self._fail, **named, error=error, now_ms=_milliseconds())
            wait = _microseconds(delay)
            if not transaction.run(self._put_off, **named, delay=wait, failures=1, **_now()):
                return False
            transaction.run(self._put_off_behind, **named, delay=wait, **_now())
        return True

    def give_back(self, delivery: Delivery, delay: float) -> None:
        """It was not tried, for a reason of our own; it is due in `delay` seconds."""
        self._database.write(self._put_off, **_named(delivery), delay=_microseconds(delay), failures=0, **_now())

    def disabled(self, delivery: Delivery, error: str, event: AuditEvent) -> int:
        """Its webhook wants no more: it is disabled, and what waits for it dropped. How many that are."""
        named = _named(delivery)
        with self._database.transaction() as transaction:
            self._audit.write(transaction, event)
            transaction.run(self._disable, **named, error=error, now_ms=_milliseconds())
            return self._drop(transaction, self._end_all, named)

    def drop(self, delivery: Delivery) -> int:
        """Everything that waits for its webhook, which is disabled. How many."""
        named = _named(delivery)
        with self._database.transaction() as transaction:
            return self._drop(transaction, self._end_all, named)

    def waiting(self) -> int:
        """How many wait, of all tenants."""
        count: int = self._database.read(self._waiting)[0][0]
        return count

    def drop_surplus(self, most: int) -> int:
        """Of each webhook with more than `most` that wait, the oldest. How many."""
        dropped = 0
        for tenant, webhook_id, count in self._database.read(self._overfull, most=most):
            named = {"tenant": tenant, "webhook_id": webhook_id}
            with self._database.transaction() as transaction:
                dropped += self._drop(transaction, self._drop_oldest, named, count=count - most)
        return dropped

    def forget_before(self, time_ms: int) -> int:
        """Deliveries that ended before that time. How many."""
        forgotten = 0
        while gone := len(self._database.write(self._forget, time=time_ms)):
            forgotten += gone
        return forgotten

    def _ended(self, delivery: Delivery, tell: Statement, outcome: Outcome, **values: str) -> bool:
        named, now_ms = _named(delivery), _milliseconds()
        with self._database.transaction() as transaction:
            transaction.run(tell, **named, **values, now_ms=now_ms)
            ended = transaction.run(self._end, **named, outcome=outcome.value, now_ms=now_ms)
            if ended and outcome is Outcome.FAILED:
                transaction.run(self._lose, **named, count=1)
        return bool(ended)

    def _drop(self, transaction: Transaction, statement: Statement, named: dict[str, Any], **values: int) -> int:
        transaction.run(self._lose, **named, count=0)  # takes the webhook's lock before those of its deliveries
        dropped = len(
            transaction.run(statement, **named, **values, outcome=Outcome.DROPPED.value, now_ms=_milliseconds())
        )
        if dropped:
            transaction.run(self._lose, **named, count=dropped)
        return dropped


def _claim(database: Database, now: Any) -> peewee.Query:
    due, older = WebhookDelivery.alias("d"), WebhookDelivery.alias("older")
    is_behind = peewee.fn.EXISTS(
        older.select(peewee.Value(1, converter=False)).where(
            (older.tenant == due.tenant)
            & (older.webhook_id == due.webhook_id)
            & (older.connector_id == due.connector_id)
            & (older.number < due.number)
            & older.ended_at.is_null()
        )
    )
    which = (
        due.select(due.tenant, due.webhook_id, due.number)
        .where(due.ended_at.is_null() & (due.due <= now) & (due.tenant != parameter("busy_tenant")) & ~is_behind)
        .order_by(due.due)
        .limit(1)
    )
    if database.peewee.for_update:
        which = which.for_update("FOR UPDATE SKIP LOCKED")  # type: ignore[arg-type]  # the text is allowed too
    claimed = {WebhookDelivery.due: now + parameter("delay"), WebhookDelivery.claim: parameter("claim")}
    return (
        WebhookDelivery.update(claimed)
        # `=`: PostgreSQL may run what stands behind IN again for each row, and finds another row each time. What is due
        # is asked again: of two that chose the same row the second finds it moved.
        .where((peewee.Tuple(*_KEY) == which) & _WAITS & (WebhookDelivery.due <= now))
        .returning(
            *_KEY,
            WebhookDelivery.event_id,
            WebhookDelivery.connector_id,
            WebhookDelivery.body,
            WebhookDelivery.attempts,
            WebhookDelivery.claim,
        )
    )


def _failing(changed: dict[Any, Any]) -> peewee.Query:
    since = peewee.fn.COALESCE(Webhook.failing_since, peewee.Cast(parameter("now_ms"), "BIGINT"))
    told = {Webhook.last_error: parameter("error"), Webhook.failing_since: since}
    return Webhook.update({**told, **changed}).where(_IS_WEBHOOK)


def _named(delivery: Delivery) -> dict[str, Any]:
    return {
        "tenant": delivery.tenant,
        "webhook_id": delivery.webhook_id,
        "number": delivery.number,
        "connector_id": delivery.connector_id,
        "claim": delivery.claim,
    }


def _microseconds(seconds: float) -> int:
    return round(seconds * MICROSECONDS)


def _milliseconds() -> int:
    return time.time_ns() // 1_000_000


def _now() -> dict[str, int]:
    return {"now": time.time_ns() // 1000}
