"""The service's own database: statements and transactions over a bounded pool, with our errors alone coming out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import peewee
import psycopg2
from psycopg2.extensions import parse_dsn

from server.errors import Unavailable
from server.settings import WrongSetting
from server.storage import postgresql, sqlite
from server.storage.faults import translated, unstorable_refused
from server.storage.shared_state.location import path_of_this_boot
from server.storage.statement import Statement, compile_statement
from server.storage.watched_connections import WatchedConnections

WRITER_WAIT_SECONDS = 5.0
SQLITE_PREFIX = "sqlite:///"

Row = tuple[Any, ...]

logging.getLogger("peewee").setLevel(logging.INFO)  # its debug lines hold every bound value


class Database:
    """Nothing is opened before the first statement, so it may be made before a fork.

    A thread holds a connection only while a statement or a transaction runs. Every method may raise Unavailable, in
    a bounded time; see faults.py for the rest. `span` goes round each statement or transaction, for traces.
    """

    def __init__(
        self, pool: postgresql.PostgresqlPool | sqlite.SqlitePool, shared_state: Database | None = None
    ) -> None:
        self.peewee = pool
        self._execute: Callable[[str, tuple[Any, ...]], Any] = pool.execute_sql
        self._shared_state = shared_state or self
        self.span: Callable[[str], AbstractContextManager[object]] = nullcontext

    @property
    def shared_state(self) -> Database:
        """Where limits and breakers live: this database, or on SQLite a file of its own beside it.

        A test writes limit and breaker three times. In the main file each is an fsync (380 µs here against 22 µs) and
        holds up CRUD; what they say is worth nothing after a reboot, so their file is never synced and lives one boot.
        """
        return self._shared_state

    @property
    def connections(self) -> WatchedConnections[Any]:
        """The pool's."""
        return self.peewee.connections

    @property
    def clock(self) -> peewee.ColumnBase:
        """An SQL expression: the store's clock in microseconds, read when the statement has its locks."""
        return self.peewee.clock

    def compile(self, query: peewee.Query) -> Statement:
        return compile_statement(self.peewee, query)

    def read(self, statement: Statement, **values: Any) -> list[Row]:
        """The rows of a statement that changes nothing."""
        with self.span("database read"), translated():
            if not self.peewee.is_closed():  # inside a transaction of this thread's
                return self._rows(statement, values)
            parameters = statement.bind(values)
            with unstorable_refused():
                return self.peewee.fetch(statement.sql, parameters)

    def write(self, statement: Statement, **values: Any) -> list[Row]:
        """Runs one statement in a transaction of its own; the rows of its RETURNING clause."""
        with self.span("database write"), translated(), self._writer(), self.peewee.connection_context():
            return self._rows(statement, values)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """A write transaction: committed at the end of the block, rolled back when it raises."""
        with self.span("database transaction"), translated(), self._writer(), self.peewee.connection_context():
            self.peewee.begin_write()
            try:
                yield Transaction(self)
            except BaseException:
                self._roll_back()
                raise
            try:
                self.peewee.commit()
            except BaseException:
                self._roll_back()
                raise

    def ping(self) -> None:
        """Asks for nothing and gets it, or raises Unavailable."""
        with translated(), self.peewee.connection_context():
            self._execute("SELECT 1", ()).fetchall()

    def close(self) -> None:
        """Closes the connections that nobody is using."""
        self.peewee.close_idle()
        if self._shared_state is not self:
            self._shared_state.close()

    def _rows(self, statement: Statement, values: dict[str, Any]) -> list[Row]:
        parameters = statement.bind(values)
        with unstorable_refused():
            cursor = self._execute(statement.sql, parameters)
        return cursor.fetchall() if statement.returns_rows else []

    def _roll_back(self) -> None:
        # The connection may be dead, and the first error is the one to tell; the pool drops what is not idle.
        with suppress(peewee.PeeweeException):
            self.peewee.rollback()

    @contextmanager
    def _writer(self) -> Iterator[None]:
        """On SQLite, one writer of this process at a time: SQLite's own lock is polled with sleeps, in no order."""
        if not isinstance(self.peewee, sqlite.SqlitePool):
            yield
            return
        writer = self.peewee.writer
        if not writer.acquire(timeout=WRITER_WAIT_SECONDS):
            raise Unavailable("the database is busy; try again", retry_after=1.0)
        try:
            yield
        finally:
            writer.release()


class Transaction:
    """Runs statements inside Database.transaction()."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def run(self, statement: Statement, **values: Any) -> list[Row]:
        return self._database._rows(statement, values)


def open_database(url: str, pool_size: int) -> Database:
    """`sqlite:///path` or `postgresql://…`, with at most `pool_size` connections a process. Opens nothing yet.

    Raises WrongSetting for a URL that cannot be used; it repeats nothing of the URL, which may hold a password.
    """
    if url.startswith(SQLITE_PREFIX):
        return _open_sqlite(url.removeprefix(SQLITE_PREFIX), pool_size)
    if not url.startswith(("postgresql://", "postgres://")):
        raise WrongSetting("CONNECTORS_DATABASE_URL: expected sqlite:///path or postgresql://…")
    try:
        ports = parse_dsn(url).get("port", "")
    except psycopg2.ProgrammingError:
        raise WrongSetting("CONNECTORS_DATABASE_URL: not a URL that PostgreSQL's libpq can read") from None
    if not ports.replace(",", "").isdigit() and ports:
        # An unescaped / or @ in a password makes a part of it the port, which libpq would print when it connects.
        raise WrongSetting("CONNECTORS_DATABASE_URL: its port is not a number; percent-encode the password")
    try:
        pool = postgresql.PostgresqlPool(url, pool_size)
    except ValueError as error:
        raise WrongSetting(f"CONNECTORS_DATABASE_URL: {error}") from None
    return Database(pool)


def _open_sqlite(name: str, pool_size: int) -> Database:
    if not name or name.startswith((":", "file:")):
        raise WrongSetting("CONNECTORS_DATABASE_URL: expected the path of a file after sqlite:///")
    path = Path(name).absolute()
    state = Database(sqlite.SqlitePool(path_of_this_boot(path), pool_size, durable=False))
    return Database(sqlite.SqlitePool(path, pool_size), state)
