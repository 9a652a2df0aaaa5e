"""RateLimiter in the service's own database: one row a tenant and method, holding the log of its last window."""

from __future__ import annotations

import time
from array import array

import peewee

from server.limits.window import MICROSECONDS, seconds_until_free, still_counted
from server.method_policy import RateLimit
from server.storage.database import Database
from server.storage.statement import parameter

PRUNE_EVERY_SECONDS = 60.0


class RateWindow(peewee.Model):
    """`stamps` are int64 microseconds in native order, oldest first. Past `expires_at` the row says nothing."""

    tenant = peewee.TextField()
    method = peewee.TextField()
    stamps = peewee.BlobField()
    expires_at = peewee.BigIntegerField()

    class Meta:
        table_name = "rate_windows"
        primary_key = peewee.CompositeKey("tenant", "method")


class SqlRateLimiter:
    """Exact over every process that shares the database. A refused call writes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database.shared_state
        clock = self._database.clock
        is_it = (RateWindow.tenant == parameter("tenant")) & (RateWindow.method == parameter("method"))
        self._look = self._database.compile(RateWindow.select(RateWindow.stamps, clock).where(is_it))
        # An insert that touches what is there: it locks the row, absent or not, and RETURNING reads the clock after.
        self._lock = self._database.compile(
            RateWindow.insert(
                {
                    RateWindow.tenant: parameter("tenant"),
                    RateWindow.method: parameter("method"),
                    RateWindow.stamps: parameter("empty"),
                    RateWindow.expires_at: 0,
                }
            )
            .on_conflict(
                conflict_target=[RateWindow.tenant, RateWindow.method],
                update={RateWindow.expires_at: RateWindow.expires_at},
            )
            .returning(RateWindow.stamps, clock)
        )
        self._save = self._database.compile(
            RateWindow.update(
                {RateWindow.stamps: parameter("stamps"), RateWindow.expires_at: parameter("expires_at")}
            ).where(is_it)
        )
        self._prune = self._database.compile(RateWindow.delete().where(RateWindow.expires_at < clock))
        self._prune_at = time.monotonic() + PRUNE_EVERY_SECONDS

    def take(self, tenant: str, method: str, limit: RateLimit) -> float:
        """Admits the call (0.0), or says in how many seconds the next one would be. Raises Unavailable."""
        # Looked at without a lock first: a caller that hammers a full window then holds up nobody.
        for stamps, now in self._database.read(self._look, tenant=tenant, method=method):
            wait = seconds_until_free(still_counted(_unpack(stamps), limit, now), limit, now)
            if wait > 0:
                return wait
        wait = self._admit(tenant, method, limit)
        self._prune_now_and_then()
        return wait

    def _admit(self, tenant: str, method: str, limit: RateLimit) -> float:
        with self._database.transaction() as transaction:
            [(stamps, now)] = transaction.run(self._lock, tenant=tenant, method=method, empty=b"")
            counted = still_counted(_unpack(stamps), limit, now)
            wait = seconds_until_free(counted, limit, now)
            if wait > 0:
                return wait
            counted.append(now)
            expires_at = now + limit.window_seconds * MICROSECONDS
            transaction.run(self._save, tenant=tenant, method=method, stamps=counted.tobytes(), expires_at=expires_at)
        return 0.0

    def _prune_now_and_then(self) -> None:
        if time.monotonic() < self._prune_at:
            return
        self._prune_at = time.monotonic() + PRUNE_EVERY_SECONDS
        self._database.write(self._prune)


def _unpack(stamps: bytes | memoryview) -> array[int]:
    return array("q", bytes(stamps))
