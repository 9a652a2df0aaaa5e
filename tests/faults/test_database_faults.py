"""The whole service while its PostgreSQL is killed, slow, full of connections, or behind another address."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass

import psycopg2
import pytest
import requests

from tests.e2e.service import Service
from tests.faults.calls import Connectors
from tests.faults.folders import passable_folder
from tests.faults.replicas import replicas
from tests.faults.tcp_proxy import TcpProxy, tcp_proxy
from tests.isolation.test_lifecycle import eventually
from tests.peers.certificates import Certificates
from tests.peers.postgresql import DurablePostgresql, durable_postgresql

BOUND_SECONDS = 25.0  # a pool's wait, a dial and a statement, on a busy machine
ROLE, PASSWORD, CONNECTIONS = "app_owner", "app-owner-password", 12


@dataclass(frozen=True)
class World:
    """A service of two workers whose way to the database leads through `proxy`, as a role of so many connections."""

    service: Service
    connectors: Connectors
    proxy: TcpProxy
    postgresql: DurablePostgresql
    kept: str  # a connector that is there all the time

    def outcome(self, method: str = "GET", path: str = "", **options: object) -> tuple[int, str]:
        """Status and message; in bounded time."""
        begun = time.monotonic()
        answer = self.connectors.call(method, path, **options)
        assert time.monotonic() - begun < BOUND_SECONDS
        return answer.status_code, answer.json().get("message", "")

    def is_ready(self) -> bool:
        return requests.get(f"{self.service.url}/readyz", timeout=BOUND_SECONDS).status_code == 200

    def is_itself_again(self) -> None:
        """Without a restart, and with what was stored."""
        assert eventually(self.is_ready)
        assert self.connectors.row(self.kept)["name"] == "kept"
        assert self.connectors.create("braze", {}, {}, f"after {time.monotonic_ns()}")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, certificates: Certificates) -> Iterator[World]:
    with (
        passable_folder() as folder,
        durable_postgresql(folder / "postgresql", certificates) as running,
        tcp_proxy(running.server.port) as proxy,
    ):
        running.server.execute(
            f"CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}' CONNECTION LIMIT {CONNECTIONS}",
            f"CREATE DATABASE connectors OWNER {ROLE}",
        )
        url = f"postgresql://{ROLE}:{PASSWORD}@127.0.0.1:{proxy.port}/connectors"
        with replicas(tmp_path_factory.mktemp("database-faults"), 1, database_url=url, database_pool="4") as [service]:
            connectors = Connectors(service, "acme")
            yield World(service, connectors, proxy, running, connectors.create("braze", {}, {}, "kept"))


def test_killed_and_started_again(world: World) -> None:
    world.postgresql.kill()
    world.proxy.cut()
    try:
        with ThreadPoolExecutor(8) as pool:
            outcomes = set(pool.map(lambda _: world.outcome(), range(16)))
        assert outcomes == {(503, "the database cannot be reached")}
        assert eventually(lambda: not world.is_ready())
        assert requests.get(f"{world.service.url}/healthz", timeout=10).status_code == 200
    finally:
        world.postgresql.start_again()
    world.is_itself_again()


def test_slow_answers_are_waited_for(world: World) -> None:
    world.proxy.delay = 0.2
    try:
        assert world.outcome()[0] == 200
        assert world.outcome("POST", json={"name": "slowly", "type": "braze"})[0] == 201
    finally:
        world.proxy.delay = 0.0


def test_answers_that_do_not_come_are_given_up(world: World) -> None:
    world.proxy.delay = 60.0
    try:
        with ThreadPoolExecutor(16) as pool:
            outcomes = list(pool.map(lambda _: world.outcome(), range(16)))
        assert {status for status, _ in outcomes} == {503}
    finally:
        world.proxy.delay = 0.0
    world.is_itself_again()


@contextmanager
def every_connection_taken(world: World) -> Iterator[None]:
    world.proxy.cut()
    dsn = f"postgresql://{ROLE}:{PASSWORD}@127.0.0.1:{world.postgresql.server.port}/connectors"
    taken: list[psycopg2.extensions.connection] = []

    def all_are() -> bool:
        try:
            taken.append(psycopg2.connect(dsn))
        except psycopg2.OperationalError as error:
            return "too many connections" in str(error)
        return False

    try:
        assert eventually(all_are)
        yield
    finally:
        for connection in taken:
            with closing(connection):
                pass


def test_a_connection_limit_that_others_have_reached_is_told(world: World) -> None:
    with every_connection_taken(world):
        assert world.outcome() == (503, "the database has no connection left")
        assert eventually(lambda: not world.is_ready())
    world.is_itself_again()


def test_an_address_that_leads_to_another_server_is_followed(world: World, certificates: Certificates) -> None:
    """As a virtual IP or a load balancer fails over: the old connections break, new ones reach the other server."""
    with passable_folder() as folder, durable_postgresql(folder / "other", certificates) as other:
        world.proxy.target = other.server.port
        world.proxy.cut()
        assert world.outcome()[0] == 503  # it does not know this role
        world.proxy.target = world.postgresql.server.port
        world.is_itself_again()
