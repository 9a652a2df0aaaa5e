"""PostgreSQL behind Peewee: psycopg2 connections whose every wait is bounded, in a bounded pool."""

from __future__ import annotations

import select
import time
from contextlib import nullcontext
from typing import Any

import peewee
import psycopg2
from psycopg2 import extensions

from server.storage.postgresql_hosts import Hosts
from server.storage.watched_connections import WatchedConnections

CONNECT_SECONDS = 3.0
CONNECT_SECONDS_OF_ONE_HOST = 1.0  # at least, however many there are
STATEMENT_SECONDS = 5.0
# A connection is replaced after this: a name that leads elsewhere by now is asked anew.
LIFETIME_SECONDS = 300.0
READ_ONLY = "25006"  # SQLSTATE read_only_sql_transaction: the server is a standby now


class BoundedConnection(extensions.connection):
    """An asynchronous libpq connection that is waited for with a deadline.

    libpq's blocking calls have none: a server that is stopped or cut off after accepting holds its caller for ever
    (statement_timeout is kept by the server, tcp_user_timeout by a peer that still answers).
    """

    patience: float | None = STATEMENT_SECONDS
    useful_until: float = 0.0

    def wait(self, seconds: float | None) -> None:
        """Until the pending operation is done. Past `seconds` (None: no bound) the connection is closed."""
        deadline = None if seconds is None else time.monotonic() + seconds
        while (state := self.poll()) != extensions.POLL_OK:
            readiness = select.poll()
            readiness.register(self.fileno(), select.POLLOUT if state == extensions.POLL_WRITE else select.POLLIN)
            left = None if deadline is None else max(deadline - time.monotonic(), 0) * 1000
            if not readiness.poll(left):
                self.close()
                raise psycopg2.OperationalError(f"no answer from the server within {seconds:g} s")

    def is_alive(self) -> bool:
        """Idle and not hung up: an idle session has nothing to read until the server ends it."""
        if time.monotonic() > self.useful_until:
            return False
        if self.closed or self.get_transaction_status() != extensions.TRANSACTION_STATUS_IDLE:
            return False
        readiness = select.poll()
        readiness.register(self.fileno(), select.POLLIN)
        return not readiness.poll(0)


class BoundedCursor(extensions.cursor):
    """A cursor of a BoundedConnection; behaves as a blocking one."""

    connection: BoundedConnection

    def execute(self, query: Any, vars: Any = None) -> None:  # noqa: A002 - psycopg2's own name
        super().execute(query, vars)
        self.connection.wait(self.connection.patience)


class PostgresqlPool(peewee.PostgresqlDatabase):
    """Peewee's PostgreSQL over the pool. A connection belongs to a thread between connect() and close()."""

    # Microseconds by the store's clock: the statement's own time, not the transaction's.
    clock: peewee.ColumnBase = peewee.SQL("CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)")

    def __init__(self, url: str, pool_size: int) -> None:
        """Raises ValueError for hosts that cannot be used; it repeats nothing of the URL."""
        super().__init__(url, autoconnect=False)
        self._hosts = Hosts(url)
        # Peewee's connection state is thread-local already; its lock would make one thread's dialling stop the others.
        self._lock = nullcontext()
        self.connections = self._pool = WatchedConnections(
            pool_size, self._dial, BoundedConnection.is_alive, BoundedConnection.close
        )

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """Peewee's own. When the server turns out to be a standby now, no connection to it is used again."""
        try:
            return super().execute_sql(sql, params)  # type: ignore[no-untyped-call]  # Peewee's stubs leave it untyped
        except peewee.PeeweeException as error:
            if getattr(getattr(error, "orig", None), "pgcode", None) == READ_ONLY:
                self.connection().useful_until = 0.0
                self._pool.close_idle()
            raise

    def fetch(self, sql: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """The rows of a statement that changes nothing, past Peewee."""
        connection = self._pool.take()
        try:
            cursor = connection.cursor()
            cursor.execute(sql, values)
            return cursor.fetchall()
        finally:
            self._pool.give(connection)

    def begin_write(self) -> None:
        self.begin()

    def be_patient(self) -> None:
        """Lets this thread's connection wait without a bound until it is given back: for migrations."""
        self.connection().patience = None
        self.execute_sql("SET statement_timeout = 0")

    def close_idle(self) -> None:
        self._pool.close_idle()

    def _connect(self) -> BoundedConnection:
        return self._pool.take()

    def _close(self, conn: BoundedConnection) -> None:
        if conn.patience is None:
            conn.close()  # its session no longer has the bounds that the next statement counts on
        self._pool.give(conn)

    def _dial(self) -> BoundedConnection:
        """To the first host that lets us in and is what the URL asks for, that which did last time first."""
        hosts = self._hosts.in_order()
        seconds = max(CONNECT_SECONDS / len(hosts), CONNECT_SECONDS_OF_ONE_HOST)
        for index, host in enumerate(hosts, start=1):
            try:
                connection = _dial_one(host, seconds)
            except psycopg2.OperationalError:
                if index == len(hosts):
                    raise
            else:
                self._hosts.prefer(host)
                return connection
        raise AssertionError("a URL has one host at least")


def _dial_one(dsn: str, seconds: float) -> BoundedConnection:
    connection = psycopg2.connect(
        dsn,
        connection_factory=BoundedConnection,
        cursor_factory=BoundedCursor,
        async_=True,
        application_name="connector-service",
        client_encoding="UTF8",
        keepalives_idle=10,
        keepalives_interval=5,
        keepalives_count=3,
    )
    assert isinstance(connection, BoundedConnection)  # noqa: S101 - narrows what the stubs cannot
    try:
        connection.wait(seconds)
        # An abandoned statement must not go on holding locks; the server ends it a little later than we gave up.
        connection.cursor().execute(
            "SELECT set_config('statement_timeout', '6s', false),"
            " set_config('idle_in_transaction_session_timeout', '15s', false)"
        )
    except BaseException:
        connection.close()
        raise
    connection.useful_until = time.monotonic() + LIFETIME_SECONDS
    return connection
