"""REST run alone: the same methods, called over a gRPC channel, with the answers and errors they have in process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import grpc
from google.protobuf.message import Message
from grpc_health.v1 import health_pb2
from grpc_status import rpc_status as grpc_rpc_status

from server import request_ids
from server.call import BoundMethod, Call, Handler
from server.errors import Cancelled, DeadlineExceeded, InvalidArgument, ServiceError, Unavailable
from server.method_policy import Method
from server.status import error_of, error_of_code

# What says who is calling and which call it is; nothing else of a browser's headers goes further.
FORWARDED = ("authorization", request_ids.HEADER, "traceparent", "tracestate", "x-role", "x-tenant-id", "x-user")
READY_SECONDS = 2.0

# A page of large configs exceeds gRPC's default of 4 MiB. Keep-alive finds an upstream that vanished without a word.
_OPTIONS = (
    ("grpc.max_receive_message_length", -1),
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 5_000),
)


class Upstream:
    """A channel to a service at `address` (host:port), and its methods as bound ones. `authorities` (PEM) of its
    certificate; None: no TLS."""

    def __init__(self, address: str, methods: Sequence[Method], authorities: bytes | None = None) -> None:
        self._channel = (
            grpc.insecure_channel(address, options=_OPTIONS)
            if authorities is None
            else grpc.secure_channel(address, grpc.ssl_channel_credentials(authorities), options=_OPTIONS)
        )
        self._health = self._channel.unary_unary(
            "/grpc.health.v1.Health/Check",
            request_serializer=health_pb2.HealthCheckRequest.SerializeToString,
            response_deserializer=health_pb2.HealthCheckResponse.FromString,
        )
        self.methods = tuple(BoundMethod(method, self._handler(method)) for method in methods)

    def ready(self) -> tuple[bool, dict[str, Any]]:
        """Whether the upstream says that it serves."""
        try:
            answer = self._health(health_pb2.HealthCheckRequest(), timeout=READY_SECONDS)
        except grpc.RpcError as error:
            return False, {"upstream": error.code().name}
        name = health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status)
        return answer.status == health_pb2.HealthCheckResponse.SERVING, {"upstream": name}

    def close(self) -> None:
        self._channel.close()

    def _handler(self, method: Method) -> Handler:
        kind = self._channel.unary_stream if method.streams else self._channel.unary_unary
        invoke: Any = kind(
            method.full_name,
            request_serializer=method.request.SerializeToString,
            response_deserializer=method.response.FromString,
        )

        def stream(request: Message, call: Call) -> Message:
            send = call.send
            if send is None:
                raise RuntimeError(f"{method.name} streams, and its transport does not")
            under_way = invoke(request, timeout=call.remaining(), metadata=_metadata(call.metadata))
            call.cancellation.on_cancel(lambda: _cancel(under_way))
            try:
                for answer in under_way:
                    send(answer)
            except grpc.RpcError as error:
                raise _told(error) from error
            finally:
                under_way.cancel()
            return method.response()

        def handle(request: Message, call: Call) -> Message:
            if call.cancellation.is_cancelled:
                raise Cancelled("the client left")
            under_way = invoke.future(request, timeout=call.remaining(), metadata=_metadata(call.metadata))
            call.cancellation.on_cancel(lambda: _cancel(under_way))
            try:
                answer: Message = under_way.result()
            except grpc.FutureCancelledError:
                raise Cancelled("the client left") from None
            except grpc.RpcError as error:
                raise _told(error) from error
            finally:
                call.response_metadata.update(_request_id(under_way))
            return answer

        return stream if method.streams else handle


def _cancel(under_way: Any) -> None:
    under_way.cancel()


def _metadata(metadata: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    pairs = tuple((name, metadata[name]) for name in FORWARDED if name in metadata)
    for name, value in pairs:
        if not (value.isascii() and value.isprintable()):  # gRPC metadata holds nothing else
            raise InvalidArgument.at(name, "expected printable ASCII characters")
    return pairs


def _told(error: Any) -> ServiceError:
    """What the upstream said, or, where it said nothing of its own, what became of the call."""
    status = grpc_rpc_status.from_call(error)
    if status is not None and status.details:
        return error_of(status)
    code: grpc.StatusCode = error.code()
    if code is grpc.StatusCode.UNAVAILABLE:
        return Unavailable("the service behind this gateway cannot be reached; try again", retry_after=1)
    if code is grpc.StatusCode.DEADLINE_EXCEEDED:
        return DeadlineExceeded("no answer within the request-timeout")
    # Words of gRPC itself: not written for callers.
    return error_of_code(code.value[0], "the service behind this gateway refused the call")


def _request_id(under_way: Any) -> dict[str, str]:
    trailers = under_way.trailing_metadata() if under_way.done() else None
    return {key: value for key, value in trailers or () if key == request_ids.HEADER}
