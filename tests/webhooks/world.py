"""Webhooks over a real database and vault; only the prober is played."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from probes.result import HttpReply, ProbeResult, Reason
from probes.run import Job
from server.call import Call, Principal
from server.method_policy import Role
from server.services import method_named
from server.storage.audit_record import AuditEvent
from server.storage.database import Database
from server.storage.key_check import KeyCheckStore
from server.storage.record import ConnectorRecord, TestStamp
from server.storage.repository import ConnectorRepository
from server.storage.tenant_keys import TenantKeyStore
from server.storage.webhook_deliveries import DeliveryStore
from server.storage.webhook_record import WebhookRecord
from server.storage.webhooks import WebhookRepository
from server.vault.key_check import open_vault
from server.vault.key_file import create_key_file
from server.webhooks.create import CreateWebhook, NewWebhook, WithSecret
from server.webhooks.delete import DeleteWebhook
from server.webhooks.deliveries import Deliveries
from server.webhooks.destination import Destinations
from server.webhooks.get import GetWebhook, ListWebhooks
from server.webhooks.sealing import WebhookSealer
from server.webhooks.sending import Sending
from server.webhooks.test import TestWebhook
from server.webhooks.update import RotateWebhookSecret, UpdateWebhook, WebhookChange
from tests.storage.records import EVENT, a_record

URL = "https://hooks.example.com/events"
MOST = 10
TESTED = AuditEvent("acme", "TestConnector")


def answered(status: int, retry_after: float | None = None) -> ProbeResult:
    """What the prober says of a receiver that answered."""
    return ProbeResult(success=True, message="fine", latency_ms=3, http=HttpReply(status, retry_after))


NO_ANSWER = ProbeResult(success=False, message="no answer within 10 s", reason=Reason.TIMEOUT)


@dataclass
class PlayedReceiver:
    """Answers as told, one of a job or all the same, and remembers what it was sent."""

    answers: Callable[[Job], ProbeResult] = lambda _job: answered(200)
    jobs: list[Job] = field(default_factory=list)
    on_cancel: list[Any] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, job: Job, *, share: str, on_cancel: Any = None, on_step: object = None) -> ProbeResult:  # noqa: ARG002 - the interface's
        with self._lock:
            self.jobs.append(job)
            self.on_cancel.append(on_cancel)
        return self.answers(job)

    @property
    def ids(self) -> list[str]:
        """Of the events, in the order in which they came."""
        return [job.credentials["headers"]["webhook-id"] for job in self.jobs]


class World:
    """`allow` are the operator's egress rules."""

    def __init__(self, database: Database, folder: Path, allow: tuple[str, ...] = ()) -> None:
        if not (folder / "keyring.json").exists():
            create_key_file(folder / "keyring.json")
        self.database = database
        self.keys = TenantKeyStore(database)
        self.vault = open_vault(folder / "keyring.json", KeyCheckStore(database), self.keys, may_create=False)
        self.sealer = WebhookSealer(self.vault)
        self.webhooks = WebhookRepository(database, MOST)
        self.store = DeliveryStore(database)
        self.receiver = PlayedReceiver()
        self.counted: Counter[str] = Counter()
        self.send = Sending(self.receiver, self.sealer, 5.0)
        destinations = Destinations(allow, {"north": {"allow": ["10.1.2.3:8080"]}})
        self.create_webhook = CreateWebhook(self.webhooks, self.sealer, destinations)
        self.get = GetWebhook(self.webhooks)
        self.list = ListWebhooks(self.webhooks)
        self.update_webhook = UpdateWebhook(self.webhooks, self.sealer, destinations, self.get)
        self.delete = DeleteWebhook(self.webhooks)
        self.rotate_secret = RotateWebhookSecret(self.webhooks, self.sealer)
        self.test = TestWebhook(self.webhooks, self.send)
        self._connectors = ConnectorRepository(database)

    def create(self, url: str = URL, tenant: str = "acme", **fields: Any) -> WithSecret:
        return self.create_webhook(call(tenant), NewWebhook(url, **fields))

    def update(self, webhook_id: str, tenant: str = "acme", **fields: Any) -> WebhookRecord:
        return self.update_webhook(call(tenant), WebhookChange(webhook_id, **fields))[0]

    def stored(self, webhook_id: str, tenant: str = "acme") -> WebhookRecord:
        found = self.webhooks.get(tenant, webhook_id)
        assert found is not None
        return found

    def pending(self, webhook_id: str, tenant: str = "acme") -> int:
        return self.get(call(tenant).caller, webhook_id)[1]

    def connector(self, tenant: str = "acme", **fields: Any) -> ConnectorRecord:
        record = a_record(tenant, **fields)
        self._connectors.for_tenant(tenant).insert(record, replace(EVENT, tenant=tenant))
        return record

    def tested(
        self, connector: ConnectorRecord, status: str, error: str | None = None, at: int = 1_773_570_700_000
    ) -> None:
        """A test of the connector ends so."""
        stamp = TestStamp(status, at, error)
        event = replace(TESTED, tenant=connector.tenant, connector_id=connector.id, reason="TIMEOUT" if error else "")
        assert self._connectors.for_tenant(connector.tenant).stamp_test(
            connector.id, connector.target_revision, stamp, event
        )

    def flapped(self, connector: ConnectorRecord, times: int) -> None:
        for number in range(times):
            self.tested(connector, "active" if number % 2 else "error")

    def deliveries(self, concurrency: int = 4, **options: Any) -> Deliveries:
        """Not started. Waits are as long as they are at least."""

        def count(outcome: str, number: int) -> None:
            self.counted[outcome] += number

        return Deliveries(
            store=self.store,
            webhooks=self.webhooks,
            send=self.send,
            count=count,
            concurrency=concurrency,
            **{"poll_seconds": 0.02, "spread": lambda: 0.0, **options},
        )

    def rows(self, columns: str = "*", where: str = "1 = 1") -> list[tuple[Any, ...]]:
        """Of deliveries, in the order in which they were written."""
        statement = f"SELECT {columns} FROM webhook_deliveries WHERE {where} ORDER BY tenant, number, webhook_id"  # noqa: S608 - of constants
        return self.execute(statement)

    def execute(self, statement: str) -> list[tuple[Any, ...]]:
        with self.database.peewee.connection_context():
            cursor = self.database.peewee.execute_sql(statement)
            found: list[tuple[Any, ...]] = cursor.fetchall() if cursor.description else []
            return found


def call(tenant: str = "acme") -> Call:
    return Call(method_named("GetConnector"), {}, "ipv4:192.0.2.7:5050", principal=Principal(tenant, Role.ADMIN, "ann"))
