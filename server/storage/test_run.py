"""One kept test, and what is told of many."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from probes.result import ProbeResult


class Cause(StrEnum):
    """Who asked for a test."""

    USER = "user"  # by TestConnector
    FLEET = "fleet"  # by TestConnectors
    SCHEDULE = "schedule"  # nobody: it was due


@dataclass(frozen=True, slots=True)
class FleetPlace:
    """Which run of TestConnectors a test was part of, and the how-manieth it set off there, from 0."""

    fleet: str
    position: int


@dataclass(frozen=True, slots=True)
class TestRun:
    """A probe that was made, or a test that found before it that there is nothing to probe with.

    `id` is time-ordered. `started_at` is in milliseconds since the epoch. `target_revision` and `credential_version`
    say what was tested. `event_number` is the place of its stamp in the tenant's audit trail; None where the connector
    had been changed meanwhile, so that nothing was stamped.
    """

    __test__ = False

    id: str
    connector_id: str
    started_at: int
    result: ProbeResult
    target_revision: int
    credential_version: int
    cause: Cause
    place: FleetPlace | None = None
    event_number: int | None = None


@dataclass(frozen=True, slots=True)
class RunFilter:
    """Which runs; None: any. Times in milliseconds, `start` included and `end` not."""

    success: bool | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class RunPage:
    """Newest first. `total` counts all runs of the connector that are kept."""

    runs: list[TestRun]
    total: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class Bucket:
    """The runs of a span of time. Latencies are of those that succeeded, in milliseconds; None where none did."""

    index: int  # of the span: its start divided by its length
    runs: int
    successes: int
    latency_mean: float | None
    latency_min: int | None
    latency_max: int | None


@dataclass(frozen=True, slots=True)
class Streak:
    """How the newest runs ended, all alike."""

    success: bool
    runs: int
    since: int


@dataclass(frozen=True, slots=True)
class Change:
    """What one call changed of a connector, by the names of its fields."""

    number: int
    time: int
    method: str
    fields: tuple[str, ...]
