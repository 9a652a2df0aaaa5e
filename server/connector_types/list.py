"""ListConnectorTypes."""

from __future__ import annotations

from collections.abc import Sequence

from server.call import Principal
from server.connector_types.repository import OwnTypes
from server.storage.own_types import OwnTypeRecord


class ListConnectorTypes:
    """The built-in types are the same for everyone, so only the tenant's own are asked for."""

    def __init__(self, own: OwnTypes) -> None:
        self._own = own

    def __call__(self, caller: Principal) -> Sequence[OwnTypeRecord]:
        """By name."""
        return self._own.all(caller.tenant)
