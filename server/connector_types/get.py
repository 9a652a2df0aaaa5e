"""GetConnectorType."""

from __future__ import annotations

from collections.abc import Mapping

from probes.connector_type import ConnectorType
from server.call import Principal
from server.connector_types.repository import OwnTypes
from server.errors import NoSuchType
from server.storage.own_types import OwnTypeRecord


class GetConnectorType:
    def __init__(self, own: OwnTypes, built_in: Mapping[str, ConnectorType]) -> None:
        self._own = own
        self._built_in = built_in

    def __call__(self, caller: Principal, name: str) -> ConnectorType | OwnTypeRecord:
        """A built-in type, or the tenant's own. Raises NotFound."""
        found = self._built_in.get(name) or self._own.get(caller.tenant, name)
        if found is None:
            raise no_such_type()
        return found


def no_such_type() -> NoSuchType:
    return NoSuchType("no connector type of this name")
