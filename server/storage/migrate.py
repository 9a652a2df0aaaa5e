"""Brings the schema up to date: numbered files, forward only, each applied once however many processes start.

The release before goes on serving meanwhile, so a migration only adds: tables, indexes, columns that may be NULL or
have a default (tests/storage/test_releases.py). What it leaves unused goes in a later release, when nothing reads it.
The migration that takes it away says in its name what a program must know to serve then: `0012_needs_0011_drop_labels`.
The name in the history table is all that earlier programs see of it. Where none says so, they may go on, and be started
again.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playhouse.migrations import Migration, Runner

from server.errors import Unavailable
from server.storage.database import Database
from server.storage.faults import translated
from server.storage.postgresql import PostgresqlPool
from server.storage.shared_state.location import remove_earlier_boots
from server.storage.sqlite import SqlitePool

log = logging.getLogger(__name__)

_HERE = Path(__file__).parent
_LOCK_KEY = 0x636F6E6E  # "conn": the advisory lock of this service's migrations
# A change of a table waits for the transactions that use it, and all that come later wait behind it: so not for long,
# and then again.
_TABLE_LOCK_SECONDS = 2
_TABLE_LOCK_TRIES = 10
_HISTORIES = ("schema_migrations", "shared_state_migrations")
_NEEDS = re.compile(r"\d+_needs_(\d+)_")


class DatabaseIsNewer(Exception):
    """Migrations were applied that this program cannot serve with: it would use what is not there any more."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Names of migrations: `pending` are to be applied, `unknown` were applied by a later release, `barring` are those
    of them that this program cannot serve with."""

    pending: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    barring: tuple[str, ...] = ()


def migrate(database: Database) -> list[str]:
    """Applies what is pending and returns its names. Waits for another process that is migrating.

    Closes its connections, so that a fork may follow. Raises DatabaseIsNewer, Unavailable or Internal.
    """
    state = database.shared_state
    try:
        _refuse_newer(standing(database))
        applied = [name for runner in _runners(database) for name in _apply(runner)]
    finally:
        database.close()
    if state is not database:
        remove_earlier_boots(Path(database.peewee.database))
    return applied


def standing(database: Database) -> Standing:
    """Where the database stands, changing nothing. Raises Unavailable."""
    runners = _runners(database)
    if database.shared_state is not database:
        del runners[1]  # a file that every boot begins anew says nothing about releases
    histories = [_status(runner) for runner in runners]
    rows = [row for history in histories for row in history]
    return Standing(
        pending=tuple(row.name for row in rows if not row.applied),
        unknown=tuple(row.name for row in rows if row.path is None),
        barring=tuple(name for history in histories for name in _barring(history)),
    )


def _barring(history: list[Migration]) -> Iterator[str]:
    newest = max((row.idx for row in history if row.path is not None), default=0)
    is_behind = any(not row.applied for row in history)
    for row in history:
        if row.path is not None:
            continue
        needed = _NEEDS.match(row.name)
        # A later release has all that this one has, under higher numbers; anything else is no release of this line.
        if row.idx <= newest or is_behind or (needed and int(needed[1]) > newest):
            yield row.name


def _refuse_newer(found: Standing) -> None:
    """Raises DatabaseIsNewer."""
    if found.barring:
        raise DatabaseIsNewer(
            f"the database is newer than this program: it has {', '.join(found.barring)}; run the release that made it"
        )
    if found.unknown:
        log.warning(
            "a later release has migrated the database (%s); this one may still serve", ", ".join(found.unknown)
        )


def _runners(database: Database) -> list[Runner]:
    folders = (_HERE / "migrations", _HERE / "shared_state" / "migrations")
    return [
        Runner(part.peewee, folder, table_name=history)
        for part, folder, history in zip((database, database.shared_state), folders, _HISTORIES, strict=True)
    ]


def _status(runner: Runner) -> list[Migration]:
    with translated(), runner.database.connection_context():
        rows: list[Migration] = runner.status()
        return rows


def _apply(runner: Runner) -> list[str]:
    for tries_left in reversed(range(_TABLE_LOCK_TRIES)):
        try:
            with translated(), _alone(runner.database):
                names: list[str] = runner.up()
                return names
        except Unavailable:
            if tries_left == 0 or not isinstance(runner.database, PostgresqlPool):
                raise
            time.sleep(1)
    raise AssertionError("the last try returns or raises")


@contextmanager
def _alone(pool: PostgresqlPool | SqlitePool) -> Iterator[None]:
    """One transaction that no other process's migrations run beside: all of it is applied, or nothing."""
    with pool.connection_context():
        if isinstance(pool, PostgresqlPool):
            pool.be_patient()
            with pool.atomic():
                pool.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_LOCK_KEY,))
                pool.execute_sql(f"SET LOCAL lock_timeout = '{_TABLE_LOCK_SECONDS}s'")
                yield
        else:
            with pool.atomic("IMMEDIATE"):
                yield
