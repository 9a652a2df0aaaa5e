"""A prober's gRPC end in this process, and a runner that reaches it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from probes.isolation.runner import ProbeRunner
from server.interceptors.chain import bind, prober_chain
from server.method_policy import read_methods
from server.prober.channel import ProberChannel
from server.prober.remote import RemoteRunner
from server.prober.servicer import ProberServicer
from server.rpc.serve import RpcServer
from server.services import PROBER_SERVICE
from server.tls import TlsFiles

SECONDS = 300.0  # the prober's own limit of a probe


class Anything:
    """Knows every connector type: those of the tests are in the zygote alone."""

    def __contains__(self, _name: object) -> bool:
        return True


class Uncounted:
    """Counts nothing."""

    def tested(self, type_name: str, *, own: bool, level: str, reason: str, seconds: float) -> None: ...

    def test_refused(self, cause: str) -> None: ...


def prober_server(
    local: ProbeRunner,
    *,
    tls: TlsFiles | None = None,
    seconds: float = SECONDS,
    ready: Callable[[], bool] = lambda: True,
    types: Container[str] | None = None,
) -> RpcServer:
    """Not started yet, on a port of its own."""
    servicer = ProberServicer(local, Uncounted(), Anything() if types is None else types, seconds)
    probes = ThreadPoolExecutor(256)
    return RpcServer(
        bind(read_methods(PROBER_SERVICE), servicer.handlers(), prober_chain(lambda *_: None)),
        address="127.0.0.1:0",
        pool=ThreadPoolExecutor(4),
        executor_of=lambda bound: probes if bound.method.streams else None,
        ready=ready,
        with_reflection=False,
        tls=tls,
        max_connections=100,
        max_calls=1200,
        streams_end=True,
    )


@contextmanager
def remote_runner(local: ProbeRunner, seconds: float = SECONDS) -> Iterator[RemoteRunner]:
    server = prober_server(local, seconds=seconds)
    server.start()
    runner = RemoteRunner(ProberChannel(f"dns:///127.0.0.1:{server.port}", None))
    try:
        yield runner
    finally:
        runner.close()
        server.stop(0.2)
