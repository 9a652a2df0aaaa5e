"""What stands behind fleets of connectors: their history, tests of many, watching, schedules.

A part of the composition root (app.py), which alone imports it.
"""

from __future__ import annotations

import random
from concurrent.futures import Executor

from server.connectors.test import TestConnector
from server.fleet.test import TestConnectors
from server.history.connector_history import GetConnectorHistory
from server.history.pruning import HistoryPruner
from server.history.runs import ListTestRuns
from server.limits.limiter import RateLimiter
from server.periodic import Periodic
from server.schedules.scheduler import Scheduler
from server.schedules.set import GetCheckSchedule, GetDefaultCheckSchedule, SetCheckSchedule, SetDefaultCheckSchedule
from server.servicers.fleet import FleetServicer
from server.servicers.history import HistoryServicer
from server.servicers.schedules import ScheduleServicer
from server.services import method_named
from server.settings import Settings
from server.storage.audit_reader import AuditReader
from server.storage.connector_changes import ConnectorChanges
from server.storage.database import Database
from server.storage.repository import ConnectorRepository
from server.storage.revisions import RevisionStore
from server.storage.run_retention import RunRetention
from server.storage.schedules import ScheduleStore
from server.storage.test_runs import TestRuns
from server.watch.revisions import Revisions
from server.watch.watch import WatchConnectors

PRUNE_SECONDS = 3600.0
CLAIM_MARGIN_SECONDS = 60.0  # of a scheduled test over its probe: what it waits for before and after


def history_servicer(database: Database) -> HistoryServicer:
    repository, runs = ConnectorRepository(database), TestRuns(database)
    return HistoryServicer(
        ListTestRuns(repository, runs), GetConnectorHistory(repository, runs, ConnectorChanges(database))
    )


def revisions_of(database: Database) -> Revisions:
    return Revisions(RevisionStore(database).latest)


def fleet_servicer(
    database: Database, test: TestConnector, *, limiter: RateLimiter, pool: Executor, revisions: Revisions
) -> FleetServicer:
    """Tests of a fleet have the rate of single ones, beside it."""
    single = method_named("TestConnector")
    if single.rate_limit is None:
        raise RuntimeError("TestConnector has no rate limit: then a fleet has none either")
    repository, runs = ConnectorRepository(database), TestRuns(database)
    return FleetServicer(
        TestConnectors(
            repository=repository, runs=runs, test=test, limiter=limiter, limit=single.rate_limit, pool=pool
        ),
        WatchConnectors(repository, AuditReader(database), RevisionStore(database), revisions),
    )


def schedule_servicer(database: Database) -> ScheduleServicer:
    repository, schedules = ConnectorRepository(database), ScheduleStore(database)
    return ScheduleServicer(
        GetCheckSchedule(repository, schedules),
        SetCheckSchedule(repository, schedules, random.random),
        GetDefaultCheckSchedule(schedules),
        SetDefaultCheckSchedule(schedules),
    )


def scheduler(settings: Settings, database: Database, test: TestConnector, limiter: RateLimiter) -> Scheduler:
    return Scheduler(
        schedules=ScheduleStore(database),
        repository=ConnectorRepository(database),
        test=test,
        limiter=limiter,
        method=method_named("TestConnector"),
        concurrency=settings.schedule_concurrency,
        claim_seconds=settings.probe_timeout_seconds + CLAIM_MARGIN_SECONDS,
    )


def history_upkeep(settings: Settings, database: Database) -> Periodic:
    pruner = HistoryPruner(RunRetention(database), settings.history_days)
    return Periodic("pruning of the history", PRUNE_SECONDS, pruner.prune)
