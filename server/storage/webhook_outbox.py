"""Writes what webhooks are to hear, in the transaction of what they hear of: either both are stored or neither.

One statement, for all of a tenant's webhooks; where it has none, nothing is written. Time is the store's on PostgreSQL
and this machine's on SQLite, as in schedules.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
import peewee
import uuid_utils

from server.storage.database import Database, Transaction
from server.storage.postgresql import PostgresqlPool
from server.storage.record import ConnectorRecord
from server.storage.statement import parameter
from server.storage.webhook_models import Webhook, WebhookDelivery
from server.storage.webhook_record import STATUS_BITS

STATUS_CHANGED = "connector.status_changed"
# An older event of the connector that is tried again later than this cannot be sent before the transaction that writes
# a newer one has ended; so the newer one need not be looked at before either.
_SURELY_LATER = 60_000_000


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A status that is another now. `revision` is the number of the event in the tenant's audit trail, `at` when it
    happened, in milliseconds; `reason` is a failed test's, else empty."""

    previous: str
    reason: str
    revision: int
    at: int


class WebhookOutbox:
    def __init__(self, database: Database) -> None:
        self._enqueue = database.compile(_enqueue(database))

    def enqueue(self, transaction: Transaction, record: ConnectorRecord, change: StatusChange) -> None:
        """`record` is the connector as it stands at the end of the transaction."""
        transaction.run(
            self._enqueue,
            tenant=record.tenant,
            connector_id=record.id,
            status=STATUS_BITS[record.status],
            number=change.revision,
            event_id=new_event_id(),
            body=_body(record, change),
            created_at=change.at,
            now=time.time_ns() // 1000,
        )


def has_listener(tenant: peewee.Node) -> peewee.Node:
    """An SQL expression: whether the tenant has a webhook that hears of anything."""
    listening = Webhook.select(peewee.Value(1, converter=False)).where(
        (Webhook.tenant == tenant) & (Webhook.disabled == 0)
    )
    return peewee.fn.EXISTS(listening)


def clock_of(database: Database) -> Any:
    """An SQL expression: microseconds since the epoch; on SQLite the parameter `now`."""
    if not isinstance(database.peewee, PostgresqlPool):
        return parameter("now")
    # Read once: a clock that may be another for each row would keep the statement from using an index.
    return peewee.SQL(f"({database.compile(peewee.Select(columns=[database.clock])).sql})")


def new_event_id() -> str:
    """Of an event: every try of it says it, to every webhook."""
    return f"msg_{uuid_utils.uuid7().hex}"


def event_body(kind: str, at: int, data: dict[str, Any]) -> str:
    """The JSON text that is signed and sent, to the letter."""
    return orjson.dumps({"type": kind, "timestamp": shown_time(at), "data": data}).decode()


def shown_time(milliseconds: int) -> str:
    """As REST shows times."""
    moment = datetime.fromtimestamp(milliseconds // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"


def _body(record: ConnectorRecord, change: StatusChange) -> str:
    return event_body(
        STATUS_CHANGED,
        change.at,
        {
            "connector": {"id": record.id, "name": record.name, "type": record.type, "labels": record.labels},
            "previousStatus": change.previous,
            "status": record.status,
            "reason": change.reason or None,
            "message": record.last_error,
            "revision": str(change.revision),
            "testedAt": None if record.last_tested_at is None else shown_time(record.last_tested_at),
        },
    )


def _enqueue(database: Database) -> peewee.Query:
    now = clock_of(database)
    waiting = WebhookDelivery.alias("waiting")
    # Of a connector whose older event waits for its next try, this one waits as long: it would only be looked at.
    behind = waiting.select(peewee.fn.MAX(waiting.due)).where(
        (waiting.tenant == Webhook.tenant)
        & (waiting.webhook_id == Webhook.id)
        & (waiting.connector_id == parameter("connector_id"))
        & waiting.ended_at.is_null()
        & waiting.claim.is_null()
        & (waiting.due > now + _SURELY_LATER)
    )
    given = ("number", "event_id", "connector_id", "body", "created_at")
    hears = Webhook.select(
        Webhook.tenant,
        Webhook.id,
        *(parameter(name) for name in given),
        peewee.fn.COALESCE(behind, now),
        peewee.Value(0, converter=False),
    ).where(
        (Webhook.tenant == parameter("tenant"))
        & (Webhook.disabled == 0)
        & (Webhook.statuses.bin_and(parameter("status")) != 0)
    )
    if isinstance(
        database.peewee, PostgresqlPool
    ):  # a webhook that is being deleted is passed over, rather than failing what is told of
        hears = hears.for_update("FOR KEY SHARE")  # type: ignore[arg-type]  # the text is allowed too
    fields = (
        WebhookDelivery.tenant,
        WebhookDelivery.webhook_id,
        *(getattr(WebhookDelivery, name) for name in given),
        WebhookDelivery.due,
        WebhookDelivery.attempts,
    )
    return WebhookDelivery.insert_from(hears, fields)
