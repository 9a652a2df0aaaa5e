"""A PostgreSQL and its streaming standby, synchronous, as a pair that fails over."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from tests.isolation.test_lifecycle import eventually
from tests.peers.certificates import Certificates
from tests.peers.postgresql import PostgresqlPeer, PostgresqlServer, program
from tests.peers.process import ServerProcess, free_port, own_folder, run_once, service_user

REPLICATION = "host replication all 127.0.0.1/32 scram-sha-256\n"


@dataclass(frozen=True)
class Pair:
    """`url` names both; what the primary acknowledged is on the standby too."""

    primary: PostgresqlServer
    standby_port: int
    process: ServerProcess

    @property
    def url(self) -> str:
        head, _ = self.primary.url_of("postgres").split("@")
        return f"{head}@127.0.0.1:{self.primary.port},127.0.0.1:{self.standby_port}/postgres"

    def promote_standby(self) -> None:
        with closing(psycopg2.connect(self._standby_url)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_promote()")

    def kill_primary(self) -> None:
        self.process.kill()

    @property
    def _standby_url(self) -> str:
        head, _ = self.primary.url_of("postgres").split("@")
        return f"{head}@127.0.0.1:{self.standby_port}/postgres"


@contextmanager
def primary_and_standby(folder: Path, certificates: Certificates) -> Iterator[Pair]:
    user = service_user("postgres")
    peer = PostgresqlPeer(folder / "primary", certificates, durable=True)
    standby: ServerProcess | None = None
    try:
        peer.prepare()
        with (folder / "primary" / "data" / "pg_hba.conf").open("a") as rules:
            rules.write(REPLICATION)
        peer.spawn()
        server = peer.settle()
        port = free_port()
        standby = _spawn_standby(folder, server, port, user)
        server.execute("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")
        assert eventually(lambda: _is_synchronous(server))
        assert peer.process is not None
        yield Pair(server, port, peer.process)
    finally:
        if standby is not None:
            standby.stop()
        peer.stop()


def _spawn_standby(folder: Path, server: PostgresqlServer, port: int, user: str) -> ServerProcess:
    own_folder(folder / "standby", user)
    data = folder / "standby" / "data"
    source = server.url_of("postgres")
    run_once(user, [program("pg_basebackup"), "-R", "-c", "fast", "-D", str(data), "-d", source], folder / "copy.log")
    options = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": folder / "standby",
        "ssl": "on",
        "max_connections": 250,  # a standby's must be as many as its primary's
        "shared_buffers": "16MB",
    }
    command = [program("postgres"), "-D", str(data)]
    command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    process = ServerProcess(command, log=folder / "standby.log", user=user, stop_signal=signal.SIGINT)
    process.spawn()
    return process


def _is_synchronous(server: PostgresqlServer) -> bool:
    with closing(psycopg2.connect(server.url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")
        row = cursor.fetchone()
    return row == (1,)
