"""What streams and histories tell, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors_client import models
from connectors_client.models import Step, TestResult
from connectors_client.proto import fleet_pb2, history_pb2, probe_pb2, schedule_pb2


@dataclass(frozen=True)
class Started:
    """A connector's test begins."""

    name: str
    type: str


@dataclass(frozen=True)
class Refused:
    """A connector was not tested. `reason` is as TestConnector gives it, such as TEST_QUEUE_FULL."""

    name: str
    type: str
    reason: str
    message: str


@dataclass(frozen=True)
class Waiting:
    """The rate limit is used up for so many seconds; it goes on by itself."""

    seconds: float


@dataclass(frozen=True)
class Finished:
    """The end: how many can be reached, cannot, and were not tested."""

    succeeded: int
    failed: int
    refused: int


@dataclass(frozen=True)
class FleetEvent:
    """One thing that happened. `id` is the connector's, empty where it is about all; `what` is None where a newer
    server tells what this client does not know."""

    id: str
    done: int
    total: int
    what: Started | Step | TestResult | Refused | Waiting | Finished | None


@dataclass(frozen=True)
class TestRun:
    """One kept test. `trigger` is USER, FLEET or SCHEDULE."""

    __test__ = False  # not a test, whatever pytest makes of the name

    id: str
    started_at: datetime | None
    trigger: str
    success: bool
    message: str
    warning: str | None
    latency_ms: int
    verified_level: str
    steps: tuple[Step, ...]
    reason: str | None
    field: str | None
    hint: str | None
    target_revision: int
    credential_version: int


@dataclass(frozen=True)
class Bucket:
    """The tests that began in a span of time. `uptime` is the share that succeeded; None without a test."""

    start_time: datetime | None
    runs: int
    successes: int
    uptime: float | None
    latency_ms_mean: float | None
    latency_ms_min: int | None
    latency_ms_max: int | None


@dataclass(frozen=True)
class Streak:
    """How the newest tests ended, all alike."""

    success: bool
    runs: int
    since: datetime | None


@dataclass(frozen=True)
class Changes:
    """What was changed of the connector since it last worked, by the names of its fields."""

    worked_at: datetime | None
    fields: tuple[str, ...]
    complete: bool


@dataclass(frozen=True)
class History:
    """How a connector's tests went."""

    bucket_seconds: int
    buckets: tuple[Bucket, ...]
    total: Bucket
    streak: Streak | None
    changes: Changes | None


@dataclass(frozen=True)
class ConnectorEvent:
    """What happened to a connector. `type` is OPENED (nothing yet: the stream begins here), CREATED, UPDATED, DELETED,
    TESTED or STATUS_CHANGED (tested, and its status is another now). `connector` is None with OPENED, and where it is
    gone. `revision` is what to go on after."""

    revision: str
    type: str
    time: datetime | None
    id: str
    changed_fields: tuple[str, ...]
    connector: models.Connector | None


def connector_event(message: fleet_pb2.WatchConnectorsResponse) -> ConnectorEvent:
    return ConnectorEvent(
        revision=message.revision,
        type=models.value_name(fleet_pb2.ConnectorEventType, message.type).replace("CONNECTOR_EVENT_TYPE_", ""),
        time=models.time_of(message, "time"),
        id=message.id,
        changed_fields=tuple(message.changed_fields),
        connector=models.connector(message.connector) if message.HasField("connector") else None,
    )


@dataclass(frozen=True)
class Schedule:
    """When a connector is tested by itself. `interval_seconds` is its own, 0: never, None: the tenant's default;
    `effective_interval_seconds` is the one that holds."""

    interval_seconds: int | None
    effective_interval_seconds: int
    next_run_at: datetime | None


def fleet_event(message: fleet_pb2.TestConnectorsResponse) -> FleetEvent:
    return FleetEvent(message.id, message.done, message.total, _what(message))


def _what(message: Any) -> Started | Step | TestResult | Refused | Waiting | Finished | None:
    kind = message.WhichOneof("event")
    if kind == "started":
        return Started(message.started.name, message.started.type)
    if kind == "step":
        return models.step(message.step)
    if kind == "result":
        return models.test_result(message.result)
    if kind == "refused":
        told = message.refused
        return Refused(told.name, told.type, told.reason, told.message)
    if kind == "waiting":
        return Waiting(message.waiting.seconds)
    if kind == "finished":
        return Finished(message.finished.succeeded, message.finished.failed, message.finished.refused)
    return None


def test_run(message: history_pb2.TestRun) -> TestRun:
    reason = models.given(message, "reason")
    return TestRun(
        id=message.id,
        started_at=models.time_of(message, "started_at"),
        trigger=models.value_name(history_pb2.TestTrigger, message.trigger).replace("TEST_TRIGGER_", ""),
        success=message.success,
        message=message.message,
        warning=models.given(message, "warning"),
        latency_ms=message.latency_ms,
        verified_level=models.value_name(probe_pb2.VerifiedLevel, message.verified_level),
        steps=tuple(map(models.step, message.steps)),
        reason=None if reason is None else models.value_name(probe_pb2.Reason, reason),
        field=models.given(message, "field"),
        hint=models.given(message, "hint"),
        target_revision=message.target_revision,
        credential_version=message.credential_version,
    )


def history(message: history_pb2.GetConnectorHistoryResponse) -> History:
    streak, changes = message.streak, message.changes
    lasts = Streak(streak.success, streak.runs, models.time_of(streak, "since"))
    return History(
        bucket_seconds=message.bucket_seconds,
        buckets=tuple(map(_bucket, message.buckets)),
        total=_bucket(message.total),
        streak=lasts if message.HasField("streak") else None,
        changes=Changes(models.time_of(changes, "worked_at"), tuple(changes.fields), changes.complete)
        if message.HasField("changes")
        else None,
    )


def schedule(message: schedule_pb2.CheckSchedule) -> Schedule:
    return Schedule(
        models.given(message, "interval_seconds"),
        message.effective_interval_seconds,
        models.time_of(message, "next_run_at"),
    )


def _bucket(message: history_pb2.HistoryBucket) -> Bucket:
    return Bucket(
        start_time=models.time_of(message, "start_time"),
        runs=message.runs,
        successes=message.successes,
        uptime=models.given(message, "uptime"),
        latency_ms_mean=models.given(message, "latency_ms_mean"),
        latency_ms_min=models.given(message, "latency_ms_min"),
        latency_ms_max=models.given(message, "latency_ms_max"),
    )
