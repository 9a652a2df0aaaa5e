"""The pytest plugin of the peers (loaded by tests/conftest.py): session fixtures, and the hand-over under xdist."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.peers.azurite_blob import AzuriteServer
from tests.peers.certificates import Certificates
from tests.peers.clickhouse import ClickhouseServer
from tests.peers.influxdb import InfluxdbServer
from tests.peers.mariadb import MariadbServer
from tests.peers.mongodb import MongodbServer
from tests.peers.moto import MotoServer
from tests.peers.postgresql import DurablePostgresql, PostgresqlServer, durable_postgresql
from tests.peers.rabbitmq import RabbitmqServer
from tests.peers.session import KINDS, DescribedPeers, PeerSession
from tests.peers.sshd import SshServer
from tests.peers.valkey import ValkeyServer

PEERS: pytest.StashKey[PeerSession | DescribedPeers] = pytest.StashKey()


def pytest_configure(config: pytest.Config) -> None:
    wire = getattr(config, "workerinput", {}).get("peers")
    config.stash[PEERS] = DescribedPeers(wire) if wire else PeerSession()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Runs in xdist's controller for each worker that it is about to start."""
    session = node.config.stash[PEERS]
    session.start(list(KINDS))
    node.workerinput["peers"] = session.to_wire()


def pytest_unconfigure(config: pytest.Config) -> None:
    peers = config.stash.get(PEERS, None)
    if isinstance(peers, PeerSession):
        peers.stop()


@pytest.fixture(scope="session")
def certificates(pytestconfig: pytest.Config) -> Certificates:
    """A CA, server certificates that are right and wrong in one way each, a client's."""
    found: Certificates = pytestconfig.stash[PEERS].describe("certificates")
    return found


@pytest.fixture(scope="session")
def azurite_server(pytestconfig: pytest.Config) -> AzuriteServer:
    """Azure Blob Storage by Microsoft's emulator, over TLS."""
    found: AzuriteServer = pytestconfig.stash[PEERS].describe("azurite")
    return found


@pytest.fixture(scope="session")
def clickhouse_server(pytestconfig: pytest.Config) -> ClickhouseServer:
    """A real ClickHouse, over HTTP."""
    found: ClickhouseServer = pytestconfig.stash[PEERS].describe("clickhouse")
    return found


@pytest.fixture(scope="session")
def influxdb_server(pytestconfig: pytest.Config) -> InfluxdbServer:
    """A real InfluxDB 1.x, authentication on."""
    found: InfluxdbServer = pytestconfig.stash[PEERS].describe("influxdb")
    return found


@pytest.fixture(scope="session")
def postgresql_server(pytestconfig: pytest.Config) -> PostgresqlServer:
    """A real PostgreSQL; `new_database()` gives a test one of its own."""
    found: PostgresqlServer = pytestconfig.stash[PEERS].describe("postgresql")
    return found


@pytest.fixture(scope="session")
def mariadb_server(pytestconfig: pytest.Config) -> MariadbServer:
    """A real MariaDB."""
    found: MariadbServer = pytestconfig.stash[PEERS].describe("mariadb")
    return found


@pytest.fixture(scope="session")
def mongodb_server(pytestconfig: pytest.Config) -> MongodbServer:
    """MongoDB's protocol by SecantusDB, authorisation on."""
    found: MongodbServer = pytestconfig.stash[PEERS].describe("mongodb")
    return found


@pytest.fixture(scope="session")
def moto_server(pytestconfig: pytest.Config) -> MotoServer:
    """Amazon's APIs by moto, authorisation on."""
    found: MotoServer = pytestconfig.stash[PEERS].describe("moto")
    return found


@pytest.fixture(scope="session")
def rabbitmq_server(pytestconfig: pytest.Config) -> RabbitmqServer:
    """A real RabbitMQ."""
    found: RabbitmqServer = pytestconfig.stash[PEERS].describe("rabbitmq")
    found.wait()
    return found


@pytest.fixture(scope="session")
def ssh_server(pytestconfig: pytest.Config) -> SshServer:
    """A real OpenSSH server with SFTP."""
    found: SshServer = pytestconfig.stash[PEERS].describe("sshd")
    return found


@pytest.fixture(scope="session")
def valkey_server(pytestconfig: pytest.Config) -> ValkeyServer:
    """A real Valkey or Redis; tests share it, so they use key prefixes of their own."""
    found: ValkeyServer = pytestconfig.stash[PEERS].describe("valkey")
    return found


@pytest.fixture
def durable_postgresql_server(certificates: Certificates) -> Iterator[DurablePostgresql]:
    """A PostgreSQL of the test's own with fsync on, for tests that kill it and start it again."""
    with tempfile.TemporaryDirectory(prefix="peers-") as folder:
        Path(folder).chmod(0o711)
        with durable_postgresql(Path(folder) / "postgresql", certificates) as running:
            yield running
