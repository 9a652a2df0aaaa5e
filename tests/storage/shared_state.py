"""The stores that limits and breakers may stand in, described so that another process can open the same one."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from server.breaker.breaker import CircuitBreaker
from server.breaker.redis import RedisCircuitBreaker
from server.breaker.sql import SqlCircuitBreaker
from server.leases.leases import Leases
from server.leases.redis import RedisLeases
from server.leases.sql import SqlLeases
from server.limits.limiter import RateLimiter
from server.limits.redis import RedisRateLimiter
from server.limits.sql import SqlRateLimiter
from server.storage.database import open_database
from server.storage.migrate import migrate
from server.storage.redis_store import RedisStore
from tests.peers.postgresql import PostgresqlServer
from tests.peers.valkey import ValkeyServer


@dataclass(frozen=True, slots=True)
class SharedStore:
    """Where it is; `prefix` keeps the tests apart in a Redis that they share."""

    url: str
    prefix: str = ""

    def limiter(self) -> RateLimiter:
        if self.prefix:
            return RedisRateLimiter(RedisStore(self.url, 8, prefix=self.prefix))
        return SqlRateLimiter(open_database(self.url, 4))

    def leases(self) -> Leases:
        if self.prefix:
            return RedisLeases(RedisStore(self.url, 8, prefix=self.prefix))
        return SqlLeases(open_database(self.url, 4))

    def breaker(self, *, open_seconds: float, lease_seconds: float) -> CircuitBreaker:
        if self.prefix:
            store = RedisStore(self.url, 8, prefix=self.prefix)
            return RedisCircuitBreaker(store, open_seconds=open_seconds, lease_seconds=lease_seconds)
        database = open_database(self.url, 4)
        return SqlCircuitBreaker(database, open_seconds=open_seconds, lease_seconds=lease_seconds)


@pytest.fixture(params=["sqlite", "postgresql", "redis"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SharedStore]:
    if request.param == "redis":
        valkey: ValkeyServer = request.getfixturevalue("valkey_server")
        yield SharedStore(valkey.url, f"test-{secrets.token_hex(8)}")
        return
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'connectors.db'}"
    else:
        server: PostgresqlServer = request.getfixturevalue("postgresql_server")
        url = server.new_database()
    migrate(open_database(url, 2))
    yield SharedStore(url)
