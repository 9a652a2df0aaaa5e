"""Requests that create at most once: the first one in takes the id, the others find what it has made.

An id is taken in the transaction that inserts the connector, before it: a request that comes at the same time waits for
that transaction's end, and is then the second. One that fails leaves the id free.
"""

from __future__ import annotations

import peewee

from server.storage.database import Database, Row, Transaction
from server.storage.models import CreateRequest
from server.storage.record import CreateClaim
from server.storage.statement import parameter

KEPT_MS = 24 * 3_600_000

_COLUMNS = ("request_id", "digest", "connector_id", "caller", "created_at")
_IS_IT = (CreateRequest.tenant == parameter("tenant")) & (CreateRequest.request_id == parameter("request_id"))


class CreateRequests:
    """Every method may raise Unavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._take = database.compile(_take())
        self._get = database.compile(
            CreateRequest.select(*(getattr(CreateRequest, name) for name in _COLUMNS)).where(
                _IS_IT & (CreateRequest.created_at > parameter("oldest"))
            )
        )
        self._prune = database.compile(_prune())

    def find(self, tenant: str, request_id: str, now: int) -> CreateClaim | None:
        """Who has taken the id, if that is not too long ago."""
        values = {"tenant": tenant, "request_id": request_id, "oldest": now - KEPT_MS}
        rows = self._database.read(self._get, **values)
        return _claim(rows[0]) if rows else None

    def take(self, transaction: Transaction, tenant: str, claim: CreateClaim) -> CreateClaim | None:
        """None when the id is this request's now, else the claim of the one before it."""
        oldest = claim.created_at - KEPT_MS
        values = {name: getattr(claim, name) for name in _COLUMNS}
        if transaction.run(self._take, tenant=tenant, oldest=oldest, **values):
            return None
        [row] = transaction.run(self._get, tenant=tenant, request_id=claim.request_id, oldest=oldest)
        return _claim(row)

    def prune(self, now: int, most: int) -> int:
        """Drops up to `most` claims that count no more; how many they were."""
        return len(self._database.write(self._prune, oldest=now - KEPT_MS, limit=most))


def _claim(row: Row) -> CreateClaim:
    request_id, digest, connector_id, caller, created_at = row
    return CreateClaim(request_id, bytes(digest), connector_id, caller, created_at)  # psycopg2: a memoryview


def _take() -> peewee.Query:
    """Inserts, or takes over what is too old to count; no row when another's claim stands."""
    named = {getattr(CreateRequest, name): parameter(name) for name in ("tenant", *_COLUMNS)}
    return (
        CreateRequest.insert(named)
        .on_conflict(
            conflict_target=[CreateRequest.tenant, CreateRequest.request_id],
            update={getattr(CreateRequest, name): parameter(name) for name in _COLUMNS[1:]},
            where=CreateRequest.created_at <= parameter("oldest"),
        )
        .returning(CreateRequest.request_id)
    )


def _prune() -> peewee.Query:
    old = (
        CreateRequest.select(CreateRequest.tenant, CreateRequest.request_id)
        .where(CreateRequest.created_at <= parameter("oldest"))
        .limit(parameter("limit"))
    )
    key = peewee.Tuple(CreateRequest.tenant, CreateRequest.request_id)
    return CreateRequest.delete().where(peewee.Expression(key, peewee.OP.IN, old)).returning(CreateRequest.request_id)
