"""How a worker has a probe made by a prober elsewhere: one call a test, bounded in every wait."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import grpc
from google.protobuf.message import DecodeError, Message
from grpc_status import rpc_status

from connectors.v1 import prober_pb2 as pb
from probes.isolation.frames import Cause
from probes.isolation.outcome import Progress
from probes.isolation.runner import GRACE, STATUS_SECONDS, ProbeCancelled, ProberBusy, ProberUnavailable
from probes.isolation.status import ProberStatus
from probes.result import ProbeResult, Step
from probes.run import Job
from server.errors import Throttled, Unavailable
from server.prober import wire
from server.prober.channel import ProberChannel
from server.status import error_of

_PROBE = "/connectors.v1.ProberService/Probe"
_STATUS = "/connectors.v1.ProberService/GetProberStatus"
_LONGEST_RETRY = 60.0  # seconds; whatever a prober says


class RemoteRunner:
    """As a ProbeRunner (probes/isolation/runner.py), by way of gRPC. Any number of threads may use one."""

    def __init__(self, channel: ProberChannel) -> None:
        self._channel = channel

    def run(
        self,
        job: Job,
        *,
        share: str = "",
        on_cancel: Callable[[Callable[[], None]], object] | None = None,
        on_step: Callable[[Step], None] | None = None,
    ) -> ProbeResult:
        """The outcome, within job.timeout_seconds and a second, the way to the prober included.

        Raises ProberUnavailable, ProberBusy and ProbeCancelled. What the prober says that it may not say, or says too
        much of, is an outcome of its own (INTERNAL), as of a probe.
        """
        cancelled = threading.Event()
        with self._channel.use() as channel:
            invoke: Any = channel.unary_stream(_PROBE, request_serializer=_serialized)
            under_way = invoke(wire.request_of(job, share), timeout=job.timeout_seconds + GRACE)

            def hang_up() -> None:
                cancelled.set()
                under_way.cancel()

            try:
                if on_cancel is not None and on_cancel(hang_up) is False:
                    raise ProbeCancelled  # grpc's way to say that the call is over already
                return _heard(under_way, Progress(job.timeout_seconds), on_step)
            except grpc.RpcError as error:
                if cancelled.is_set():
                    raise ProbeCancelled from None
                raise _told(error) from error
            finally:
                under_way.cancel()

    def status(self) -> ProberStatus:
        """How busy the prober is: of several, the one whose turn it is. Raises ProberUnavailable."""
        with self._channel.use() as channel:
            invoke: Any = channel.unary_unary(_STATUS, request_serializer=_serialized)
            try:
                return wire.status_of(invoke(pb.GetProberStatusRequest(), timeout=STATUS_SECONDS))
            except grpc.RpcError as error:
                raise _told(error) from error
            except wire.Malformed:
                raise ProberUnavailable("the prober answers something else") from None

    def check(self) -> None:
        """Raises ProberUnavailable where status() does."""
        self.status()

    def close(self) -> None:
        """Tests under way are cut."""
        self._channel.close()


def _heard(answers: Iterator[bytes], progress: Progress, on_step: Callable[[Step], None] | None) -> ProbeResult:
    said = 0
    for answer in answers:
        said += len(answer)
        try:
            event = wire.event_of(answer) if said <= wire.MOST_SAID else None
        except wire.Malformed:
            event = None
        if event is None:
            return progress.stopped(Cause.TALKATIVE)
        if isinstance(event, ProbeResult):
            return event
        progress.steps.append(event)
        if on_step is not None:
            on_step(event)
    raise ProberUnavailable("the prober ended the call without an outcome; nothing is known of it")


def _serialized(message: Message) -> bytes:
    return message.SerializeToString()


def _told(error: Any) -> ProberBusy | ProberUnavailable:
    """Busy where the prober says so in our words. All else says nothing of the peer, whoever said it: also a deadline
    that passed, for a prober ends a probe before its deadline. Words of gRPC itself may name addresses: the code will
    do."""
    try:
        status = rpc_status.from_call(error)
        said = error_of(status) if status is not None else None
    except (DecodeError, ValueError):  # a status that contradicts itself
        said = None
    if isinstance(said, Throttled):
        return ProberBusy(min(_LONGEST_RETRY, max(0.1, said.retry_after or 1.0)))
    if isinstance(said, Unavailable):
        return ProberUnavailable(said.message)
    return ProberUnavailable(f"the prober cannot be reached, or failed: {error.code().name}")
