"""Erasing a tenant: which tables hold something of one, and what becomes of each.

A new table with a column `tenant` joins one of the two lists; tests/storage/test_erasure.py fails until it does.
"""

from __future__ import annotations

import time

import peewee

from server.errors import Unavailable
from server.storage.database import Database
from server.storage.faults import translated
from server.storage.redis_store import RedisStore
from server.storage.sqlite import SqlitePool
from server.storage.statement import parameter

# In this order: a row goes before what it refers to.
ERASED = (
    "test_runs",
    "check_schedules",
    "check_defaults",
    "credential_rotations",
    "connector_labels",
    "connectors",
    "webhook_deliveries",
    "webhooks",
    "create_requests",
    "tenant_totals",
    "connector_types",
    "connector_type_totals",
    "tenant_keys",
)
ERASED_STATE = ("circuits", "rate_windows")  # limits and breakers: the database's shared state, or Redis
# The audit trail says who did what, and holds neither configuration nor secrets: the erasure itself stays provable.
KEPT = ("audit_trails", "audit_entries", "audit_seals")


def erase_tenant(database: Database, tenant: str, redis: RedisStore | None = None) -> dict[str, int]:
    """How many rows went from each table: of the main database all at once, or none. Raises Unavailable.

    The wrapped keys are overwritten in a SQLite file (secure_delete) and gone from its log. PostgreSQL keeps dead rows
    until VACUUM and in its WAL; see docs/keys.md for what that leaves to the operator.
    """
    present = _tables(database)
    erased: dict[str, int] = {}
    deletes = {name: database.compile(_delete(name)) for name in ERASED if name in present}
    _pragma(database, "secure_delete = ON")
    with database.transaction() as transaction:
        for name, delete in deletes.items():
            erased[name] = len(transaction.run(delete, tenant=tenant))
    _empty_log(database)
    state = database.shared_state
    present = _tables(state)
    for name in ERASED_STATE:
        if name in present:
            erased[name] = len(state.write(state.compile(_delete(name)), tenant=tenant))
    if redis:
        erased["keys in Redis"] = redis.delete_tenant(tenant)
    return erased


def _delete(name: str) -> peewee.Query:
    table = peewee.Table(name)
    return table.delete().where(table.c.tenant == parameter("tenant")).returning(table.c.tenant)


def _tables(database: Database) -> set[str]:
    with translated(), database.peewee.connection_context():
        return set(database.peewee.get_tables())


def _pragma(database: Database, text: str) -> tuple[int, ...]:
    """On SQLite alone. It holds for the connection, which a pool of one hands out again."""
    if not isinstance(database.peewee, SqlitePool):
        return (0,)
    with translated(), database.peewee.connection_context():
        return tuple(database.peewee.execute_sql(f"PRAGMA {text}").fetchone() or (0,))


def _empty_log(database: Database) -> None:
    """The write-ahead log still holds the pages as they were; a reader of the moment can hold its emptying up."""
    for _ in range(50):
        if _pragma(database, "wal_checkpoint(TRUNCATE)")[0] == 0:
            return
        time.sleep(0.1)
    raise Unavailable("the tenant is erased, and SQLite's log could not be emptied: it is read all the time; run again")
