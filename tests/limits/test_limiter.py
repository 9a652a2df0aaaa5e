"""Rate limits, exact over processes: the same suite for SQLite, PostgreSQL and Redis."""

from __future__ import annotations

import itertools
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from server.errors import Unavailable
from server.limits import sql
from server.limits.redis import RedisRateLimiter
from server.limits.sql import SqlRateLimiter
from server.method_policy import RateLimit
from server.settings import WrongSetting
from server.storage.database import open_database
from server.storage.redis_store import RedisStore
from tests.storage.processes import in_processes
from tests.storage.shared_state import SharedStore

METHOD = "/connectors.v1.ConnectorService/TestConnector"
SEED = RateLimit(100, 60)

# Between a process's clock before the call and its clock after it lies the store's stamp.
Admission = tuple[float, float]


def take_many(store: SharedStore, limit: RateLimit, calls: int, barrier: Barrier) -> int:
    """How many of `calls`, made by four threads of this process, were admitted."""
    limiter = store.limiter()
    limiter.take("warm-up", METHOD, limit)
    barrier.wait()
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(lambda _: limiter.take("acme", METHOD, limit), range(calls))).count(0.0)


def hammer(store: SharedStore, limit: RateLimit, seconds: float, barrier: Barrier) -> list[Admission]:
    limiter = store.limiter()
    admitted = []
    barrier.wait()
    until = time.monotonic() + seconds
    while (before := time.monotonic()) < until:
        if limiter.take("acme", METHOD, limit) == 0:
            admitted.append((before, time.monotonic()))
    return admitted


def test_of_many_calls_at_once_from_several_processes_exactly_the_limit_is_admitted(store: SharedStore) -> None:
    assert sum(in_processes(4, take_many, store, SEED, 60)) == 100


def test_no_window_ever_holds_more_than_the_limit_and_it_is_used_up(store: SharedStore) -> None:
    limit = RateLimit(5, 1)
    admitted = sorted(itertools.chain(*in_processes(3, hammer, store, limit, 4.0)))
    for first in range(len(admitted) - limit.requests):
        six = admitted[first : first + limit.requests + 1]
        # Each was admitted somewhere between its before and its after, in an order that neither tells.
        assert max(after for _, after in six) - min(before for before, _ in six) > limit.window_seconds
    assert len(admitted) >= 3 * limit.requests


def test_a_refusal_says_when_the_next_call_is_admitted_and_takes_nothing(store: SharedStore) -> None:
    limiter, limit = store.limiter(), RateLimit(2, 1)
    assert [limiter.take("acme", METHOD, limit) for _ in range(2)] == [0.0, 0.0]
    waits = [limiter.take("acme", METHOD, limit) for _ in range(20)]
    assert all(0 < wait <= 1.000_001 for wait in waits)
    time.sleep(waits[-1])
    assert limiter.take("acme", METHOD, limit) == 0.0


def test_tenants_and_methods_are_limited_apart(store: SharedStore) -> None:
    limiter, limit = store.limiter(), RateLimit(1, 60)
    assert limiter.take("acme", METHOD, limit) == 0.0
    assert limiter.take("globex", METHOD, limit) == 0.0
    assert limiter.take("acme", "/another/Method", limit) == 0.0
    assert limiter.take("acme", METHOD, limit) > 0


def test_the_count_outlives_the_process_that_made_it(store: SharedStore) -> None:
    assert store.limiter().take("acme", METHOD, RateLimit(1, 60)) == 0.0
    assert store.limiter().take("acme", METHOD, RateLimit(1, 60)) > 0


def test_windows_that_say_nothing_any_more_are_removed(store: SharedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = RateLimit(1, 1)
    monkeypatch.setattr(sql, "PRUNE_EVERY_SECONDS", 0.0)
    limiter = store.limiter()
    for tenant in ("a", "b", "c"):
        limiter.take(tenant, METHOD, limit)
    time.sleep(2.1)
    if isinstance(limiter, SqlRateLimiter):
        limiter.take("d", METHOD, limit)
        with limiter._database.peewee.connection_context():
            rows = limiter._database.peewee.execute_sql("SELECT tenant FROM rate_windows").fetchall()
        assert rows == [("d",)]
    else:
        assert isinstance(limiter, RedisRateLimiter)
        assert limiter._store._client.keys(f"{store.prefix}:*") == []


def test_a_store_that_is_away_is_unavailable_at_once_or_within_its_time_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        limiters = [
            RedisRateLimiter(RedisStore(f"redis://:canary@127.0.0.1:{port}/0", 4)),
            RedisRateLimiter(RedisStore("redis://:canary@127.0.0.1:1/0", 4)),
            SqlRateLimiter(open_database("postgresql://u:canary@127.0.0.1:1/d", 1)),
        ]
        begun = time.monotonic()
        for limiter in limiters:
            with pytest.raises(Unavailable) as caught:
                limiter.take("acme", METHOD, SEED)
            assert "canary" not in f"{caught.value!r} {caught.value.__cause__!r}"
        assert time.monotonic() - begun < 10


def test_a_redis_url_that_cannot_be_read_is_refused_by_name_and_not_repeated() -> None:
    with pytest.raises(WrongSetting, match=r"^CONNECTORS_REDIS_URL: ") as caught:
        RedisStore("redis://:canary@host:port/0", 1)
    assert "canary" not in str(caught.value)
