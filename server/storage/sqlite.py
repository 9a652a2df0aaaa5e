"""SQLite behind Peewee: WAL, several processes, many threads; one writer of this process at a time."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import peewee

from server.storage.pool import run_in_forked_child
from server.storage.watched_connections import WatchedConnections

BUSY_SECONDS = 5.0


class SqlitePool(peewee.SqliteDatabase):
    """Peewee's SQLite over the pool. A connection belongs to a thread between connect() and close()."""

    # Microseconds since boot, suspended time included: moving the wall clock does not move it.
    clock: peewee.ColumnBase = peewee.fn.boottime_us()

    def __init__(self, path: Path, pool_size: int, *, durable: bool = True) -> None:
        super().__init__(
            str(path),
            pragmas={"synchronous": "FULL" if durable else "OFF", "foreign_keys": 1},
            timeout=BUSY_SECONDS,
            check_same_thread=False,
            autoconnect=False,
        )
        self.register_function(_boottime_us, "boottime_us", 0)
        # Peewee's connection state is thread-local already; its lock would make one thread's opening stop the others.
        self._lock = nullcontext()
        self.connections = self._pool = WatchedConnections(pool_size, self._dial, _is_alive, sqlite3.Connection.close)
        self.writer = threading.Lock()
        run_in_forked_child(self._unlock_writer)

    def begin_write(self) -> None:
        # IMMEDIATE: a read that turns into a write can fail at once, whatever the busy time-out.
        self.begin("IMMEDIATE")

    def fetch(self, sql: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """The rows of a statement that changes nothing. Peewee's own way there costs more than a small read itself."""
        connection = self._pool.take()
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            self._pool.give(connection)

    def close_idle(self) -> None:
        self._pool.close_idle()

    def _unlock_writer(self) -> None:
        self.writer = threading.Lock()

    def _connect(self) -> sqlite3.Connection:
        return self._pool.take()

    def _close(self, conn: sqlite3.Connection) -> None:
        self._pool.give(conn)

    def _dial(self) -> sqlite3.Connection:
        _create_private(self.database)
        connection: sqlite3.Connection = super()._connect()  # type: ignore[misc] # left out of Peewee's stubs
        try:
            _use_wal(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def _boottime_us() -> int:
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1000


def _is_alive(connection: sqlite3.Connection) -> bool:
    return not connection.in_transaction


def _create_private(path: str) -> None:
    """Makes the file readable by its owner alone; SQLite gives -wal and -shm the mode of the main file."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise sqlite3.OperationalError("unable to open database file") from error


def _use_wal(connection: sqlite3.Connection) -> None:
    """Turns WAL on. The switch itself is refused at once, without the busy time-out, while another process makes it."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            mode: Any = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
            continue
        if mode != "wal":
            raise sqlite3.OperationalError("the file system of the database cannot do WAL")
        return
