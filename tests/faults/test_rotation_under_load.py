"""The keys are rotated while two services serve, and the rotation is killed in its middle: nobody notices."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import requests

from server import settings
from server.commands import keys as commands
from server.connectors.sealing import Sealer, Secrets
from server.storage.database import Database, open_database
from server.storage.key_check import KeyCheckStore
from server.storage.key_uses import KeyUses
from server.storage.repository import ConnectorRepository
from server.storage.resealing import ResealStore
from server.storage.tenant_keys import TenantKeyStore
from server.vault.envelope import SecretContext
from server.vault.key_check import open_vault
from server.vault.keyring import KeyringError
from server.vault.vault import Vault
from tests.e2e.neighbours import HttpOrigin, http_origin
from tests.e2e.service import Service, service_in
from tests.faults.calls import Connectors
from tests.peers.postgresql import PostgresqlServer
from tests.storage.records import EVENT, a_record
from tests.vault.vaults import sealed_in_format_1

TENANTS = ("acme", "other", "third", "fourth")  # one a client: a tenant may test 100 times a minute
ROWS = 400  # enough that a rotation is still under way when it is killed after its first batch
PAUSE_SECONDS = 0.8  # between a client's rounds


@dataclass
class Client:
    """Reads, tests and updates one connector at one service until told to stop; keeps every answer that is wrong."""

    connectors: Connectors
    connector_id: str
    http: HttpOrigin
    stop: threading.Event
    rounds: int = 0
    wrong: list[str] = field(default_factory=list)

    def run(self) -> None:
        while not self.stop.wait(PAUSE_SECONDS):
            self.rounds += 1
            self._right("list", self.connectors.call("GET"))
            self._right("get", self.connectors.call("GET", f"/{self.connector_id}"))
            change = {
                "id": self.connector_id,
                "description": f"round {self.rounds}",
                "authConfig": {"username": self.http.user, "password": self.http.password},
            }
            self._right("update", self.connectors.call("PUT", json=change))
            tested = self.connectors.test(self.connector_id)
            self._right("test", tested)
            if tested.ok and not tested.json()["success"]:
                self.wrong.append(f"test: {tested.text}")

    def _right(self, what: str, answer: requests.Response) -> None:
        if answer.status_code != 200:
            self.wrong.append(f"{what}: {answer.status_code} {answer.text}")


@dataclass
class World:
    services: list[Service]
    http: HttpOrigin
    database: Database
    keyring: Path

    def keys(self, *arguments: str) -> None:
        """`python -m server keys …`, in this process."""
        parser = argparse.ArgumentParser()
        commands.add_to(parser.add_subparsers())
        parsed = parser.parse_args(["keys", *arguments])
        assert parsed.run(settings.load(self.services[0].environ), parsed) == 0

    def rotating(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "server", "keys", "rotate"],
            env=dict(self.services[0].environ),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def vault(self) -> Vault:
        checks, keys = KeyCheckStore(self.database), TenantKeyStore(self.database)
        return open_vault(self.keyring, checks, keys, may_create=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    url = f"sqlite:///{tmp_path / 'connectors.db'}"
    if request.param == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql_server")
        url = server.new_database()
    keyring = tmp_path / "keyring.json"
    with http_origin() as http, ExitStack() as stack:
        given = {
            "database_url": url,
            "keyring": str(keyring),
            "workers": "1",
            "egress_allow": f"127.0.0.1:{http.port}",
            "log_level": "info",
        }
        services = [service_in(tmp_path / f"service-{number}", **given) for number in range(2)]
        world = World(services, http, open_database(url, 2), keyring)
        (tmp_path / "service-0" / "data").mkdir(mode=0o700)
        world.keys("create")
        for service in services:
            service.spawn()
            stack.callback(service.stop)
        for service in services:
            service.wait_ready()
        yield world
        world.database.close()


def test_nobody_notices_a_rotation_that_is_killed_and_run_again(world: World) -> None:
    [old] = world.vault().keyring.key_ids
    expected = fill(world, old)
    stop = threading.Event()
    clients = []
    for number, tenant in enumerate(TENANTS):
        connectors = Connectors(world.services[number % 2], tenant)
        auth = {"username": world.http.user, "password": world.http.password}
        made = connectors.create("rest_api", {"url": f"{world.http.url}/guarded"}, auth)
        clients.append(Client(connectors, made, world.http, stop))
    with ThreadPoolExecutor(len(clients)) as pool:
        running = [pool.submit(client.run) for client in clients]
        try:
            world.keys("add", "new")
            world.keys("promote", "new")
            with pytest.raises(KeyringError, match=f"key {old} is still needed by .*[0-9]+ connectors"):
                world.keys("retire", old)
            kill_in_the_middle(world)
            left = ResealStore(world.database).count()
            assert 0 < left < ROWS, "the rotation was not killed in its middle"
            with world.rotating() as again:
                said = again.communicate(timeout=60)
            assert again.returncode == 0, said
        finally:
            stop.set()
        for client in running:
            client.result(60)
    assert [client.wrong for client in clients] == [[]] * len(clients)
    assert all(client.rounds > 3 for client in clients)
    assert KeyUses(world.database).of(old) == {}
    world.keys("retire", old)
    assert_all_open(world, expected, clients)


def fill(world: World, old: str) -> dict[tuple[str, str], str]:
    """Connectors of both formats, put beside the API for speed. Their passwords, by (tenant, id)."""
    vault, repository = world.vault(), ConnectorRepository(world.database)
    sealer, key = Sealer(vault), vault.keyring.get(old) or b""
    passwords = {}
    for number in range(ROWS):
        tenant = TENANTS[number % len(TENANTS)]
        record, password = a_record(tenant), f"password {number}"
        if number % 2:
            record = sealer.seal(record, Secrets({"password": password}))
        else:
            context = SecretContext(tenant, record.id, "authConfig", 1)
            value = f'{{"password":"{password}"}}'.encode()
            record = replace(record, sealed_auth=sealed_in_format_1(key, old, context, value))
        repository.for_tenant(tenant).insert(record, replace(EVENT, tenant=tenant))
        passwords[tenant, record.id] = password
    return passwords


def kill_in_the_middle(world: World) -> None:
    with world.rotating() as rotating:
        assert rotating.stdout is not None
        assert any(line.startswith("sealed anew") for line in rotating.stdout)
        rotating.send_signal(signal.SIGKILL)
        rotating.wait(10)


def assert_all_open(world: World, expected: dict[tuple[str, str], str], clients: list[Client]) -> None:
    sealer, repository = Sealer(world.vault()), ConnectorRepository(world.database)
    for (tenant, connector_id), password in expected.items():
        record = repository.for_tenant(tenant).get(connector_id)
        assert record is not None
        assert sealer.open(record).credentials == {"password": password}
    for client in clients:
        row = client.connectors.row(client.connector_id)
        assert (row["description"], row["status"]) == (f"round {client.rounds}", "active")
