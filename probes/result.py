"""What a probe found: level, steps, reason. The names equal the contract's enums (protos/connectors/v1/probe.proto)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from enum import IntEnum, StrEnum
from typing import Any


class Level(IntEnum):
    """The highest thing a probe proved; ordered."""

    NONE = 0
    RESOLVED = 1
    REACHABLE = 2
    TLS = 3
    AUTHENTICATED = 4
    AUTHORIZED = 5
    RESOURCE_READABLE = 6


class Reason(StrEnum):
    """Why a probe failed; one list for all connector types."""

    INVALID_CONFIG = "INVALID_CONFIG"
    EGRESS_DENIED = "EGRESS_DENIED"
    DNS_NOT_FOUND = "DNS_NOT_FOUND"
    DNS_FAILED = "DNS_FAILED"
    CONNECTION_REFUSED = "CONNECTION_REFUSED"
    UNREACHABLE = "UNREACHABLE"
    TIMEOUT = "TIMEOUT"
    TLS_UNTRUSTED = "TLS_UNTRUSTED"
    TLS_NAME_MISMATCH = "TLS_NAME_MISMATCH"
    TLS_EXPIRED = "TLS_EXPIRED"
    TLS_REQUIRED = "TLS_REQUIRED"
    PROTOCOL_MISMATCH = "PROTOCOL_MISMATCH"
    AUTHENTICATION_FAILED = "AUTHENTICATION_FAILED"
    CREDENTIAL_MISSING = "CREDENTIAL_MISSING"
    CREDENTIAL_EXPIRED = "CREDENTIAL_EXPIRED"
    PERMISSION_DENIED = "PERMISSION_DENIED"
    RESOURCE_NOT_FOUND = "RESOURCE_NOT_FOUND"
    RATE_LIMITED = "RATE_LIMITED"
    PEER_ERROR = "PEER_ERROR"
    CIRCUIT_OPEN = "CIRCUIT_OPEN"
    UNSUPPORTED = "UNSUPPORTED"
    INTERNAL = "INTERNAL"
    CREDENTIAL_REBIND_REQUIRED = "CREDENTIAL_REBIND_REQUIRED"


class StepName(StrEnum):
    """What a probe does, in this order."""

    CONFIG = "config"
    RESOLVE = "resolve"
    EGRESS = "egress"
    CONNECT = "connect"
    TLS = "tls"
    AUTHENTICATE = "authenticate"
    AUTHORIZE = "authorize"
    RESOURCE = "resource"


class StepStatus(StrEnum):
    """How a step ended."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    WARNED = "WARNED"


# What each step proves when it passes.
PROVES = {
    StepName.CONFIG: Level.NONE,
    StepName.RESOLVE: Level.NONE,
    StepName.EGRESS: Level.RESOLVED,
    StepName.CONNECT: Level.REACHABLE,
    StepName.TLS: Level.TLS,
    StepName.AUTHENTICATE: Level.AUTHENTICATED,
    StepName.AUTHORIZE: Level.AUTHORIZED,
    StepName.RESOURCE: Level.RESOURCE_READABLE,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a probe did. `message` is for people and already scrubbed."""

    name: StepName
    status: StepStatus
    latency_ms: int
    message: str = ""


class ProbeFailure(Exception):
    """The probe cannot go on. `message` and `hint` are for people: no secret, no internal address.

    `field` is the path at fault, such as `config.host` or `authConfig.password`.
    """

    def __init__(self, reason: Reason, message: str, *, field: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.field = field
        self.hint = hint


@dataclass(frozen=True, slots=True)
class HttpReply:
    """What came back of a request whose answer is all that is wanted. `retry_after` in seconds, None where not said."""

    status: int
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a probe returns when all went well. The level follows from the steps that passed.

    `message` is the proof in words ("logged in and read `ANALYTICS`"); it becomes the last step's message.
    """

    message: str = ""
    warning: str | None = None
    row_count: int | None = None
    http: HttpReply | None = None


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """The outcome of one probe, as it crosses from the child to the server.

    `shared`: several calls got this one probe's outcome, and another of them is the one to count it.
    """

    success: bool
    message: str
    level: Level = Level.NONE
    steps: tuple[Step, ...] = ()
    reason: Reason | None = None
    field: str | None = None
    hint: str | None = None
    warning: str | None = None
    latency_ms: int = 0
    row_count: int | None = None
    shared: bool = False
    http: HttpReply | None = None

    def to_wire(self) -> dict[str, Any]:
        """A JSON-able form; `from_wire` reads it."""
        return asdict(self)

    @classmethod
    def from_wire(cls, wire: dict[str, Any]) -> ProbeResult:
        steps = tuple(
            Step(StepName(step["name"]), StepStatus(step["status"]), step["latency_ms"], step["message"])
            for step in wire["steps"]
        )
        reason = Reason(wire["reason"]) if wire["reason"] else None
        http = HttpReply(**wire["http"]) if wire.get("http") else None
        return cls(**{**wire, "steps": steps, "reason": reason, "level": Level(wire["level"]), "http": http})


SUCCESS_MESSAGE = "Connection test succeeded"


@dataclass(slots=True)
class Trace:
    """The steps of one probe as they happen. `on_step` hears of each at once: a killed probe leaves its trace."""

    on_step: Callable[[Step], None] = lambda _step: None
    steps: list[Step] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)
    on_begin: Callable[[StepName], None] = lambda _name: None  # hears which step a killed probe was in

    @contextmanager
    def step(self, name: StepName, message: str = "") -> Iterator[StepNote]:
        """Times a block and records it as passed, or as failed when it raises: then nothing is left unsaid of where."""
        begun = time.monotonic()
        self.on_begin(name)
        note = StepNote(message)
        try:
            yield note
        except ProbeFailure as failure:
            self.add(Step(name, StepStatus.FAILED, _elapsed_ms(begun), failure.message))
            raise
        except Exception:
            self.add(Step(name, StepStatus.FAILED, _elapsed_ms(begun), "failed unexpectedly"))
            raise
        status = StepStatus.WARNED if note.warning else StepStatus.PASSED
        self.add(Step(name, status, _elapsed_ms(begun), note.warning or note.message))

    def add(self, step: Step) -> None:
        self.steps.append(step)
        self.on_step(step)

    def warn(self, warning: str) -> None:
        """A soft signal about the whole probe; travels in `warning` if the probe succeeds."""
        self.warnings.append(warning)

    @property
    def level(self) -> Level:
        return level_of(self.steps)

    def succeeded(self, finding: Finding) -> ProbeResult:
        warning = " ".join([*self.warnings, *([finding.warning] if finding.warning else [])]) or None
        return ProbeResult(
            success=True,
            message=SUCCESS_MESSAGE,
            level=self.level,
            steps=tuple(self.steps),
            warning=warning,
            latency_ms=_elapsed_ms(self.started),
            row_count=finding.row_count,
            http=finding.http,
        )

    def failed(self, failure: ProbeFailure) -> ProbeResult:
        return ProbeResult(
            success=False,
            message=failure.message,
            level=self.level,
            steps=tuple(self.steps),
            reason=failure.reason,
            field=failure.field,
            hint=failure.hint,
            latency_ms=_elapsed_ms(self.started),
        )


@dataclass(slots=True)
class StepNote:
    """What a running step wants said of it: set `message`, or `warning` to pass with a remark."""

    message: str = ""
    warning: str = ""


def level_of(steps: list[Step] | tuple[Step, ...]) -> Level:
    """The highest level that the passed steps prove."""
    return max((PROVES[step.name] for step in steps if step.status is not StepStatus.FAILED), default=Level.NONE)


def _elapsed_ms(since: float) -> int:
    return round((time.monotonic() - since) * 1000)
