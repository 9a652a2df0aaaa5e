"""Leases in the service's own database: a row a name, taken by one statement that compares and swaps."""

from __future__ import annotations

import time

import peewee

from server.storage.database import Database
from server.storage.statement import parameter

MICROSECONDS = 1_000_000
PRUNE_EVERY_SECONDS = 600.0


class LeaseRow(peewee.Model):
    """Who has a name until `expires_at`, which was `lasts` away when it was taken (microseconds, store's clock)."""

    name = peewee.TextField(primary_key=True)
    holder = peewee.TextField()
    lasts = peewee.BigIntegerField()
    expires_at = peewee.BigIntegerField()

    class Meta:
        table_name = "leases"


class SqlLeases:
    """Exclusive over every process that shares the database."""

    def __init__(self, database: Database) -> None:
        self._database = database.shared_state
        clock = self._database.clock
        expires_at = clock + parameter("lasts")
        # The conflicting row is locked before its condition is looked at, and the clock is read after that. One that
        # ends later than it could have been taken for was taken before the clock was put back.
        is_over = (LeaseRow.expires_at <= clock) | (LeaseRow.expires_at > clock + LeaseRow.lasts)
        self._take = self._database.compile(
            LeaseRow.insert(
                {
                    LeaseRow.name: parameter("name"),
                    LeaseRow.holder: parameter("holder"),
                    LeaseRow.lasts: parameter("lasts"),
                    LeaseRow.expires_at: expires_at,
                }
            )
            .on_conflict(
                conflict_target=[LeaseRow.name],
                update={
                    LeaseRow.holder: parameter("holder"),
                    LeaseRow.lasts: parameter("lasts"),
                    LeaseRow.expires_at: expires_at,
                },
                where=(LeaseRow.holder == parameter("holder")) | is_over,
            )
            .returning(LeaseRow.name)
        )
        self._release = self._database.compile(
            LeaseRow.delete().where((LeaseRow.name == parameter("name")) & (LeaseRow.holder == parameter("holder")))
        )
        self._prune = self._database.compile(LeaseRow.delete().where(is_over))
        self._prune_at = time.monotonic() + PRUNE_EVERY_SECONDS

    def take(self, name: str, holder: str, seconds: float) -> bool:
        """Whether `holder` has `name` for `seconds` from now. Raises Unavailable."""
        self._prune_now_and_then()
        lasts = round(seconds * MICROSECONDS)
        return bool(self._database.write(self._take, name=name, holder=holder, lasts=lasts))

    def release(self, name: str, holder: str) -> None:
        """Gives it back, if `holder` still has it. Raises Unavailable."""
        self._database.write(self._release, name=name, holder=holder)

    def _prune_now_and_then(self) -> None:
        if time.monotonic() < self._prune_at:
            return
        self._prune_at = time.monotonic() + PRUNE_EVERY_SECONDS
        self._database.write(self._prune)
