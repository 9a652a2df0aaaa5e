"""When a connector is tested by itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Schedule:
    """`own` is the connector's interval in seconds, 0: never, None: the tenant's default; `default` is that, 0 where
    there is none. `next_run` is in milliseconds since the epoch, None where it is not planned yet."""

    own: int | None
    default: int
    next_run: int | None

    @property
    def interval(self) -> int:
        """The one that holds; 0: never."""
        return self.default if self.own is None else self.own


@dataclass(frozen=True, slots=True)
class Due:
    """A test that this process alone is to make, until its claim runs out. `failures`: of its last runs, in a row."""

    tenant: str
    connector_id: str
    claim: str
    interval: int
    failures: int
