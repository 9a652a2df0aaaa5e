"""Which connector types a tenant may use: the built-in ones, and its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from probes.connector_type import ConnectorType
from probes.suggest import did_you_mean
from server.errors import InvalidArgument


class TypeCatalogue(Protocol):
    """Both may raise Unavailable: a tenant's own types are in the database."""

    def find(self, tenant: str, name: str) -> ConnectorType | None: ...

    def names(self, tenant: str) -> Iterable[str]: ...


class BuiltInTypes:
    """The same types for every tenant."""

    def __init__(self, types: Mapping[str, ConnectorType]) -> None:
        self._types = types

    def find(self, tenant: str, name: str) -> ConnectorType | None:  # noqa: ARG002 - the interface's
        return self._types.get(name)

    def names(self, tenant: str) -> Iterable[str]:  # noqa: ARG002 - the interface's
        return self._types


def known_type(types: TypeCatalogue, tenant: str, name: str) -> ConnectorType:
    """Raises InvalidArgument with a suggestion when the tenant has no such type; Unavailable."""
    found = types.find(tenant, name)
    if found is None:
        raise InvalidArgument.at("type", f"unknown connector type{did_you_mean(name, types.names(tenant))}")
    return found
