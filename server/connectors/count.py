"""CountConnectors: how many there are, by status and by type."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from server.call import Principal
from server.connectors.repository import Repository
from server.storage.record import ConnectorFilter


@dataclass(frozen=True, slots=True)
class Counts:
    total: int
    by_status: dict[str, int]
    by_type: dict[str, int]


class CountConnectors:
    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def __call__(self, caller: Principal, wanted: ConnectorFilter) -> Counts:
        by_status: Counter[str] = Counter()
        by_type: Counter[str] = Counter()
        for type_name, status, count in self._repository.for_tenant(caller.tenant).counts(wanted):
            by_status[status] += count
            by_type[type_name] += count
        return Counts(by_status.total(), dict(by_status), dict(by_type))
