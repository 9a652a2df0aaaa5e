"""What reflection finds by name."""

from __future__ import annotations

import pytest

from connectors.v1 import connector_service_pb2
from server.rpc.symbols import Symbols

FILE = connector_service_pb2.DESCRIPTOR


@pytest.mark.parametrize(
    "name",
    ["ConnectorService", "ConnectorService.ListConnectors", "Connector", "Connector.name"],
)
def test_a_name_leads_to_its_file(name: str) -> None:
    assert Symbols().FindFileContainingSymbol(f"connectors.v1.{name}") is FILE


@pytest.mark.parametrize("name", ["", "connectors.v1.Absent", "connectors.v1.ConnectorService.Absent", "a.b.C.d"])
def test_what_there_is_not_is_a_key_error(name: str) -> None:
    with pytest.raises(KeyError):
        Symbols().FindFileContainingSymbol(name)


def test_the_rest_is_the_pools() -> None:
    assert Symbols().FindFileByName(FILE.name) is FILE
