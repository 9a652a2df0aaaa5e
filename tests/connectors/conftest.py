from pathlib import Path

import pytest

from connectors.v1 import connector_service_pb2 as pb
from server.method_policy import read_methods
from tests.connectors.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    service = pb.DESCRIPTOR.services_by_name["ConnectorService"]
    return World(tmp_path, next(method for method in read_methods(service) if method.name == "TestConnector"))
