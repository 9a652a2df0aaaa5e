"""Each case runs over REST and over gRPC, and the two must have been answered the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.contract.caller import Caller, Scenario, assert_same
from tests.contract.transport import GrpcTransport, RestTransport
from tests.e2e.service import Service


@pytest.fixture(scope="session")
def rest(service: Service) -> RestTransport:
    return RestTransport(service)


@pytest.fixture(scope="session")
def rpc(service: Service) -> GrpcTransport:
    return GrpcTransport(service)


@pytest.fixture
def both(rest: RestTransport, rpc: GrpcTransport) -> Callable[[Scenario], None]:
    """`both(scenario)`: runs it with a caller of each transport, each in a fresh tenant, and compares the answers."""

    def run(scenario: Scenario) -> None:
        callers = Caller(rest), Caller(rpc)
        for caller in callers:
            scenario(caller)
        assert_same(*callers)

    return run
