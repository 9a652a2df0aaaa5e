"""What stands between a client and the service on a bad day: a TLS front that is away at first, and throttles."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import grpc
from google.protobuf.any_pb2 import Any
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_status import rpc_status

from tests.peers.certificates import Pair

AWAY_TIMES = 2
RETRY_MILLISECONDS = 1500


@dataclass(slots=True)
class Front:
    """Passes calls on to the service. `address` is localhost:port; `seen` counts the calls by method.

    `away` are methods whose first AWAY_TIMES calls are answered UNAVAILABLE. `throttled` says which call, by method and
    number, is answered RESOURCE_EXHAUSTED with a RetryInfo. A call without the bearer token is refused.
    """

    token: str
    away: frozenset[str]
    throttled: tuple[str, int]
    address: str = ""
    seen: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, path: str, upstream: grpc.Channel, request: bytes, context: grpc.ServicerContext) -> bytes:
        """`path` is /package.Service/Method."""
        method = path.rpartition("/")[2]
        metadata = [(name, value) for name, value in context.invocation_metadata() if name.startswith("x-")]
        if ("authorization", f"Bearer {self.token}") not in context.invocation_metadata():
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "no token")
        with self._lock:
            self.seen[method] += 1
            number = self.seen[method]
        if method in self.away and number <= AWAY_TIMES:
            context.abort(grpc.StatusCode.UNAVAILABLE, "starting")
        if (method, number) == self.throttled:
            context.abort_with_status(rpc_status.to_status(throttle()))
        call = upstream.unary_unary(path)
        try:
            answer: bytes = call(request, metadata=metadata, timeout=context.time_remaining())
        except grpc.RpcError as refused:
            context.set_trailing_metadata(refused.trailing_metadata())
            context.abort(refused.code(), refused.details())
        return answer


def throttle() -> status_pb2.Status:
    told = status_pb2.Status(code=code_pb2.RESOURCE_EXHAUSTED, message="too many calls")
    retry = error_details_pb2.RetryInfo()
    retry.retry_delay.FromMilliseconds(RETRY_MILLISECONDS)
    for detail in (error_details_pb2.ErrorInfo(reason="RATE_LIMITED", domain="connectors"), retry):
        packed = Any()
        packed.Pack(detail)
        told.details.append(packed)
    return told


class _Every(grpc.GenericRpcHandler):
    """Any method, its messages as bytes."""

    def __init__(self, answer: Callable[[str, bytes, grpc.ServicerContext], bytes]) -> None:
        self._answer = answer

    def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
        path = details.method
        return grpc.unary_unary_rpc_method_handler(lambda request, context: self._answer(path, request, context))


@contextmanager
def tls_front(front: Front, upstream: str, pair: Pair) -> Iterator[Front]:
    """Serves `front` before the service at `upstream`, with the certificate of `pair`."""
    server = grpc.server(ThreadPoolExecutor(4))
    credentials = grpc.ssl_server_credentials([(pair.key.read_bytes(), pair.certificate.read_bytes())])
    front.address = f"localhost:{server.add_secure_port('127.0.0.1:0', credentials)}"
    with grpc.insecure_channel(upstream) as channel:
        server.add_generic_rpc_handlers(
            [_Every(lambda path, request, context: front.answer(path, channel, request, context))]
        )
        server.start()
        try:
            yield front
        finally:
            server.stop(None).wait()
