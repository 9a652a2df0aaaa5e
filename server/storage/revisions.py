"""How far tenants' audit trails reach: a tenant's events are numbered without gaps, in the order of their commits."""

from __future__ import annotations

from collections.abc import Sequence

import peewee

from server.storage.database import Database
from server.storage.models import AuditEntry, AuditTrail
from server.storage.statement import parameter

TENANTS = 64  # asked for in one statement


class RevisionStore:
    """Every method may raise Unavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        names = [parameter(f"tenant{index}") for index in range(TENANTS)]
        self._latest = database.compile(
            AuditTrail.select(AuditTrail.tenant, AuditTrail.last_number).where(AuditTrail.tenant.in_(names))
        )
        self._oldest = database.compile(
            AuditEntry.select(peewee.fn.MIN(AuditEntry.number)).where(AuditEntry.tenant == parameter("tenant"))
        )

    def latest(self, tenants: Sequence[str]) -> dict[str, int]:
        """The number of each tenant's last event; of one that has none, 0."""
        found = dict.fromkeys(tenants, 0)
        for start in range(0, len(tenants), TENANTS):
            some = tenants[start : start + TENANTS]
            padded = {f"tenant{index}": some[min(index, len(some) - 1)] for index in range(TENANTS)}
            found.update((tenant, number) for tenant, number in self._database.read(self._latest, **padded))
        return found

    def oldest(self, tenant: str) -> int | None:
        """The number of the oldest event that is kept."""
        [(number,)] = self._database.read(self._oldest, tenant=tenant)
        return None if number is None else int(number)
