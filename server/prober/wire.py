"""Jobs, steps and results as the messages of ProberService, and back. What comes back may be malformed."""

from __future__ import annotations

import json
import math
from typing import Any

from google.protobuf.message import DecodeError

from connectors.v1 import probe_pb2
from connectors.v1 import prober_pb2 as pb
from probes.isolation.frames import MAX_SAID
from probes.isolation.status import ProberStatus
from probes.result import HttpReply, Level, ProbeResult, Reason, Step, StepName, StepStatus
from probes.run import Job
from server.errors import InvalidArgument
from server.identity.grammar import TENANT
from server.messages import step_message

# All that one call may be told, in bytes: what a child may say, its steps once more in the outcome, the rest of that.
MOST_SAID = 2 * MAX_SAID + (16 << 10)


class Malformed(Exception):
    """What came is no answer of a prober."""


def request_of(job: Job, share: str) -> pb.ProbeRequest:
    return pb.ProbeRequest(
        tenant=job.tenant,
        connector_id=job.connector_id,
        share=share,
        type=job.type_name,
        auth_method=job.auth_method,
        parameters=_json(job.parameters),
        credentials=_json(job.credentials),
        timeout_seconds=job.timeout_seconds,
        declaration=job.declaration,
    )


def job_of(request: pb.ProbeRequest, seconds: float) -> Job:
    """The job, with at most `seconds` of its own time. Raises InvalidArgument."""
    if not math.isfinite(request.timeout_seconds) or request.timeout_seconds <= 0:
        raise InvalidArgument.at("timeoutSeconds", "expected a positive number of seconds")
    if not TENANT.fullmatch(request.tenant):  # it names a folder here too
        raise InvalidArgument.at("tenant", "expected a tenant id")
    return Job(
        tenant=request.tenant,
        connector_id=request.connector_id,
        type_name=request.type,
        auth_method=request.auth_method,
        parameters=_object(request.parameters, "parameters"),
        credentials=_object(request.credentials, "credentials"),
        timeout_seconds=min(seconds, request.timeout_seconds),
        declaration=request.declaration if request.HasField("declaration") else None,
    )


def outcome_message(result: ProbeResult) -> pb.ProbeOutcome:
    return pb.ProbeOutcome(
        success=result.success,
        message=result.message,
        level=probe_pb2.VerifiedLevel.Value(result.level.name),
        steps=[step_message(step) for step in result.steps],
        reason=probe_pb2.Reason.Value(result.reason.value if result.reason else "REASON_UNSPECIFIED"),
        field=result.field,
        hint=result.hint,
        warning=result.warning,
        latency_ms=result.latency_ms,
        row_count=result.row_count,
        shared=result.shared,
        http_status=result.http.status if result.http else None,
        http_retry_after=result.http.retry_after if result.http else None,
    )


def event_of(answer: bytes) -> Step | ProbeResult:
    """A step that ended, or the outcome. Raises Malformed."""
    try:
        message = pb.ProbeResponse.FromString(answer)
        match message.WhichOneof("event"):
            case "step":
                return _step(message.step)
            case "outcome":
                return _result(message.outcome)
    except (DecodeError, KeyError, ValueError):
        raise Malformed from None
    raise Malformed


def status_message(status: ProberStatus) -> pb.GetProberStatusResponse:
    return pb.GetProberStatusResponse(
        running=status.running,
        queued=status.queued,
        concurrency=status.concurrency,
        refused=status.refused,
        resident=status.resident,
        descriptors=status.descriptors,
        started=status.started,
    )


def status_of(answer: bytes) -> ProberStatus:
    """Raises Malformed."""
    try:
        message = pb.GetProberStatusResponse.FromString(answer)
    except DecodeError:
        raise Malformed from None
    return ProberStatus(
        running=message.running,
        queued=message.queued,
        concurrency=message.concurrency,
        refused=message.refused,
        resident=message.resident,
        descriptors=message.descriptors,
        started=message.started,
    )


def _step(message: probe_pb2.ProbeStep) -> Step:
    status = StepStatus(probe_pb2.StepStatus.Name(message.status))
    return Step(StepName(message.name), status, message.latency_ms, message.message)


def _result(message: pb.ProbeOutcome) -> ProbeResult:
    return ProbeResult(
        success=message.success,
        message=message.message,
        level=Level[probe_pb2.VerifiedLevel.Name(message.level)],
        steps=tuple(_step(step) for step in message.steps),
        reason=Reason(probe_pb2.Reason.Name(message.reason)) if message.reason else None,
        field=message.field if message.HasField("field") else None,
        hint=message.hint if message.HasField("hint") else None,
        warning=message.warning if message.HasField("warning") else None,
        latency_ms=message.latency_ms,
        row_count=message.row_count if message.HasField("row_count") else None,
        shared=message.shared,
        http=_http(message),
    )


def _http(message: pb.ProbeOutcome) -> HttpReply | None:
    if not message.HasField("http_status"):
        return None
    wait = message.http_retry_after if message.HasField("http_retry_after") else None
    if wait is not None and not math.isfinite(wait):
        raise Malformed
    return HttpReply(message.http_status, wait)


def _json(value: dict[str, Any]) -> bytes:
    # json.loads reads lone surrogates back from what "surrogatepass" makes of them.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _object(text: bytes, name: str) -> dict[str, Any]:
    """Repeats nothing of the text in what it raises."""
    try:
        value = json.loads(text or b"{}")
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise InvalidArgument.at(name, "expected a JSON object in UTF-8")
    return value
