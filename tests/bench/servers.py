"""What is measured, running: the service, and the bare servers beside it. All on loopback, all ended with us."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.load import LoadFailed
from tests.bench.processes import cpu_seconds
from tests.bench.rounds import Turn
from tests.e2e.service import Service, environment, service_in
from tests.peers.process import find_program, free_port, tail

ROOT = Path(__file__).resolve().parents[2]
WORKERS = 2
THREADS = 8  # CONNECTORS_GRPC_THREADS' default
START_SECONDS = 60.0


class ServerFailed(Exception):
    """A server did not come up. Holds the end of its log."""


@dataclass(frozen=True, slots=True)
class Target:
    """A server, and every process of it."""

    address: str
    pids: Callable[[], Sequence[int]]

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def turn(self, load: Callable[[], tuple[int, float]]) -> Turn:
        """One turn of `load`, which says how many were answered in how many seconds."""
        pids = self.pids()
        before = cpu_seconds(pids)
        answers, seconds = load()
        if answers == 0:
            raise LoadFailed("there was no answer at all")
        return Turn(answers / seconds, (cpu_seconds(pids) - before) / answers)


@contextmanager
def service(folder: Path, **settings: str) -> Iterator[Service]:
    """With its defaults, but for the quota of a tenant; log lines go to a file."""
    own = {"workers": str(WORKERS), "log_level": "info", "max_connectors_per_tenant": "1000000000"}
    running = service_in(folder, **{**own, "max_bytes_per_tenant": str(10**15), **settings})
    with ExitStack() as stack:
        running.spawn()
        stack.callback(running.stop)
        running.wait_ready()
        yield running


def grpc_of(running: Service) -> Target:
    return Target(running.grpc_address, lambda: [running.pid, *running.processes()])


def rest_of(running: Service) -> Target:
    return Target(running.rest_address, lambda: [running.pid, *running.processes()])


@contextmanager
def bare_grpc(folder: Path, workers: int = WORKERS) -> Iterator[Target]:
    """See tests/bench/bare_grpc.py for what `folder` holds."""
    address = f"127.0.0.1:{free_port()}"
    arguments = ["-m", "tests.bench.bare_grpc", str(folder), address, str(THREADS)]
    with programs([sys.executable, *arguments], workers, folder / "bare_grpc.log", address) as pids:
        yield Target(address, lambda: pids)


@contextmanager
def bare_rest(folder: Path, workers: int = WORKERS) -> Iterator[Target]:
    """See tests/bench/bare_rest.py."""
    address = f"127.0.0.1:{free_port()}"
    arguments = ["-m", "tests.bench.bare_rest", str(folder), address.rpartition(":")[2]]
    with programs([sys.executable, *arguments], workers, folder / "bare_rest.log", address) as pids:
        yield Target(address, lambda: pids)


@contextmanager
def programs(
    command: Sequence[str], count: int, log: Path, address: str, environ: Mapping[str, str] | None = None
) -> Iterator[Sequence[int]]:
    """So many of a program that share an address, until the end of the block. Raises ServerFailed."""
    started: list[subprocess.Popen[bytes]] = []
    with ExitStack() as stack:
        for _ in range(count):
            started.append(spawned(command, log, environ))
            stack.callback(ended, started[-1])
        for process in started:
            wait_listening(process, address, log)
        if count > 1:
            time.sleep(0.5)  # the first to listen answers for all: the others are there by now
        yield [process.pid for process in started]


def spawned(command: Sequence[str], log: Path, environ: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    with log.open("ab") as sink:
        return subprocess.Popen(
            [find_program("setpriv"), "--pdeathsig", "TERM", "--", *command],
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            cwd=ROOT,
            env=dict(environ or environment()),
            start_new_session=True,
        )


def ended(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


def wait_listening(process: subprocess.Popen[bytes], address: str, log: Path, seconds: float = START_SECONDS) -> None:
    """Until something accepts connections there. Raises ServerFailed."""
    host, _, port = address.rpartition(":")
    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise ServerFailed(f"{log.name} says: {tail(log, 500)}") from None
            time.sleep(0.01)
        else:
            return
