"""The chain of seals as it is stored. Sealing and pruning are compare-and-swap: of several replicas one wins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import peewee

from server.storage.audit_record import Chain, Seal, Trail
from server.storage.database import Database, Row
from server.storage.models import AuditChain, AuditEntry, AuditSeal, AuditTrail
from server.storage.statement import parameter

_ONLY_ROW = 1
_IS_CHAIN = AuditChain.id == _ONLY_ROW
_SEAL_FIELDS = (
    AuditSeal.number,
    AuditSeal.tenant,
    AuditSeal.first_number,
    AuditSeal.last_number,
    AuditSeal.last_time,
    AuditSeal.sealed_at,
    AuditSeal.digest,
    AuditSeal.key_id,
    AuditSeal.tag,
)


class AuditChainStore:
    """Every method may raise Unavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        chain = (AuditChain.head_number, AuditChain.head_tag, AuditChain.pruned_number, AuditChain.pruned_tag)
        trails = AuditTrail.select(AuditTrail.tenant, AuditTrail.last_number, AuditTrail.sealed_number)
        self._chain = database.compile(
            AuditChain.select(*chain, AuditChain.base_key_id, AuditChain.base_tag).where(_IS_CHAIN)
        )
        self._unsealed = database.compile(
            trails.where(AuditTrail.last_number > AuditTrail.sealed_number).limit(parameter("limit"))
        )
        is_next = (AuditEntry.tenant == AuditTrail.tenant) & (AuditEntry.number == AuditTrail.sealed_number + 1)
        self._lag = database.compile(
            AuditTrail.select(
                peewee.fn.SUM(AuditTrail.last_number - AuditTrail.sealed_number), peewee.fn.MIN(AuditEntry.time)
            )
            .join(AuditEntry, on=is_next)
            .where(AuditTrail.last_number > AuditTrail.sealed_number)
        )
        self._trails = database.compile(
            trails.where(AuditTrail.tenant > parameter("after")).order_by(AuditTrail.tenant).limit(parameter("limit"))
        )
        self._trail = database.compile(trails.where(AuditTrail.tenant == parameter("tenant")))
        self._seals = database.compile(
            AuditSeal.select(*_SEAL_FIELDS)
            .where(AuditSeal.number > parameter("after"))
            .order_by(AuditSeal.number)
            .limit(parameter("limit"))
        )
        self._with_events = database.compile(AuditEntry.select(AuditEntry.tenant).distinct())
        self._count = database.compile(
            AuditEntry.select(peewee.fn.COUNT(1)).where(
                (AuditEntry.tenant == parameter("tenant")) & (AuditEntry.number <= parameter("last"))
            )
        )
        self._advance = database.compile(_advance())
        self._put = database.compile(AuditSeal.insert({field: parameter(field.name) for field in _SEAL_FIELDS}))
        self._mark = database.compile(
            AuditTrail.update({AuditTrail.sealed_number: parameter("last")}).where(
                AuditTrail.tenant == parameter("tenant")
            )
        )
        self._rebase = database.compile(_rebase())
        self._forget = database.compile(
            AuditEntry.delete().where(
                (AuditEntry.tenant == parameter("tenant"))
                & AuditEntry.number.between(parameter("first"), parameter("last"))
            )
        )
        self._uncount = database.compile(
            AuditTrail.update({AuditTrail.total: AuditTrail.total - parameter("count")}).where(
                AuditTrail.tenant == parameter("tenant")
            )
        )
        self._drop = database.compile(AuditSeal.delete().where(AuditSeal.number <= parameter("number")))

    def chain(self) -> Chain:
        rows = self._database.read(self._chain)
        if not rows:
            return Chain(0, b"", 0, b"", "", b"")
        head_number, head_tag, pruned_number, pruned_tag, key_id, tag = rows[0]
        return Chain(head_number, _bytes(head_tag), pruned_number, _bytes(pruned_tag), key_id, _bytes(tag))

    def unsealed(self, limit: int) -> list[Trail]:
        """Trails with events that are not sealed yet. Every event up to a trail's last number is committed."""
        return [Trail(*row) for row in self._database.read(self._unsealed, limit=limit)]

    def lag(self) -> tuple[int, int]:
        """How many events no seal covers, and when the oldest of them was (Unix milliseconds; 0 where none is)."""
        [(count, oldest)] = self._database.read(self._lag)
        return int(count or 0), int(oldest or 0)

    def trails(self) -> list[Trail]:
        """Every tenant's."""
        found = [Trail(*row) for row in self._database.read(self._trail, tenant="")]
        after = ""
        while rows := self._database.read(self._trails, after=after, limit=1000):
            found += [Trail(*row) for row in rows]
            after = rows[-1][0]
        return found

    def seals(self, after: int, limit: int) -> list[Seal]:
        return [_seal(row) for row in self._database.read(self._seals, after=after, limit=limit)]

    def tenants_with_events(self) -> list[str]:
        """Looked for in the events themselves: for checking alone."""
        return [row[0] for row in self._database.read(self._with_events)]

    def count(self, tenant: str, last: int) -> int:
        """How many events up to this number there are, counted one by one: for checking alone."""
        count: int = self._database.read(self._count, tenant=tenant, last=last)[0][0]
        return count

    def extend(self, seals: Sequence[Seal], expected_head: int) -> bool:
        """Stores the seals behind the head. False, and nothing stored: another one did meanwhile."""
        with self._database.transaction() as transaction:
            last = seals[-1]
            if not transaction.run(self._advance, number=last.number, tag=last.tag, expected=expected_head):
                return False
            for seal in seals:
                values = {field.name: getattr(seal, field.name) for field in _SEAL_FIELDS}
                transaction.run(self._put, **values)
            for seal in sorted(seals, key=lambda seal: (seal.tenant, seal.number)):
                transaction.run(self._mark, tenant=seal.tenant, last=seal.last_number)
        return True

    def prune(self, seals: Sequence[Seal], base: Chain, expected_pruned: int) -> bool:
        """Drops the oldest seals with their events; `base` says that they were. False: another one did meanwhile."""
        with self._database.transaction() as transaction:
            rebased = transaction.run(
                self._rebase,
                number=base.pruned_number,
                tag=base.pruned_tag,
                key_id=base.base_key_id,
                base_tag=base.base_tag,
                expected=expected_pruned,
            )
            if not rebased:
                return False
            transaction.run(self._drop, number=base.pruned_number)
            for seal in sorted(seals, key=lambda seal: (seal.tenant, seal.number)):
                span = {"first": seal.first_number, "last": seal.last_number}
                transaction.run(self._forget, tenant=seal.tenant, **span)
                count = seal.last_number - seal.first_number + 1
                transaction.run(self._uncount, tenant=seal.tenant, count=count)
        return True


def _advance() -> peewee.Query:
    return (
        AuditChain.update({AuditChain.head_number: parameter("number"), AuditChain.head_tag: parameter("tag")})
        .where(_IS_CHAIN & (AuditChain.head_number == parameter("expected")))
        .returning(AuditChain.id)
    )


def _rebase() -> peewee.Query:
    base = {
        AuditChain.pruned_number: parameter("number"),
        AuditChain.pruned_tag: parameter("tag"),
        AuditChain.base_key_id: parameter("key_id"),
        AuditChain.base_tag: parameter("base_tag"),
    }
    return (
        AuditChain.update(base)
        .where(_IS_CHAIN & (AuditChain.pruned_number == parameter("expected")))
        .returning(AuditChain.id)
    )


def _seal(row: Row) -> Seal:
    number, tenant, first, last, last_time, sealed_at, digest, key_id, tag = row
    return Seal(number, tenant, first, last, last_time, sealed_at, _bytes(digest), key_id, _bytes(tag))


def _bytes(value: Any) -> bytes:
    """A text, which SQLite lets anyone put in the place of bytes, must not keep the rest from being checked."""
    return value.encode() if isinstance(value, str) else bytes(value)
