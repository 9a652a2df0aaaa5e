"""A replica of the service that makes scheduled tests, in a process of its own; what a test does is played."""

from __future__ import annotations

import time
from multiprocessing.synchronize import Event

from probes.result import ProbeResult
from server.call import Call
from server.connectors.clock import now_ms
from server.connectors.ids import new_run_id
from server.connectors.test import Asked, TestedConnector
from server.limits.sql import SqlRateLimiter
from server.method_policy import RateLimit
from server.schedules import scheduler as scheduler_module
from server.schedules.scheduler import Scheduler
from server.services import declared_methods
from server.storage.audit_record import event_of
from server.storage.database import Database, open_database
from server.storage.record import TestStamp
from server.storage.repository import ConnectorRepository
from server.storage.schedules import ScheduleStore
from server.storage.test_run import TestRun

(METHOD,) = [method for method in declared_methods() if method.name == "TestConnector"]
PASSED = ProbeResult(success=True, message="fine")


class PlayedTest:
    """Stamps and keeps a test that took `seconds`."""

    def __init__(self, repository: ConnectorRepository, seconds: float) -> None:
        self._repository = repository
        self._seconds = seconds

    def __call__(self, call: Call, connector_id: str, asked: Asked) -> TestedConnector:
        begun = now_ms()
        time.sleep(self._seconds)
        connectors = self._repository.for_tenant(call.caller.tenant)
        run = TestRun(new_run_id(), connector_id, begun, PASSED, 1, 0, asked.cause)
        record = connectors.stamp_test(
            connector_id, 1, TestStamp("active", begun, None), event_of(call, connector_id=connector_id), run
        )
        assert record is not None
        return TestedConnector(record, PASSED)


def scheduler_of(database: Database, test: object, *, claim_seconds: float = 5.0, concurrency: int = 4) -> Scheduler:
    return Scheduler(
        schedules=ScheduleStore(database),
        repository=ConnectorRepository(database),
        test=test,  # type: ignore[arg-type]  # as TestConnector is called
        limiter=SqlRateLimiter(database),
        method=METHOD,
        concurrency=concurrency,
        claim_seconds=claim_seconds,
        poll_seconds=0.05,
    )


def serve(url: str, seconds: float, claim_seconds: float, stop: Event) -> None:
    """Until told to stop. A scheduled test takes `seconds`."""
    scheduler_module.LIMIT = RateLimit(100_000, 60)
    database = open_database(url, 8)
    scheduler = scheduler_of(
        database, PlayedTest(ConnectorRepository(database), seconds), claim_seconds=claim_seconds, concurrency=8
    )
    scheduler.start()
    stop.wait()
    scheduler.stop()
    database.close()
