"""A gRPC server of the service's own kind before a fake service."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest

from server.rpc.serve import RpcServer
from tests.rest.fake_service import FakeService

StartRpc = Callable[..., RpcServer]


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def start_rpc(service: FakeService) -> Iterator[StartRpc]:
    """`start_rpc(max_calls=…)`: listening on a port of its own, until the test ends."""
    with ExitStack() as stack:
        slow = stack.enter_context(ThreadPoolExecutor(16))

        def start(**settings: Any) -> RpcServer:
            defaults: dict[str, Any] = {
                "address": "127.0.0.1:0",
                "pool": ThreadPoolExecutor(8),
                "executor_of": lambda bound: slow if bound.method.rate_limit else None,
                "ready": lambda: True,
                "with_reflection": False,
                "tls": None,
                "max_connections": 1000,
                "max_calls": 1000,
            }
            server = RpcServer(service.bound, **(defaults | settings))
            server.start()
            stack.callback(server.stop, 0.2)
            return server

        yield start
