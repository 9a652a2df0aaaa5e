"""Leases of scheduled work: the same suite for SQLite, PostgreSQL and Redis."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Barrier

import pytest

from server.errors import Unavailable
from server.leases import sql
from server.leases.leases import Leases
from server.leases.redis import RedisLeases
from server.leases.sql import SqlLeases
from server.storage.database import open_database
from server.storage.redis_store import RedisStore
from tests.storage.processes import in_processes
from tests.storage.shared_state import SharedStore

NAME = "audit:prune"

HOLDER = """
import sys, time
from tests.storage.shared_state import SharedStore
print(SharedStore(*sys.argv[1:]).leases().take("audit:prune", "the dead", 1.0), flush=True)
time.sleep(60)
"""


@pytest.fixture
def leases(store: SharedStore) -> Leases:
    return store.leases()


def test_one_holder_has_a_name_and_its_own_renewal_is_granted(leases: Leases) -> None:
    assert leases.take(NAME, "a", 60)
    assert not leases.take(NAME, "b", 60)
    assert leases.take(NAME, "a", 60)
    assert leases.take("another", "b", 60)
    assert not leases.take(NAME, "b", 60)


def test_a_lease_ends_by_itself_and_the_late_holder_has_no_say(leases: Leases) -> None:
    assert leases.take(NAME, "a", 0.3)
    time.sleep(0.35)
    assert leases.take(NAME, "b", 60)
    assert not leases.take(NAME, "a", 60)
    leases.release(NAME, "a")
    assert not leases.take(NAME, "c", 60)


def test_a_renewal_lasts_from_when_it_was_asked(leases: Leases) -> None:
    assert leases.take(NAME, "a", 0.4)
    assert leases.take(NAME, "a", 60)
    time.sleep(0.5)
    assert not leases.take(NAME, "b", 60)


def test_what_is_given_back_is_free_at_once(leases: Leases) -> None:
    leases.release(NAME, "a")
    assert leases.take(NAME, "a", 60)
    leases.release(NAME, "b")
    assert not leases.take(NAME, "b", 60)
    leases.release(NAME, "a")
    assert leases.take(NAME, "b", 60)


def take_each(store: SharedStore, names: int, barrier: Barrier) -> list[int]:
    """Which names this process got."""
    leases = store.leases()
    barrier.wait()
    return [number for number in range(names) if leases.take(f"job:{number}", str(os.getpid()), 60)]


def test_of_several_processes_exactly_one_gets_each_name(store: SharedStore) -> None:
    taken = [number for of_one in in_processes(4, take_each, store, 50) for number in of_one]
    assert sorted(taken) == list(range(50))


def test_a_killed_holders_lease_goes_to_another_when_its_time_is_over(store: SharedStore) -> None:
    root = Path(__file__).parents[2]
    environ = {**os.environ, "PYTHONPATH": f"{root}:{root / 'generated/python'}"}
    command = [sys.executable, "-c", HOLDER, store.url, store.prefix]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environ, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "True"
        holder.send_signal(signal.SIGKILL)
    leases = store.leases()
    assert not leases.take(NAME, "b", 60)
    time.sleep(1.1)
    assert leases.take(NAME, "b", 60)


def test_leases_that_are_over_are_not_kept(store: SharedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql, "PRUNE_EVERY_SECONDS", 0.0)
    leases = store.leases()
    for number in range(3):
        assert leases.take(f"job:{number}", "a", 0.1)
    time.sleep(0.2)
    if isinstance(leases, SqlLeases):
        assert leases.take("job:last", "a", 60)
        with leases._database.peewee.connection_context():
            assert leases._database.peewee.execute_sql("SELECT name FROM leases").fetchall() == [("job:last",)]
    else:
        assert isinstance(leases, RedisLeases)
        assert leases._store._client.keys(f"{store.prefix}:*") == []


def test_a_store_that_is_away_gives_no_lease() -> None:
    for leases in (
        RedisLeases(RedisStore("redis://127.0.0.1:1/0", 1)),
        SqlLeases(open_database("postgresql://u:p@127.0.0.1:1/d", 1)),
    ):
        with pytest.raises(Unavailable):
            leases.take(NAME, "a", 60)
