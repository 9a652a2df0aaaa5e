"""The Python client against the running service."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from connectors_client import ConnectorsClient

from tests.e2e.service import Service


@pytest.fixture
def tenant() -> str:
    """A tenant of the test's own."""
    return f"client-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def client(service: Service, tenant: str) -> Iterator[ConnectorsClient]:
    with ConnectorsClient(service.grpc_address, tenant=tenant, user="ada") as made:
        yield made
