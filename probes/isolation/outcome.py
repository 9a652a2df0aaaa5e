"""The result of a probe whose process ended without one: the trace so far, and why it stopped, in words."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from probes.isolation.frames import Cause
from probes.isolation.limits import CPU_SECONDS
from probes.result import ProbeResult, Reason, Step, StepName, StepStatus, level_of

_WHILE = {
    None: "before the first step",
    StepName.CONFIG: "while reading the configuration",
    StepName.RESOLVE: "while resolving the host name",
    StepName.EGRESS: "while checking the address",
    StepName.CONNECT: "while connecting",
    StepName.TLS: "during the TLS handshake",
    StepName.AUTHENTICATE: "while authenticating",
    StepName.AUTHORIZE: "while checking what the credentials may do",
    StepName.RESOURCE: "while reading the resource",
}

_SILENT = (
    "the server accepted the connection and then fell silent: check its health and whether the port is the right one"
)
_HINT = {
    StepName.RESOLVE: "check the host name and the name servers of this service",
    StepName.CONNECT: "check host and port, and that no firewall drops packets from this service",
    StepName.TLS: "check that the port speaks TLS and that the server is healthy",
    StepName.AUTHENTICATE: _SILENT,
    StepName.AUTHORIZE: _SILENT,
    StepName.RESOURCE: "the server answers slowly: check its load, or test a smaller resource",
}

_FAULT = {
    Cause.EXITED: "the process of the probe ended without a result",
    Cause.CPU: f"the probe took more than {CPU_SECONDS} s of processor time and was stopped",
    Cause.CRASHED: "the process of the probe crashed",
    Cause.TALKATIVE: "the probe reported more than it may and was stopped",
}


@dataclass(slots=True)
class Progress:
    """What a probe has told so far. `seconds` is the time it was given."""

    seconds: float
    on_step: Callable[[Step], None] | None = None
    started: float = field(default_factory=time.monotonic)
    steps: list[Step] = field(default_factory=list)
    under_way: StepName | None = None
    _since: float = field(default_factory=time.monotonic)

    def begin(self, wire: Any) -> None:
        self.under_way = StepName(wire)
        self._since = time.monotonic()

    def end(self, wire: Any) -> None:
        step = Step(StepName(wire["name"]), StepStatus(wire["status"]), int(wire["latency_ms"]), str(wire["message"]))
        self.steps.append(step)
        self.under_way = None
        if self.on_step is not None:
            self.on_step(step)

    def stopped(self, cause: Cause) -> ProbeResult:
        """TIMEOUT at the deadline, naming the step under way; INTERNAL for every other cause.

        KILLED is none of these: it says nothing of the probe, so there is no result.
        """
        where = _WHILE[self.under_way]
        if cause is Cause.DEADLINE:
            message, reason, hint = f"no answer within {self.seconds:g} s {where}", Reason.TIMEOUT, self._hint()
        else:
            message, reason, hint = f"{_FAULT[cause]} {where}", Reason.INTERNAL, None
        steps = list(self.steps)
        if self.under_way is not None:
            steps.append(Step(self.under_way, StepStatus.FAILED, _milliseconds(self._since), message))
        return ProbeResult(
            success=False,
            message=message,
            level=level_of(steps),
            steps=tuple(steps),
            reason=reason,
            hint=hint,
            latency_ms=_milliseconds(self.started),
        )

    def _hint(self) -> str | None:
        return _HINT.get(self.under_way) if self.under_way else None


def _milliseconds(since: float) -> int:
    return round((time.monotonic() - since) * 1000)
