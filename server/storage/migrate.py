"""Brings the schema up to date: numbered files, forward only, each applied once however many processes start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playhouse.migrations import Runner

from server.storage.database import Database
from server.storage.faults import translated
from server.storage.postgresql import PostgresqlPool
from server.storage.shared_state.location import remove_earlier_boots

_HERE = Path(__file__).parent
_LOCK_KEY = 0x636F6E6E  # "conn": the advisory lock of this service's migrations


def migrate(database: Database) -> list[str]:
    """Applies what is pending and returns its names. Waits for another process that is migrating.

    Closes its connections, so that a fork may follow. Raises Unavailable or Internal.
    """
    state = database.shared_state
    try:
        applied = _apply(database, _HERE / "migrations", "schema_migrations")
        applied += _apply(state, _HERE / "shared_state" / "migrations", "shared_state_migrations")
    finally:
        database.close()
    if state is not database:
        remove_earlier_boots(Path(database.peewee.database))
    return applied


def _apply(database: Database, folder: Path, history: str) -> list[str]:
    with translated(), _alone(database):
        names: list[str] = Runner(database.peewee, folder, table_name=history).up()
        return names


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    """One transaction that no other process's migrations run beside: all of it is applied, or nothing."""
    pool = database.peewee
    with pool.connection_context():
        if isinstance(pool, PostgresqlPool):
            pool.be_patient()
            with pool.atomic():
                pool.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_LOCK_KEY,))
                yield
        else:
            with pool.atomic("IMMEDIATE"):
                yield
