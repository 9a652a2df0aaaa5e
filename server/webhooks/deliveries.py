"""Sends what waits: claimed in the database, so that of all workers and replicas one makes each try.

What fails is tried again later and later, for three days; then it is given up. What a killed process had claimed is
tried again when its claim runs out, by the same `webhook-id`: a receiver may see an event twice, and never misses one
that was not given up. One tenant's receivers that hang take half of a worker's tries at most.
"""

from __future__ import annotations

import logging
import random
import secrets
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from probes.isolation.runner import ProbeCancelled, ProberBusy, ProberUnavailable
from probes.result import ProbeResult
from server.call import Cancellation, Cancellations
from server.errors import DataLoss, ServiceError
from server.method_policy import Role
from server.observe.redaction import shielding
from server.storage.audit_record import AuditEvent
from server.storage.webhook_deliveries import DeliveryStore
from server.storage.webhook_record import Delivery, WebhookRecord
from server.webhooks.repository import Webhooks, named
from server.webhooks.sending import GONE, Sending, asked_wait, complaint, is_taken

log = logging.getLogger(__name__)

# After the first try: https://www.standardwebhooks.com, "Deliverability and reliability".
RETRY_SECONDS = (5.0, 300.0, 1800.0, 7200.0, 18_000.0, 36_000.0, 50_400.0, 72_000.0, 86_400.0)
JITTER = 0.1  # of a wait, at most, and never less than the wait
POLL_SECONDS = 1.0
AGAIN_SECONDS = 5.0  # after what says nothing of the receiver
CLAIM_MARGIN_SECONDS = 30.0  # over a try: what it waits for before and after

Count = Callable[[str, int], None]
"""Hears how tries end: `delivered`, `retried`, `failed` (given up), `gone`, `dropped`; and of how many deliveries."""


class Deliveries:
    """A thread that looks, and `concurrency` that send; 0: this process sends nothing."""

    def __init__(
        self,
        *,
        store: DeliveryStore,
        webhooks: Webhooks,
        send: Sending,
        count: Count,
        concurrency: int,
        claim_seconds: float | None = None,
        poll_seconds: float = POLL_SECONDS,
        spread: Callable[[], float] = random.random,
    ) -> None:
        self._store = store
        self._webhooks = webhooks
        self._send = send
        self._count = count
        self._concurrency = concurrency
        self._claim_seconds = claim_seconds or send.timeout_seconds + CLAIM_MARGIN_SECONDS
        self._poll_seconds = poll_seconds
        self._spread = spread
        self._free = threading.Semaphore(concurrency)
        self._of_tenant: Counter[str] = Counter()  # tries under way
        self._counting = threading.Lock()
        self._pool = ThreadPoolExecutor(max(1, concurrency), thread_name_prefix="webhook")
        self._cancellations = Cancellations()
        self._look = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        if self._concurrency:
            self._thread.start()

    def stop(self) -> None:
        """Tries under way are given up, and are due again at once."""
        self._stopping.set()
        self._look.set()
        self._cancellations.cancel()
        if self._thread.is_alive():
            self._thread.join(self._poll_seconds + 1)
        self._pool.shutdown(wait=True, cancel_futures=False)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._look.wait(self._poll_seconds * (0.5 + self._spread()))
            self._look.clear()
            try:
                self._set_off()
            except ServiceError as error:
                log.warning("webhooks wait: %s", error)
            except Exception:
                log.exception("webhooks wait")

    def _set_off(self) -> None:
        """No more than may run at once: what is claimed is sent now."""
        while not self._stopping.is_set() and self._free.acquire(blocking=False):
            delivery: Delivery | None = None
            try:
                delivery = self._store.claim(secrets.token_hex(8), self._claim_seconds, self._busy_tenant())
            finally:
                if delivery is None:
                    self._free.release()
            if delivery is None:
                return
            with self._counting:
                self._of_tenant[delivery.tenant] += 1
            self._pool.submit(self._make, delivery)

    def _busy_tenant(self) -> str:
        """Whoever has its share of the tries under way; of two there would be none left to give."""
        share = (self._concurrency + 1) // 2
        with self._counting:
            return next((tenant for tenant, number in self._of_tenant.items() if number >= share), "")

    def _make(self, delivery: Delivery) -> None:
        try:
            with shielding(), self._cancellations.one() as cancellation:
                self._deliver(delivery, cancellation)
        except ServiceError as error:
            log.warning("an event was not sent: %s", error)  # it is due again when the claim runs out
        except Exception:
            log.exception("an event was not sent")
        finally:
            with self._counting:
                self._of_tenant[delivery.tenant] -= 1
                if not self._of_tenant[delivery.tenant]:
                    del self._of_tenant[delivery.tenant]
            self._free.release()
            self._look.set()  # the next of this connector may be sent now

    def _deliver(self, delivery: Delivery, cancellation: Cancellation) -> None:
        webhook = self._webhooks.get(delivery.tenant, delivery.webhook_id)
        if webhook is None:
            return  # deleted, and its deliveries with it
        if webhook.disabled:  # after this was written beside it
            self._count("dropped", self._store.drop(delivery))
            return
        try:
            result = self._send(webhook, delivery.event_id, delivery.body, cancellation.on_cancel)
        except ProbeCancelled:
            self._store.give_back(delivery, 0.0)
        except ProberBusy as busy:
            self._store.give_back(delivery, busy.retry_after * (1 + self._spread()))
        except ProberUnavailable:
            self._store.give_back(delivery, AGAIN_SECONDS * (1 + self._spread()))
        except DataLoss as error:
            self._put_off(delivery, error.message, 0.0)
        else:
            self._settle(delivery, webhook, result)

    def _settle(self, delivery: Delivery, webhook: WebhookRecord, result: ProbeResult) -> None:
        if is_taken(result):
            if not self._store.delivered(delivery):
                log.warning("an event was sent by two: a try took longer than its claim")
            self._count("delivered", 1)
        elif result.http is not None and result.http.status == GONE:
            dropped = self._store.disabled(delivery, complaint(result), _disabling(webhook))
            self._count("gone", 1)
            self._count("dropped", max(0, dropped - 1))
        else:
            self._put_off(delivery, complaint(result), asked_wait(result))

    def _put_off(self, delivery: Delivery, error: str, asked: float) -> None:
        if delivery.attempts >= len(RETRY_SECONDS):
            self._store.failed(delivery, error)
            self._count("failed", 1)
            return
        wait = max(RETRY_SECONDS[delivery.attempts], asked) * (1 + JITTER * self._spread())
        self._store.put_off(delivery, wait, error)
        self._count("retried", 1)


def _disabling(webhook: WebhookRecord) -> AuditEvent:
    """What the audit trail says of a webhook that its receiver turned off."""
    return AuditEvent(
        tenant=webhook.tenant,
        method="DisableWebhook",
        user="webhooks",
        role=Role.SERVICE.value,
        changed_fields=tuple(named(webhook.id, "disabled")),
    )
