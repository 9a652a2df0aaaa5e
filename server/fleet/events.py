"""What a run of TestConnectors tells."""

from __future__ import annotations

from dataclasses import dataclass

from probes.result import Step
from server.connectors.test import TestedConnector
from server.errors import ServiceError
from server.fleet.targets import Target


@dataclass(frozen=True, slots=True)
class Started:
    pass


@dataclass(frozen=True, slots=True)
class Refused:
    error: ServiceError


@dataclass(frozen=True, slots=True)
class Waiting:
    """The rate limit is used up for so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Finished:
    """How many ended how."""

    succeeded: int
    failed: int
    refused: int


What = Started | Step | TestedConnector | Refused | Waiting | Finished


@dataclass(frozen=True, slots=True)
class FleetEvent:
    """One thing that happened; `token` goes on after it. `target` is None where it is about all."""

    token: str
    done: int
    total: int
    target: Target | None
    what: What
