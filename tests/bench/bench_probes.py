"""Probes per second and latency through the prober, beside a bare thread pool that does the same in this process.

    python -m tests.bench.bench_probes

The pool has no bounds, no isolation and no egress guard: the ratio is what those cost. Rounds of both alternate and
the medians are compared, so that a busy machine disturbs both alike.
"""

from __future__ import annotations

import socket
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from probes.egress.policy import EgressPolicy
from probes.isolation.prober import Prober
from probes.isolation.runner import ProbeRunner
from tests.isolation.conftest import job

IN_FLIGHT = 64
ROUNDS = 5


@dataclass(frozen=True)
class Round:
    """One round: probes per second, and latencies in milliseconds."""

    rate: float
    p50: float
    p99: float


@contextmanager
def peer(delay: float) -> Iterator[int]:
    """Greets every connection after `delay` seconds, on a thread of its own for each."""
    server = socket.create_server(("127.0.0.1", 0), backlog=1024)

    def greet(sock: socket.socket) -> None:
        with sock:
            time.sleep(delay)
            sock.sendall(b"hello\n")

    def accept(pool: ThreadPoolExecutor) -> None:
        while True:
            try:
                sock, _ = server.accept()
            except OSError:
                return
            pool.submit(greet, sock)

    with ThreadPoolExecutor(2 * IN_FLIGHT) as pool:
        thread = threading.Thread(target=accept, args=(pool,))
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()


def measure(call: Callable[[int], None], count: int) -> Round:
    latencies: list[float] = []

    def timed(number: int) -> None:
        begun = time.perf_counter()
        call(number)
        latencies.append(1000 * (time.perf_counter() - begun))

    with ThreadPoolExecutor(IN_FLIGHT) as pool:
        begun = time.perf_counter()
        list(pool.map(timed, range(count)))
        took = time.perf_counter() - begun
    cuts = statistics.quantiles(latencies, n=100)
    return Round(count / took, cuts[49], cuts[98])


def by_prober(runner: ProbeRunner, port: int) -> Callable[[int], None]:
    def call(number: int) -> None:
        # Of many tenants, or the share of one would be what is measured.
        probe = job("knock", tenant=f"tenant{number % 32}", connector=f"conn_{number}", host="127.0.0.1", port=port)
        result = runner.run(probe)
        if not result.success:
            raise SystemExit(f"a probe failed: {result.message}")

    return call


def by_pool(port: int) -> Callable[[int], None]:
    def call(_number: int) -> None:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as sock:
            sock.recv(64)

    return call


def compare(title: str, port: int, runner: ProbeRunner, count: int) -> None:
    calls = {"prober": by_prober(runner, port), "thread pool": by_pool(port)}
    rounds: dict[str, list[Round]] = {name: [] for name in calls}
    for call in calls.values():
        measure(call, IN_FLIGHT)  # warm
    for _ in range(ROUNDS):
        for name, call in calls.items():
            rounds[name].append(measure(call, count))
    _report(title)
    medians = {}
    for name, found in rounds.items():
        median = Round(
            *(statistics.median(getattr(each, part) for each in found) for part in ("rate", "p50", "p99")),
        )
        medians[name] = median
        _report(f"  {name:12} {median.rate:7.0f} /s   p50 {median.p50:7.1f} ms   p99 {median.p99:7.1f} ms")
    prober, pool = medians["prober"], medians["thread pool"]
    _report(
        f"  ratio        {prober.rate / pool.rate:7.2f}      p50 {prober.p50 / pool.p50:7.2f}      "
        f"p99 {prober.p99 / pool.p99:7.2f}"
    )


def _report(line: str) -> None:
    sys.stdout.write(line + "\n")


def main() -> int:
    with peer(0) as prompt, peer(0.2) as slow:
        policy = EgressPolicy.parse([f"127.0.0.1:{prompt}", f"127.0.0.1:{slow}"], [])
        prober = Prober(policy, concurrency=2 * IN_FLIGHT, preload=["tests.isolation.hostile"])
        prober.start()
        try:
            runner = ProbeRunner(prober.socket_path)
            compare(f"peer answers at once, {IN_FLIGHT} in flight", prompt, runner, 400)
            compare(f"peer answers in 200 ms, {IN_FLIGHT} in flight", slow, runner, 400)
        finally:
            prober.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
