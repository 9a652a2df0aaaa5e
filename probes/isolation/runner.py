"""How a worker has a probe run: one connection to the zygote a test, bounded in every wait."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from probes.isolation.frames import MAX_HEADER, MAX_SAID, Cause, Closed, Kind, Malformed, Reader, encode
from probes.isolation.greeting import Request
from probes.isolation.outcome import Progress
from probes.isolation.status import ProberStatus
from probes.result import ProbeResult, Step
from probes.run import Job

CONNECT_SECONDS = 1.0
STATUS_SECONDS = 1.0
GRACE = 1.0  # over the job's own time: for the zygote to kill, and to say so


class ProberUnavailable(Exception):
    """The prober cannot be reached or died: nothing is known of the connector. Another try may work at once."""


class ProberBusy(Exception):
    """No room for this test now. `retry_after` is in seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"too many tests are waiting; try again in {retry_after:g} s")
        self.retry_after = retry_after


class ProbeCancelled(Exception):
    """Whoever asked went away; the probe was killed."""


class ProbeRunner:
    """Runs probes by the prober that listens at `socket_path`. Any number of threads may use one."""

    def __init__(self, socket_path: Path) -> None:
        self._address = str(socket_path)

    def run(
        self,
        job: Job,
        *,
        share: str = "",
        on_cancel: Callable[[Callable[[], None]], object] | None = None,
        on_step: Callable[[Step], None] | None = None,
    ) -> ProbeResult:
        """The outcome of the probe, within job.timeout_seconds (the wait for a free process included) and a second.

        Tests of one connector with the same `share` that overlap are one probe: give what identifies its target, the
        config's and credentials' revision; "" shares with nobody. `on_cancel` is given a function that stops the
        probe, callable from any thread at any time (grpc's `context.add_callback` will do).
        Of the callers that share a probe all but one get a result that says `shared`.

        A prober that keeps silent past the deadline is at fault itself, whatever it had said of the peer before.
        Raises ProberUnavailable, ProberBusy and ProbeCancelled.
        """
        deadline = time.monotonic() + job.timeout_seconds + GRACE
        cancelled = threading.Event()
        with self._connect() as sock:

            def hang_up() -> None:
                cancelled.set()
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)

            if on_cancel is not None and on_cancel(hang_up) is False:
                raise ProbeCancelled  # grpc's way to say that the call is over already
            try:
                return _converse(sock, job, share, on_step, deadline)
            except (Closed, OSError) as error:
                if cancelled.is_set():
                    raise ProbeCancelled from None
                raise ProberUnavailable("the prober went away during the test; nothing is known of it") from error

    def status(self) -> ProberStatus:
        """How busy the prober is. Raises ProberUnavailable."""
        deadline = time.monotonic() + STATUS_SECONDS
        with self._connect() as sock:
            try:
                _send(sock, encode(Kind.STATUS), deadline)
                kind, payload = Reader(sock, MAX_SAID).receive(deadline)
                if kind is Kind.STATUS:
                    return ProberStatus(**payload)
            except (Closed, OSError, Malformed, TypeError) as error:
                raise ProberUnavailable("the prober does not answer") from error
        raise ProberUnavailable("the prober answers something else")

    def check(self) -> None:
        """Raises ProberUnavailable where status() does."""
        self.status()

    def _connect(self) -> socket.socket:
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)  # local: no peer of a connector
        try:
            sock.settimeout(CONNECT_SECONDS)
            sock.connect(self._address)
        except OSError as error:
            sock.close()
            raise ProberUnavailable("the prober does not answer") from error
        return sock


def _converse(
    sock: socket.socket, job: Job, share: str, on_step: Callable[[Step], None] | None, deadline: float
) -> ProbeResult:
    request = Request(job.tenant, job.connector_id, share, job.timeout_seconds)
    header = encode(Kind.HEADER, request.to_wire())
    if len(header) > MAX_HEADER:
        raise ValueError("tenant, connector id and share are too long for the prober's header")
    _send(sock, header, deadline)
    said, progress = Reader(sock, MAX_SAID), Progress(job.timeout_seconds, on_step)
    shared = False
    while True:
        try:
            kind, payload = said.receive(deadline)
            if kind is Kind.SHARED:
                shared = True
            elif kind is Kind.SEND:
                _send(sock, encode(Kind.JOB, job), deadline)
            elif (result := _heard(progress, kind, payload)) is not None:
                return replace(result, shared=shared)
        except (Malformed, KeyError, TypeError, ValueError):
            return progress.stopped(Cause.TALKATIVE)


def _heard(progress: Progress, kind: Kind, payload: Any) -> ProbeResult | None:
    match kind:
        case Kind.BEGIN:
            progress.begin(payload)
        case Kind.STEP:
            progress.end(payload)
        case Kind.RESULT:
            return ProbeResult.from_wire(payload)
        case Kind.ENDED:
            cause = Cause(payload["cause"])
            if cause is Cause.KILLED:
                raise ProberUnavailable("the process of the probe was killed; nothing is known of its peer")
            return progress.stopped(cause)
        case Kind.BUSY:
            raise ProberBusy(float(payload["retryAfter"]))
        case _:
            raise Malformed
    return None


def _send(sock: socket.socket, frame: bytes, deadline: float) -> None:
    sock.settimeout(max(0.001, deadline - time.monotonic()))
    sock.sendall(frame)
