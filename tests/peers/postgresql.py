"""A real PostgreSQL: TLS offered, SCRAM, users that may less, and as many databases as tests ask for."""

from __future__ import annotations

import os
import secrets
import signal
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2 import sql

from tests.peers.certificates import Certificates
from tests.peers.process import (
    ServerProcess,
    find_program,
    free_port,
    own_file,
    own_folder,
    run_once,
    service_user,
)

# `hostssl` rows come first: `tls_only` is let in with TLS alone, and `clear_text` is asked for its bare password.
HBA = """
local     all all                      scram-sha-256
hostssl   all tls_only    127.0.0.1/32 scram-sha-256
host      all tls_only    127.0.0.1/32 reject
host      all clear_text  127.0.0.1/32 password
host      all legacy_md5  127.0.0.1/32 md5
host      all all         127.0.0.1/32 scram-sha-256
"""


@dataclass(frozen=True, slots=True)
class PostgresqlServer:
    """Where it is and who may enter. `owner` is a superuser.

    `reader` may SELECT from `customers` (3 rows) in the database `app`, not from `payroll`, and may not enter the
    database `closed`. `tls_only`, `clear_text` and `legacy_md5` enter as their names say, with `reader_password`.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    database: str
    reader: str
    reader_password: str = field(repr=False)
    tls_only: str
    clear_text: str
    legacy_md5: str
    closed_database: str
    ca: Path

    @property
    def url(self) -> str:
        """The superuser's, to the database `app`."""
        return self.url_of(self.database)

    def url_of(self, database: str) -> str:
        return f"postgresql://{self.user}:{quote(self.password, safe='')}@{self.host}:{self.port}/{database}"

    def new_database(self) -> str:
        """Makes an empty database and returns the superuser's URL to it."""
        name = f"t_{secrets.token_hex(8)}"
        self.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url_of(name)

    def execute(self, *statements: sql.Composable | str) -> None:
        """Runs statements as the superuser in `app`, each committed by itself."""
        with closing(psycopg2.connect(self.url)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)


class PostgresqlPeer:
    """Starts one. `durable` leaves fsync on, for tests that kill it."""

    name = "postgresql"
    description = PostgresqlServer

    def __init__(
        self,
        folder: Path,
        certificates: Certificates,
        *,
        durable: bool = False,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self._folder = folder
        self._certificates = certificates
        self._durable = durable
        self._env = env
        self._user = service_user("postgres")
        self._password = secrets.token_hex(16)
        self.port = free_port()
        self.process: ServerProcess | None = None

    def prepare(self) -> None:
        own_folder(self._folder, self._user)
        password_file = own_file(self._folder / "password", self._password.encode(), self._user)
        command = [program("initdb"), "-D", str(self._data), "-U", "owner", f"--pwfile={password_file}"]
        command += ["-A", "scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
        run_once(self._user, command, self._folder / "initdb.log")
        own_file(self._data / "pg_hba.conf", HBA.encode(), self._user)
        own_file(self._data / "server.crt", self._certificates.server.certificate.read_bytes(), self._user)
        own_file(self._data / "server.key", self._certificates.server.key.read_bytes(), self._user)

    def spawn(self) -> None:
        options = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self._folder,
            "ssl": "on",
            "max_connections": 250,
            "shared_buffers": "64MB",
            "password_encryption": "scram-sha-256",
        }
        if not self._durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        command = [program("postgres"), "-D", str(self._data)]
        command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        # SIGINT is its "fast" stop: it does not wait for clients (PostgreSQL, "Shutting Down the Server").
        self.process = ServerProcess(
            command, log=self._folder / "server.log", user=self._user, stop_signal=signal.SIGINT, env=self._env
        )
        self.process.spawn()

    def settle(self) -> PostgresqlServer:
        server = PostgresqlServer(
            host="127.0.0.1",
            port=self.port,
            user="owner",
            password=self._password,
            database="app",
            reader="reader",
            reader_password=secrets.token_hex(16),
            tls_only="tls_only",
            clear_text="clear_text",
            legacy_md5="legacy_md5",
            closed_database="closed",
            ca=self._certificates.ca,
        )
        self.wait_ready(server)
        _furnish(server)
        return server

    def wait_ready(self, server: PostgresqlServer) -> None:
        if self.process is None:
            raise RuntimeError("spawn comes before settle")
        self.process.wait_until(lambda: _connect(server.url_of("postgres")), psycopg2.OperationalError)

    def stop(self) -> None:
        if self.process is not None:
            self.process.stop()

    @property
    def _data(self) -> Path:
        return self._folder / "data"


@dataclass(slots=True)
class DurablePostgresql:
    """A PostgreSQL of one test's own, with fsync on: it may be killed and started again on the same port."""

    server: PostgresqlServer
    peer: PostgresqlPeer

    def kill(self) -> None:
        """The postmaster and every process of it, as a power cut would: those of connections outlive it for a while."""
        process = self.peer.process
        if process is None:
            return
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        process.kill()
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)

    def start_again(self) -> None:
        self.peer.spawn()
        self.peer.wait_ready(self.server)


@contextmanager
def durable_postgresql(folder: Path, certificates: Certificates) -> Iterator[DurablePostgresql]:
    peer = PostgresqlPeer(folder, certificates, durable=True)
    try:
        peer.prepare()
        peer.spawn()
        yield DurablePostgresql(peer.settle(), peer)
    finally:
        peer.stop()


def _furnish(server: PostgresqlServer) -> None:
    with closing(psycopg2.connect(server.url_of("postgres"))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("CREATE DATABASE app")
            cursor.execute("CREATE DATABASE closed")
            cursor.execute("REVOKE CONNECT ON DATABASE closed FROM PUBLIC")
    for user in (server.reader, server.tls_only, server.clear_text):
        server.execute(_role(user, server.reader_password))
    # One session: the md5 form is a setting of the session that stores the password.
    with closing(psycopg2.connect(server.url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("SET password_encryption = 'md5'")
        cursor.execute(_role(server.legacy_md5, server.reader_password))
    server.execute(
        "CREATE TABLE customers (id integer PRIMARY KEY, name text NOT NULL)",
        "INSERT INTO customers VALUES (1, 'Ada'), (2, 'Grace'), (3, 'Edsger')",
        "CREATE TABLE payroll (id integer PRIMARY KEY, salary integer NOT NULL)",
        "GRANT SELECT ON customers TO PUBLIC",
    )


def _role(name: str, password: str) -> sql.Composed:
    return sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(name), sql.Literal(password))


def _connect(url: str) -> None:
    psycopg2.connect(url, connect_timeout=5).close()


def program(name: str) -> str:
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    newest_last = sorted(versions, key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0)
    return find_program(name, *(str(path) for path in newest_last))
