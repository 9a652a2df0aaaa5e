"""Fixtures of the whole service (loaded by tests/conftest.py)."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.neighbours import HttpOrigin, http_origin, silent_peer
from tests.e2e.service import Service, service_in
from tests.peers.mariadb import MariadbServer
from tests.peers.moto import MotoServer
from tests.peers.postgresql import PostgresqlServer
from tests.peers.process import free_port

# The whole of one test against the silent peer; the others answer in milliseconds.
PROBE_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Everything that the shared service may dial, each by an exact rule. Nothing listens on `closed_port`."""

    postgresql: PostgresqlServer
    mariadb: MariadbServer
    moto: MotoServer
    http: HttpOrigin
    silent_port: int
    closed_port: int

    @property
    def rules(self) -> str:
        ports = [self.postgresql.port, self.mariadb.port, self.moto.port, self.http.port]
        ports += [self.silent_port, self.closed_port]
        return ",".join(f"{host}:{port}" for host in ("127.0.0.1", "localhost") for port in ports)


@pytest.fixture(scope="session")
def neighbourhood(
    postgresql_server: PostgresqlServer, mariadb_server: MariadbServer, moto_server: MotoServer
) -> Iterator[Neighbourhood]:
    with http_origin() as http, silent_peer() as silent_port:
        yield Neighbourhood(postgresql_server, mariadb_server, moto_server, http, silent_port, free_port())


@pytest.fixture(scope="session")
def service(neighbourhood: Neighbourhood, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One for all tests that only call it. Each test uses a tenant of its own."""
    started = service_in(
        tmp_path_factory.mktemp("service"),
        egress_allow=neighbourhood.rules,
        probe_timeout_seconds=str(PROBE_SECONDS),
    )
    with ExitStack() as stack:
        stack.callback(_end, started)
        started.start()
        yield started


@pytest.fixture
def start_service(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Starts services of the test's own: `start_service(egress_allow=…, workers="1")`; all end with the test."""
    numbers = itertools.count()
    with ExitStack() as stack:

        def start(**settings: str) -> Service:
            made = service_in(tmp_path / f"service-{next(numbers)}", **settings)
            stack.callback(_end, made)
            made.start()
            return made

        yield start


@pytest.fixture
def tenant() -> str:
    """A tenant that no other test knows."""
    return f"t-{uuid.uuid4().hex}"


def _end(service: Service) -> None:
    if service.process is not None and service.process.poll() is None:
        service.stop()
