"""Prometheus metrics, counted in each worker and put together over all of them when asked.

prometheus_client's multi-process mode: every process writes mapped files of its own in one folder. Those of counters
outlive workers that are replaced, so that counters never fall back. The supervisor makes the folder before it forks
and removes it when it ends; a worker makes its Metrics after the fork.
"""

from __future__ import annotations

import os
import struct
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector

from server.observe import families
from server.observe.families import FAMILIES, OWN_TYPE, SECONDS, Family, Kind

Labels = tuple[str, ...]

MORE_TRIES = 5
MOMENT_SECONDS = 0.01

# Counters whose labels are known beforehand start at 0: a rate of what has never happened is 0, not absent.
_KNOWN: tuple[tuple[Family, tuple[Labels, ...]], ...] = (
    (families.TESTS_REFUSED, (("circuit_open",), ("queue_full",), ("prober_unavailable",), ("cancelled",))),
    (families.BREAKER_ADMISSIONS, (("closed",), ("half_open",), ("open",))),
    (
        families.BREAKER_REPORTS,
        tuple(
            (state, outcome)
            for state in ("closed", "half_open")
            for outcome in ("healthy", "unreachable", "refused", "neutral")
        ),
    ),
    (families.WEBHOOK_DELIVERIES, (("delivered",), ("retried",), ("failed",), ("gone",), ("dropped",))),
    (families.VAULT_ERRORS, (("open", "CREDENTIALS_UNREADABLE"), ("open", "UNAVAILABLE"))),
)


@contextmanager
def metrics_folder() -> Iterator[Path]:
    """A private folder for the workers' files, removed at the end; for the supervisor."""
    with tempfile.TemporaryDirectory(prefix="connector-service-metrics-") as folder:
        yield Path(folder)


class Metrics:
    """What interceptors, use cases and samples count; families.py says what each metric is."""

    def __init__(self, folder: Path) -> None:
        # The library has no argument for the folder, and chooses at its import whether to use files at all.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
        values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]  # ships no types here
        self._folder = folder
        self._children = {family.name: _Children(family) for family in FAMILIES}
        for family, known in _KNOWN:
            for labels in known:
                self._children[family.name].of(labels)

    def add(self, family: Family, *labels: str, amount: float = 1.0) -> None:
        """One more, of a counter."""
        self._children[family.name].of(labels).inc(amount)

    def observe(self, family: Family, seconds: float, *labels: str) -> None:
        """One value, of a histogram."""
        self._children[family.name].of(labels).observe(seconds)

    def show(self, family: Family, value: float, *labels: str) -> None:
        """What a gauge stands at in this process."""
        self._children[family.name].of(labels).set(value)

    def rpc(self, method: str, code: str, reason: str, seconds: float) -> None:
        """A call ended. `reason` is empty for a success."""
        self.add(families.RPCS, method, code, reason)
        self.observe(families.RPC_SECONDS, seconds, method)
        if reason == "RATE_LIMIT_EXCEEDED":
            self.add(families.RATE_LIMITED, method)

    def tested(self, type_name: str, *, own: bool, level: str, reason: str, seconds: float) -> None:
        """A probe was made. `reason` is empty for a success; `own`: the type is a tenant's own."""
        counted = OWN_TYPE if own else type_name
        self.add(families.PROBES, counted, level, reason)
        self.observe(families.PROBE_SECONDS, seconds, counted)

    def test_refused(self, cause: str) -> None:
        """A test ended without a probe."""
        self.add(families.TESTS_REFUSED, cause)

    def limiter_degraded(self, degraded: bool) -> None:
        """Limits and breakers are this worker's own from now on, or shared again."""
        self.show(families.LIMITER_DEGRADED, float(degraded))

    def render(self) -> bytes:
        """All workers' numbers together, in Prometheus' text format."""
        self._forget_ended()
        for _ in range(MORE_TRIES):
            try:
                return self._collected()
            except struct.error:  # a process has just made its file and written nothing of it yet
                time.sleep(MOMENT_SECONDS)
        return self._collected()

    def _collected(self) -> bytes:
        registry = CollectorRegistry()
        MultiProcessCollector(registry, path=str(self._folder))  # type: ignore[no-untyped-call]  # ships no types here
        return generate_latest(registry)

    def _forget_ended(self) -> None:
        """A gauge of a worker that has ended says nothing any more."""
        for path in self._folder.glob("gauge_live*.db"):
            if not Path(f"/proc/{path.stem.rpartition('_')[2]}").exists():
                path.unlink(missing_ok=True)


class _Children:
    """A family's children, kept in a plain dict: the library's own look-up takes a lock and a format."""

    def __init__(self, family: Family) -> None:
        self._declared = family
        self._making = threading.Lock()
        self._family: Any = None
        self._children: dict[Labels, Any] = {}
        if family.kind is not Kind.GAUGE and not family.labels:
            self.of(())  # it starts at 0; a gauge that nobody has looked at says nothing

    def of(self, labels: Labels) -> Any:
        return self._children.get(labels) or self._make(labels)

    def _make(self, labels: Labels) -> Any:
        with self._making:
            self._family = self._family or _made(self._declared)
            child = self._family.labels(*labels) if self._declared.labels else self._family
            return self._children.setdefault(labels, child)


def _made(family: Family) -> Any:
    match family.kind:
        case Kind.COUNTER:
            return Counter(family.name, family.meaning, family.labels, registry=None)
        case Kind.HISTOGRAM:
            return Histogram(family.name, family.meaning, family.labels, registry=None, buckets=SECONDS)
        case Kind.GAUGE:
            return Gauge(family.name, family.meaning, family.labels, registry=None, multiprocess_mode=family.over.value)
