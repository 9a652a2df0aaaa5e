"""When the database is away, full, locked or cut off: a plain Unavailable in a bounded time, and recovery by itself."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from server.errors import StorageFull, Unavailable
from server.settings import WrongSetting
from server.storage.database import Database, open_database
from server.storage.migrate import migrate
from server.storage.repository import ConnectorRepository
from tests.peers.postgresql import DurablePostgresql, PostgresqlServer
from tests.storage.records import EVENT, a_record, shown

BOUND_SECONDS = 20.0  # pool, connect and statement together, with room for a busy machine


@contextmanager
def within(seconds: float) -> Iterator[None]:
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < seconds


def test_a_restarted_postgresql_is_found_again(durable_postgresql_server: DurablePostgresql) -> None:
    database = open_database(durable_postgresql_server.server.new_database(), 4)
    migrate(database)
    acme = ConnectorRepository(database).for_tenant("acme")
    record = a_record()
    with ThreadPoolExecutor(4) as pool:  # fills the pool with connections that are about to die
        list(pool.map(lambda _: acme.page(10, None), range(40)))
    acme.insert(record, EVENT)
    durable_postgresql_server.kill()
    with within(BOUND_SECONDS), pytest.raises(Unavailable, match="cannot be reached"):
        acme.get(record.id)
    with pytest.raises(Unavailable):
        database.ping()
    durable_postgresql_server.start_again()
    database.ping()
    assert [acme.get(record.id) for _ in range(8)] == [record] * 8
    database.close()


def test_a_stopped_postgresql_holds_nobody_for_long(durable_postgresql_server: DurablePostgresql) -> None:
    server = durable_postgresql_server.server
    database = open_database(server.new_database(), 4)
    migrate(database)
    acme = ConnectorRepository(database).for_tenant("acme")
    acme.get("conn_1")  # leaves an open connection, whose server process is stopped too
    process = durable_postgresql_server.peer.process
    assert process is not None
    pids = _with_children(process.pid)
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        with within(2 * BOUND_SECONDS), ThreadPoolExecutor(40) as pool:
            answers = list(pool.map(lambda _: _unavailable(acme.get, "conn_1"), range(40)))
        assert answers == [True] * 40
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
    assert acme.get("conn_1") is None
    database.close()


def test_a_port_that_accepts_and_says_nothing_is_given_up(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        database = open_database(f"postgresql://u:canary@127.0.0.1:{silent.getsockname()[1]}/d", 2)
        with within(BOUND_SECONDS), pytest.raises(Unavailable) as caught:
            database.ping()
    assert "canary" not in repr(caught.value) + repr(caught.value.__cause__)


@pytest.mark.parametrize("part", ["password", "database"])
def test_a_postgresql_that_does_not_let_us_in_is_unavailable(postgresql_server: PostgresqlServer, part: str) -> None:
    url = postgresql_server.new_database()
    url = url.replace(postgresql_server.password, "wrong") if part == "password" else url + "_absent"
    with pytest.raises(Unavailable) as caught:
        open_database(url, 1).ping()
    assert postgresql_server.user not in caught.value.message


def test_a_lock_that_another_holds_in_postgresql_is_waited_for_in_bounds(postgresql_server: PostgresqlServer) -> None:
    database = open_database(postgresql_server.new_database(), 2)
    migrate(database)
    acme = ConnectorRepository(database).for_tenant("acme")
    record = a_record()
    acme.insert(record, EVENT)
    with database.transaction(), database.peewee.connection_context():
        database.peewee.execute_sql("LOCK TABLE connectors")
        with within(BOUND_SECONDS), ThreadPoolExecutor(1) as other, pytest.raises(Unavailable):
            other.submit(acme.delete, record.id, EVENT).result()
    assert acme.page(10, None).total == 1
    assert acme.delete(record.id, EVENT)
    database.close()


def test_when_every_connection_is_in_use_the_wait_is_bounded(database: Database) -> None:
    release = threading.Event()
    held = threading.Semaphore(0)

    def hold() -> None:
        with database.peewee.connection_context():
            held.release()
            release.wait(60)

    holders = [threading.Thread(target=hold) for _ in range(8)]
    for holder in holders:
        holder.start()
    for _ in holders:
        held.acquire()
    try:
        with within(BOUND_SECONDS), pytest.raises(Unavailable, match="in use"):
            database.ping()
    finally:
        release.set()
        for holder in holders:
            holder.join()
    database.ping()


def test_a_sqlite_file_locked_by_another_process_is_unavailable_and_readers_go_on(tmp_path: Path) -> None:
    path = tmp_path / "connectors.db"
    database = open_database(f"sqlite:///{path}", 4)
    migrate(database)
    acme = ConnectorRepository(database).for_tenant("acme")
    record = a_record()
    acme.insert(record, EVENT)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with within(BOUND_SECONDS), pytest.raises(Unavailable, match="busy"):
        acme.insert(a_record(), EVENT)
    assert acme.get(record.id) == record
    other.execute("ROLLBACK")
    other.close()
    acme.insert(a_record(), EVENT)
    assert acme.page(10, None).total == 2
    database.close()


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'connectors.db'}", 1)
    migrate(database)
    acme = ConnectorRepository(database).for_tenant("acme")
    record = a_record()
    acme.insert(record, EVENT)
    with database.peewee.connection_context():
        pages = database.peewee.pragma("page_count")
        database.peewee.pragma("max_page_count", pages)  # SQLite's own SQLITE_FULL, as a full disk gives it
    with pytest.raises(StorageFull, match="full"):
        acme.insert(a_record(config={"blob": "x" * 100_000}), EVENT)
    page = acme.page(10, None)
    assert (page.records, page.total) == ([shown(record)], 1)
    database.close()


def test_a_folder_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be opened"):
        migrate(open_database(f"sqlite:///{tmp_path / 'absent' / 'connectors.db'}", 1))


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///",
        "sqlite:///:memory:",
        "mysql://canary@host/d",
        "postgresql://u:canary/word@host:5432/d",
        "postgresql://u:canary@host/d?canary=1",
    ],
)
def test_a_url_that_cannot_be_used_is_refused_by_name_and_not_repeated(url: str) -> None:
    with pytest.raises(WrongSetting, match=r"^CONNECTORS_DATABASE_URL: ") as caught:
        open_database(url, 1)
    assert "canary" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_forked_child_opens_its_own_connections(database: Database) -> None:
    """The parent's stay its own: what the child does or leaves open disturbs nobody."""
    repository = ConnectorRepository(database)
    acme = repository.for_tenant("acme")
    record = a_record()
    acme.insert(record, EVENT)
    pid = os.fork()
    if pid == 0:
        try:
            ok = acme.get(record.id) == record
            acme.insert(a_record(id="conn_child", name="child"), EVENT)
            os._exit(0 if ok else 1)
        except BaseException:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert acme.page(10, None).total == 2
    assert [acme.get(record.id) for _ in range(4)] == [record] * 4


def _unavailable(function: object, *arguments: object) -> bool:
    try:
        function(*arguments)  # type: ignore[operator]
    except Unavailable:
        return True
    return False


def _with_children(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]
