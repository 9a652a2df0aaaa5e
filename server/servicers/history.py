"""The history of tests: proto to use case and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from connectors.v1 import connector_service_pb2, probe_pb2
from connectors.v1 import history_pb2 as pb
from server.audit.listing import event_id
from server.call import Call, Handler
from server.history.connector_history import Changes, ConnectorHistory, GetConnectorHistory
from server.history.runs import ListTestRuns
from server.messages import given, step_message, timestamp
from server.storage.test_run import Bucket, Cause, Change, RunFilter, TestRun

_TRIGGERS = {
    Cause.USER: pb.TEST_TRIGGER_USER,
    Cause.FLEET: pb.TEST_TRIGGER_FLEET,
    Cause.SCHEDULE: pb.TEST_TRIGGER_SCHEDULE,
}


@dataclass(frozen=True, slots=True)
class HistoryServicer:
    """The use cases of the history."""

    list_runs: ListTestRuns
    history: GetConnectorHistory

    def handlers(self) -> Mapping[str, Handler]:
        return {"ListTestRuns": self._list_runs, "GetConnectorHistory": self._history}

    def _list_runs(self, request: pb.ListTestRunsRequest, call: Call) -> Message:
        wanted = RunFilter(
            success=given(request, "success"),
            start=_milliseconds(request, "start_time"),
            end=_milliseconds(request, "end_time"),
        )
        listing = self.list_runs(call.caller, request.id, given(request, "limit"), given(request, "cursor"), wanted)
        return pb.ListTestRunsResponse(
            data=[_run(run) for run in listing.page.runs],
            pagination=connector_service_pb2.Pagination(
                total=listing.page.total,
                has_more=listing.page.has_more,
                limit=listing.limit,
                cursor=listing.cursor,
            ),
        )

    def _history(self, request: pb.GetConnectorHistoryRequest, call: Call) -> Message:
        return _history(self.history(call.caller, request.id, given(request, "days")))


def _run(run: TestRun) -> pb.TestRun:
    result = run.result
    return pb.TestRun(
        id=run.id,
        started_at=timestamp(run.started_at),
        trigger=_TRIGGERS[run.cause],
        success=result.success,
        message=result.message,
        warning=result.warning,
        latency_ms=result.latency_ms,
        verified_level=probe_pb2.VerifiedLevel.Value(result.level.name),
        steps=[step_message(step) for step in result.steps],
        reason=None if result.reason is None else probe_pb2.Reason.Value(result.reason.value),
        field=result.field,
        hint=result.hint,
        target_revision=run.target_revision,
        credential_version=run.credential_version,
    )


def _history(history: ConnectorHistory) -> pb.GetConnectorHistoryResponse:
    return pb.GetConnectorHistoryResponse(
        bucket_seconds=history.bucket // 1000,
        buckets=[_bucket(bucket, history.bucket) for bucket in history.buckets],
        total=_bucket(history.total, history.bucket),
        streak=pb.TestStreak(
            success=history.streak.success, runs=history.streak.runs, since=timestamp(history.streak.since)
        )
        if history.streak
        else None,
        changes=_changes(history.changes) if history.changes else None,
    )


def _bucket(bucket: Bucket, length: int) -> pb.HistoryBucket:
    return pb.HistoryBucket(
        start_time=timestamp(bucket.index * length),
        runs=bucket.runs,
        successes=bucket.successes,
        uptime=bucket.successes / bucket.runs if bucket.runs else None,
        latency_ms_mean=bucket.latency_mean,
        latency_ms_min=bucket.latency_min,
        latency_ms_max=bucket.latency_max,
    )


def _changes(changes: Changes) -> pb.ChangesSinceSuccess:
    return pb.ChangesSinceSuccess(
        worked_at=timestamp(changes.worked_at),
        fields=changes.fields,
        changes=[_change(change) for change in changes.changes],
        complete=changes.complete,
    )


def _change(change: Change) -> pb.ConnectorChange:
    return pb.ConnectorChange(
        time=timestamp(change.time), method=change.method, fields=change.fields, event_id=event_id(change.number)
    )


def _milliseconds(request: Message, name: str) -> int | None:
    """Rounded up, so that a time between two milliseconds leaves out the one before it."""
    if not request.HasField(name):
        return None
    time: Timestamp = getattr(request, name)
    return time.seconds * 1000 + -(-time.nanos // 1_000_000)
