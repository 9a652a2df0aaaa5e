"""A real prober for each test, and peers on loopback that the guard is opened for by exact rules.

A worker reaches a prober by its socket, or by gRPC where it runs apart: what holds of the one must hold of the other.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from probes.egress.policy import EgressPolicy
from probes.isolation.prober import Prober
from probes.isolation.runner import ProbeRunner
from probes.run import Job
from server.prober.remote import RemoteRunner
from tests.prober.remote import remote_runner

AnyRunner = ProbeRunner | RemoteRunner
Reach = Callable[[Prober], AnyRunner]


@dataclass(frozen=True)
class Peers:
    """`greeting` answers at once, `silent` accepts and says nothing; the guard was not opened for `closed`."""

    greeting: int
    silent: int
    closed: int


@contextmanager
def _listening(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as server:

        def accept() -> None:
            while True:
                try:
                    peer, _ = server.accept()
                except OSError:
                    return
                serve(peer)

        thread = threading.Thread(target=accept)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.fixture(scope="session")
def peers() -> Iterator[Peers]:
    held: list[socket.socket] = []

    def greet(peer: socket.socket) -> None:
        with peer:
            peer.sendall(b"hello\n")

    with _listening(greet) as greeting, _listening(held.append) as silent, _listening(held.append) as closed:
        yield Peers(greeting, silent, closed)
    for peer in held:
        peer.close()


def prober_for(peers: Peers, **options: Any) -> Prober:
    """Not started yet."""
    policy = EgressPolicy.parse([f"127.0.0.1:{peers.greeting}", f"127.0.0.1:{peers.silent}"], [])
    return Prober(policy, preload=["tests.isolation.hostile"], **options)


@pytest.fixture
def start_prober(peers: Peers) -> Iterator[Callable[..., Prober]]:
    started: list[Prober] = []

    def start(**options: Any) -> Prober:
        prober = prober_for(peers, **options)
        started.append(prober)
        prober.start()
        return prober

    yield start
    for prober in started:
        prober.stop()


@pytest.fixture
def prober(start_prober: Callable[..., Prober]) -> Prober:
    return start_prober()


@pytest.fixture(params=["by its socket", "by gRPC"])
def reach(request: pytest.FixtureRequest) -> Iterator[Reach]:
    """Gives a runner for a prober that was started."""
    with ExitStack() as stack:

        def reached(prober: Prober) -> AnyRunner:
            local = ProbeRunner(prober.socket_path)
            return local if request.param == "by its socket" else stack.enter_context(remote_runner(local))

        yield reached


@pytest.fixture
def runner(reach: Reach, prober: Prober) -> AnyRunner:
    return reach(prober)


def job(
    kind: str, *, tenant: str = "acme", connector: str = "conn_1", seconds: float = 10, **parameters: object
) -> Job:
    """A test of one of the probes in hostile.py."""
    return Job(tenant, connector, f"test_{kind}", "", dict(parameters), {"password": "s3cr3t"}, seconds)


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
