"""The gateway under a real uvicorn on a free port, before a fake service."""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from server.call import BoundMethod
from server.rest.gateway import Gateway
from server.rest.serve import RestServer
from tests.rest.fake_service import FakeService


@dataclass
class Rest:
    """A served gateway."""

    server: RestServer
    gateway: Gateway

    @property
    def port(self) -> int:
        return self.server.port

    def call(self, verb: str, path: str, **options: Any) -> requests.Response:
        return requests.request(verb, f"http://127.0.0.1:{self.port}{path}", timeout=20, **options)

    def raw(self, data: bytes) -> bytes:
        """Sends bytes as they are, gives what comes back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(data)
            received = b""
            while chunk := connection.recv(65536):
                received += chunk
            return received


Serve = Callable[..., Rest]


def listening() -> socket.socket:
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    taken.setblocking(False)
    return taken


def start(stack: ExitStack, methods: tuple[BoundMethod, ...], **settings: Any) -> Rest:
    crud = stack.enter_context(ThreadPoolExecutor(8))
    slow = stack.enter_context(ThreadPoolExecutor(16))
    control = stack.enter_context(ThreadPoolExecutor(2))
    defaults: dict[str, Any] = {
        "hosts": (),
        "cors_origins": (),
        "ready": lambda: (True, {}),
        "metrics": None,
        "openapi": b"{}",
        "executor_of": lambda method: slow if method.rate_limit else crud,
        "control": control,
    }
    listener = {name: settings.pop(name) for name in ("tls", "max_connections") if name in settings}
    gateway = Gateway(methods, **{**defaults, **settings})
    server = RestServer(gateway, listening(), **listener)
    server.start()
    stack.callback(server.stop, 0.5)
    return Rest(server, gateway)


@pytest.fixture(scope="session")
def _session_service() -> FakeService:
    return FakeService()


@pytest.fixture
def service(_session_service: FakeService) -> FakeService:
    _session_service.reset()
    return _session_service


@pytest.fixture(scope="session")
def _session_rest(_session_service: FakeService) -> Iterator[Rest]:
    with ExitStack() as stack:
        yield start(stack, _session_service.bound)


@pytest.fixture
def rest(_session_rest: Rest, service: FakeService) -> Rest:
    """The defaults of the embedded service."""
    return _session_rest


@pytest.fixture
def serve(service: FakeService) -> Iterator[Serve]:
    """Serves a gateway with settings of the test's own."""
    with ExitStack() as stack:
        yield lambda methods=None, **settings: start(stack, methods or service.bound, **settings)
