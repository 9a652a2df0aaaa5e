"""The types of a tenant: every built-in one, then its own. A tenant's own type is read anew each time it is asked for,
so that all workers and replicas see the same; what is kept is what was compiled, by the declaration itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from probes.connector_type import ConnectorType, OwnType
from probes.own_types import own_type
from probes.vendors.own import NAME, DeclarationRefused
from server.connector_types.repository import OwnTypes
from server.storage.own_types import OwnTypeRecord


class TenantTypes:
    """A TypeCatalogue."""

    def __init__(self, built_in: Mapping[str, ConnectorType], own: OwnTypes) -> None:
        self.built_in = built_in
        self._own = own

    def find(self, tenant: str, name: str) -> ConnectorType | None:
        found = self.built_in.get(name)
        if found is not None or not NAME.fullmatch(name):
            return found
        record = self._own.get(tenant, name)
        return compiled(record) if record else None

    def names(self, tenant: str) -> Iterable[str]:
        return [*self.built_in, *(record.name for record in self._own.all(tenant))]


def compiled(record: OwnTypeRecord) -> ConnectorType:
    """The type as declared; one that cannot be tested where this release refuses what an earlier one took."""
    try:
        return own_type(record.name, record.declaration, record.version)
    except DeclarationRefused as refused:
        return ConnectorType(
            name=record.name,
            title=record.name,
            category="custom",
            proves=f"Nothing: this release refuses the declaration. {refused}",
            own=OwnType(record.declaration, record.version),
        )
