"""Prometheus metrics, counted in each worker and summed over all of them when asked.

prometheus_client's multi-process mode: every process writes a mapped file of its own in one folder, which outlives
workers that are replaced, so that counters never fall back. The supervisor makes the folder before it forks and
removes it when it ends; a worker makes its Metrics after the fork.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

Labels = tuple[str, ...]


@contextmanager
def metrics_folder() -> Iterator[Path]:
    """A private folder for the workers' files, removed at the end; for the supervisor."""
    with tempfile.TemporaryDirectory(prefix="connector-service-metrics-") as folder:
        yield Path(folder)


class Metrics:
    """What the interceptors and the use cases count. Labels are names of the contract: their number is bounded."""

    def __init__(self, folder: Path) -> None:
        # The library has no argument for the folder, and chooses at its import whether to use files at all.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
        values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]  # ships no types here
        self._folder = folder
        self._rpcs = _Counters(
            "connectors_rpcs", "Calls, by method, gRPC code and reason.", ("method", "code", "reason")
        )
        self._seconds = _Histograms("connectors_rpc_seconds", "How long calls took, in seconds.", ("method",))
        self._tests = _Counters(
            "connectors_tests", "Probes made, by connector type, outcome and reason.", ("type", "outcome", "reason")
        )
        self._test_seconds = _Histograms("connectors_test_seconds", "How long probes took, in seconds.", ("type",))
        self._refused = _Counters("connectors_tests_refused", "Tests an open circuit refused.", ("type",))
        self._limited = _Counters("connectors_rate_limited", "Calls over their rate limit.", ("method",))

        self._degraded = Gauge(
            "connectors_limiter_degraded",
            "Workers whose limits and breakers are their own, since Redis is away.",
            multiprocess_mode="livesum",
            registry=None,
        )

    def rpc(self, method: str, code: str, reason: str, seconds: float) -> None:
        """A call ended. `reason` is empty for a success."""
        self._rpcs.of((method, code, reason)).inc()
        self._seconds.of((method,)).observe(seconds)
        if code == "RESOURCE_EXHAUSTED" and reason == "RATE_LIMIT_EXCEEDED":
            self._limited.of((method,)).inc()

    def tested(self, type_name: str, *, success: bool, reason: str, seconds: float) -> None:
        """A probe was made. `reason` is empty for a success."""
        self._tests.of((type_name, "success" if success else "failure", reason)).inc()
        self._test_seconds.of((type_name,)).observe(seconds)

    def circuit_refused(self, type_name: str) -> None:
        """An open circuit answered in place of a probe."""
        self._refused.of((type_name,)).inc()

    def limiter_degraded(self, degraded: bool) -> None:
        """Whether this worker's limits and breakers are its own."""
        self._degraded.set(int(degraded))

    def render(self) -> bytes:
        """All workers' counts together, in Prometheus' text format."""
        self._forget_the_dead()
        registry = CollectorRegistry()
        MultiProcessCollector(registry, path=str(self._folder))  # type: ignore[no-untyped-call]  # ships no types here
        return generate_latest(registry)

    def _forget_the_dead(self) -> None:
        """A gauge says how it is now: those of workers that were replaced say nothing."""
        for path in self._folder.glob("gauge_live*.db"):
            pid = int(path.stem.rpartition("_")[2])
            if not Path(f"/proc/{pid}").exists():
                mark_process_dead(pid, str(self._folder))  # type: ignore[no-untyped-call]  # ships no types here


class _Counters:
    """A counter family. Its children are kept in a plain dict: the library's own look-up takes a lock and a format."""

    def __init__(self, name: str, documentation: str, labels: Labels) -> None:
        self._family = Counter(name, documentation, labels, registry=None)
        self._children: dict[Labels, Counter] = {}

    def of(self, labels: Labels) -> Counter:
        child = self._children.get(labels)
        if child is None:
            child = self._children[labels] = self._family.labels(*labels)
        return child


class _Histograms:
    def __init__(self, name: str, documentation: str, labels: Labels) -> None:
        self._family = Histogram(name, documentation, labels, registry=None, buckets=SECONDS)
        self._children: dict[Labels, Histogram] = {}

    def of(self, labels: Labels) -> Histogram:
        child = self._children.get(labels)
        if child is None:
            child = self._children[labels] = self._family.labels(*labels)
        return child
