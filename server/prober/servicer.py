"""What a prober serves: a probe asked for over gRPC, made by the zygote of this machine."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from typing import Protocol

from google.protobuf.message import Message

from connectors.v1 import prober_pb2 as pb
from probes.isolation.runner import ProbeCancelled, ProberBusy, ProberUnavailable, ProbeRunner
from probes.result import ProbeResult, Reason, Step, StepName, StepStatus
from probes.run import INTERNAL, Job
from server.call import Call, Handler, Principal
from server.errors import Cancelled, DeadlineExceeded, TestQueueFull, Unavailable
from server.messages import step_message
from server.method_policy import Role
from server.observe.redaction import shield
from server.prober import wire

# Left of the caller's deadline for the way back. The caller leaves twice as much beyond the probe's own time
# (probes/isolation/runner.py, GRACE), so that only a slow way to here takes time from a probe.
WAY_BACK_SECONDS = 0.5


class Measures(Protocol):
    """What is counted of tests."""

    def tested(self, type_name: str, *, own: bool, level: str, reason: str, seconds: float) -> None: ...

    def test_refused(self, cause: str) -> None: ...


class ProberServicer:
    """`types` are those that this release knows; `timeout_seconds` is the most that a probe may take here."""

    def __init__(self, runner: ProbeRunner, metrics: Measures, types: Container[str], timeout_seconds: float) -> None:
        self._runner = runner
        self._metrics = metrics
        self._types = types
        self._timeout_seconds = timeout_seconds

    def handlers(self) -> Mapping[str, Handler]:
        return {"Probe": self._probe, "GetProberStatus": self._status}

    def _probe(self, request: pb.ProbeRequest, call: Call) -> Message:
        send = call.send
        if send is None:
            raise RuntimeError("a method that streams was called without a way to send")
        job = wire.job_of(request, self._budget(call))
        shield([job.parameters, job.credentials])
        call.principal = Principal(job.tenant, Role.SERVICE)  # the log then says for which tenant this was
        if job.declaration is None and job.type_name not in self._types and job.type_name not in INTERNAL:
            result = _unknown(job)
        else:
            result = self._run(job, request.share, call, lambda step: send(_of_step(step)))
        send(pb.ProbeResponse(outcome=wire.outcome_message(result)))
        return pb.ProbeResponse()

    def _budget(self, call: Call) -> float:
        remaining = call.remaining()
        if remaining is None:
            return self._timeout_seconds
        if remaining <= WAY_BACK_SECONDS:
            raise DeadlineExceeded("the deadline leaves no time for a probe")
        return min(self._timeout_seconds, remaining - WAY_BACK_SECONDS)

    def _run(self, job: Job, share: str, call: Call, on_step: Callable[[Step], None]) -> ProbeResult:
        try:
            result = self._runner.run(job, share=share, on_cancel=call.cancellation.on_cancel, on_step=on_step)
        except ProberBusy as error:
            self._metrics.test_refused("queue_full")
            raise TestQueueFull(str(error), retry_after=error.retry_after) from error
        except ProbeCancelled as error:
            self._metrics.test_refused("cancelled")
            raise Cancelled("the caller went away") from error
        except ProberUnavailable as error:
            self._metrics.test_refused("prober_unavailable")
            raise Unavailable(str(error), retry_after=1.0) from error
        if job.type_name in INTERNAL:
            return result  # no test of a connector
        self._metrics.tested(
            job.type_name,
            own=job.declaration is not None,
            level=result.level.name,
            reason=result.reason or "",
            seconds=result.latency_ms / 1000,
        )
        return result

    def _status(self, _request: pb.GetProberStatusRequest, _call: Call) -> Message:
        try:
            return wire.status_message(self._runner.status())
        except ProberUnavailable as error:
            raise Unavailable(str(error), retry_after=1.0) from error


def _of_step(step: Step) -> pb.ProbeResponse:
    return pb.ProbeResponse(step=step_message(step))


def _unknown(job: Job) -> ProbeResult:
    """While a release that brings a type is rolled out, services may be ahead of their prober."""
    message = f"the prober does not know connector type {job.type_name}"
    return ProbeResult(
        success=False,
        message=message,
        reason=Reason.UNSUPPORTED,
        steps=(Step(StepName.CONFIG, StepStatus.FAILED, 0, message),),
        hint="bring the prober to the release of the service",
    )
