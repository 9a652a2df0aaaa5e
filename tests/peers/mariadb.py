"""A real MariaDB: TLS offered, users that may less, one that must use TLS."""

from __future__ import annotations

import secrets
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pymysql

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


@dataclass(frozen=True, slots=True)
class MariadbServer:
    """Where it is and who may enter. `owner` may do everything.

    `reader` may SELECT in the database `app` (table `customers`, 3 rows) and not enter `closed`.
    `tls_only` is the same with REQUIRE SSL, and shares `reader_password`.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    database: str
    reader: str
    reader_password: str = field(repr=False)
    tls_only: str
    closed_database: str
    ca: Path

    def new_database(self) -> str:
        """Makes an empty database and returns its name."""
        name = f"t_{secrets.token_hex(8)}"
        self.execute(f"CREATE DATABASE `{name}`")
        return name

    def execute(self, *statements: str) -> None:
        """Runs statements as the owner, each committed by itself."""
        with closing(self._connect()) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def _connect(self) -> pymysql.connections.Connection[pymysql.cursors.Cursor]:
        return pymysql.connect(
            host=self.host, port=self.port, user=self.user, password=self.password, autocommit=True, connect_timeout=5
        )


class MariadbPeer:
    name = "mariadb"
    description = MariadbServer

    def __init__(self, folder: Path, certificates: Certificates) -> None:
        self._folder = folder
        self._certificates = certificates
        self._user = service_user("mysql")
        self._process: ServerProcess | None = None
        self._server = MariadbServer(
            host="127.0.0.1",
            port=free_port(),
            user="owner",
            password=secrets.token_hex(16),
            database="app",
            reader="reader",
            reader_password=secrets.token_hex(16),
            tls_only="tls_only",
            closed_database="closed",
            ca=certificates.ca,
        )

    def prepare(self) -> None:
        own_folder(self._folder, self._user)
        command = [find_program("mariadb-install-db"), "--no-defaults", f"--datadir={self._data}"]
        command += [f"--user={self._user}", "--auth-root-authentication-method=normal", "--skip-test-db"]
        run_once(self._user, command, self._folder / "install.log")
        own_file(self._folder / "server.key", self._certificates.server.key.read_bytes(), self._user)
        own_file(self._folder / "init.sql", _init(self._server).encode(), self._user)

    def spawn(self) -> None:
        command = [
            find_program("mariadbd"),
            "--no-defaults",
            f"--user={self._user}",
            f"--datadir={self._data}",
            "--bind-address=127.0.0.1",
            f"--port={self._server.port}",
            f"--socket={self._folder / 'server.sock'}",
            f"--pid-file={self._folder / 'server.pid'}",
            "--skip-name-resolve",
            "--max-connections=200",
            # Failed logins are what the tests do; the server must not block us for them.
            "--max-connect-errors=1000000",
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-buffer-pool-size=32M",
            f"--init-file={self._folder / 'init.sql'}",
            f"--ssl-ca={self._certificates.ca}",
            f"--ssl-cert={self._certificates.server.certificate}",
            f"--ssl-key={self._folder / 'server.key'}",
        ]
        self._process = ServerProcess(command, log=self._folder / "server.log", user=self._user)
        self._process.spawn()

    def settle(self) -> MariadbServer:
        if self._process is None:
            raise RuntimeError("spawn comes before settle")
        self._process.wait_until(lambda: self._server.execute("SELECT 1 FROM app.customers"), pymysql.MySQLError)
        return self._server

    def stop(self) -> None:
        if self._process is not None:
            self._process.stop()

    @property
    def _data(self) -> Path:
        return self._folder / "data"


def _init(server: MariadbServer) -> str:
    """--init-file takes one statement a line."""
    statements = [
        f"CREATE USER 'owner'@'%' IDENTIFIED BY '{server.password}'",
        "GRANT ALL ON *.* TO 'owner'@'%' WITH GRANT OPTION",
        "CREATE DATABASE app",
        "CREATE DATABASE closed",
        "CREATE TABLE app.customers (id INT PRIMARY KEY, name VARCHAR(50) NOT NULL)",
        "INSERT INTO app.customers VALUES (1, 'Ada'), (2, 'Grace'), (3, 'Edsger')",
        f"CREATE USER 'reader'@'%' IDENTIFIED BY '{server.reader_password}'",
        f"CREATE USER 'tls_only'@'%' IDENTIFIED BY '{server.reader_password}' REQUIRE SSL",
        "GRANT SELECT ON app.* TO 'reader'@'%'",
        "GRANT SELECT ON app.* TO 'tls_only'@'%'",
        "ALTER USER 'root'@'localhost' ACCOUNT LOCK",
    ]
    return "".join(f"{statement};\n" for statement in statements)
