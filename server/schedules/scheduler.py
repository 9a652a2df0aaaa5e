"""Makes the tests that are due: claimed in the database, so that of all workers and replicas one makes each.

Its budget is its own: so many tests at once, so many a minute of a tenant, beside what callers may. A run that fails
again and again, as often as opens the circuit, comes later and later. What a killed process had claimed is due again
when the claim runs out.
"""

from __future__ import annotations

import logging
import random
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from server.breaker.breaker import FAILURES_TO_OPEN
from server.call import Call, Cancellation, Cancellations, Principal
from server.connectors.repository import Repository
from server.connectors.test import Asked, TestConnector
from server.errors import Cancelled, NotFound, ServiceError
from server.limits.limiter import RateLimiter
from server.method_policy import Method, RateLimit, Role
from server.storage.schedule_record import Due
from server.storage.schedules import ScheduleStore
from server.storage.test_run import Cause

log = logging.getLogger(__name__)

NAME = "ScheduledTest"  # in the audit trail, and the limiter's
LIMIT = RateLimit(60, 60)  # of a tenant
POLL_SECONDS = 1.0
PLAN_SECONDS = 30.0
PLANNED_AT_ONCE = 500
AGAIN_SECONDS = 30.0  # after what says nothing of the peer, such as a full queue
JITTER = 0.1  # of an interval, at most, and never less than the interval
LONGEST_BACKOFF = 8  # intervals
PARKED = "inactive"


class Scheduler:
    """A thread that looks, and `concurrency` that test. `method` is TestConnector's, whose name is then NAME; a claim
    is to outlast every test."""

    def __init__(
        self,
        *,
        schedules: ScheduleStore,
        repository: Repository,
        test: TestConnector,
        limiter: RateLimiter,
        method: Method,
        concurrency: int,
        claim_seconds: float,
        poll_seconds: float = POLL_SECONDS,
        spread: Callable[[], float] = random.random,
    ) -> None:
        self._schedules = schedules
        self._repository = repository
        self._test = test
        self._limiter = limiter
        self._method = replace(method, name=NAME)
        self._free = threading.Semaphore(concurrency)
        self._concurrency = concurrency
        self._claim_seconds = claim_seconds
        self._poll_seconds = poll_seconds
        self._spread = spread
        self._pool = ThreadPoolExecutor(max(1, concurrency), thread_name_prefix="schedule")
        self._cancellations = Cancellations()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="schedules", daemon=True)

    def start(self) -> None:
        if self._concurrency:
            self._thread.start()

    def stop(self) -> None:
        """Tests under way are given up, and are due again at once."""
        self._stopping.set()
        self._cancellations.cancel()
        self._pool.shutdown(wait=True, cancel_futures=False)
        if self._thread.is_alive():
            self._thread.join(self._poll_seconds + 1)

    def _run(self) -> None:
        plan_at = 0.0
        while not self._stopping.wait(self._poll_seconds * (0.5 + self._spread())):
            try:
                if time.monotonic() >= plan_at:
                    self._plan()
                    plan_at = time.monotonic() + PLAN_SECONDS
                self._set_off()
            except ServiceError as error:
                log.warning("schedules wait: %s", error)
            except Exception:
                log.exception("schedules wait")

    def _plan(self) -> None:
        while unplanned := self._schedules.unplanned(PLANNED_AT_ONCE):
            self._schedules.plan({(tenant, name): interval * self._spread() for tenant, name, interval in unplanned})

    def _set_off(self) -> None:
        """No more than may run at once: what is claimed runs now."""
        free = 0
        while self._free.acquire(blocking=False):
            free += 1
        claimed: list[Due] = []
        try:
            if free:
                claimed = self._schedules.claim(secrets.token_hex(8), free, self._claim_seconds)
        finally:
            for _ in range(free - len(claimed)):
                self._free.release()
        for due in claimed:
            self._pool.submit(self._make, due)

    def _make(self, due: Due) -> None:
        try:
            delay, failures = self._outcome(due)
            if not self._schedules.finish(due, delay, failures):
                log.warning("a scheduled test took longer than its claim")
        except ServiceError as error:
            log.warning("a scheduled test was not made: %s", error)  # it is due again when the claim runs out
        except Exception:
            log.exception("a scheduled test failed")
        finally:
            self._free.release()

    def _outcome(self, due: Due) -> tuple[float, int]:
        """In how many seconds it is due again, and how often it has failed in a row."""
        record = self._repository.for_tenant(due.tenant).get(due.connector_id)
        usual = due.interval * (1 + JITTER * self._spread())
        if record is None or record.status == PARKED or not due.interval:
            return usual or PLAN_SECONDS * 10, 0
        wait = self._limiter.take(due.tenant, NAME, LIMIT)
        if wait > 0:
            return wait * (1 + self._spread()), due.failures
        try:
            with self._cancellations.one() as cancellation:
                tested = self._test(self._call(due, cancellation), due.connector_id, Asked(Cause.SCHEDULE))
        except Cancelled:
            return 0.0, due.failures
        except NotFound:
            return usual, 0
        except ServiceError as error:
            log.info("a scheduled test is put off: %s", error)
            return min(AGAIN_SECONDS, due.interval) * (1 + self._spread()), due.failures
        failures = 0 if tested.result.success else due.failures + 1
        return usual * _backoff(failures), failures

    def _call(self, due: Due, cancellation: Cancellation) -> Call:
        return Call(
            self._method,
            {},
            peer="",
            cancellation=cancellation,
            request_id=secrets.token_hex(16),
            principal=Principal(due.tenant, Role.SERVICE, "schedule"),
        )


def _backoff(failures: int) -> int:
    """In intervals."""
    return int(min(LONGEST_BACKOFF, 2 ** max(0, failures - FAILURES_TO_OPEN + 1)))
