"""Bound methods as gRPC handlers: a Call from the context, a status with details from a ServiceError."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from google.protobuf.message import DecodeError, Message

from server.call import BoundMethod, Call
from server.errors import Cancelled, MalformedRequest, ServiceError, status_of
from server.status import rpc_status

DETAILS_KEY = "grpc-status-details-bin"
CODES: dict[int, grpc.StatusCode] = {code.value[0]: code for code in grpc.StatusCode}

ExecutorOf = Callable[[BoundMethod], ThreadPoolExecutor | None]


class Undecodable:
    """Stands for a request that is not a message of its type, so that the refusal has our shape."""


def service_handler(
    service: str, methods: Sequence[BoundMethod], executor_of: ExecutorOf, *, with_certificates: bool = False
) -> grpc.GenericRpcHandler:
    """All methods of a service. `executor_of` names the pool of a method that must not hold the server's own;
    `with_certificates`: calls are told the client certificate that the port has verified."""
    handlers = {bound.method.name: _rpc_handler(bound, executor_of(bound), with_certificates) for bound in methods}
    return grpc.method_handlers_generic_handler(service, handlers)


def _rpc_handler(
    bound: BoundMethod, executor: ThreadPoolExecutor | None, with_certificates: bool
) -> grpc.RpcMethodHandler[Any, Any]:
    method, handler = bound.method, bound.handler
    cancellable = executor is not None

    def answer_to(
        request: Message | Undecodable,
        context: grpc.ServicerContext,
        send: Callable[[Message], None] | None = None,
    ) -> Message:
        call = Call(
            method=method,
            metadata=_metadata(context),
            peer=context.peer(),
            deadline=_deadline(context),
            send=send,
            certificate=_certificate(context) if with_certificates else "",
        )
        if cancellable:
            context.add_callback(call.cancellation.cancel)
        try:
            if isinstance(request, Undecodable):
                raise MalformedRequest(f"not a {method.request.DESCRIPTOR.name}, or nested too deeply")
            answer = handler(request, call)
        except ServiceError as error:
            _abort(context, call, error)
        context.set_trailing_metadata(tuple(call.response_metadata.items()))
        return answer

    def behaviour(request: Message | Undecodable, context: grpc.ServicerContext) -> Message:
        return answer_to(request, context)

    def streaming(
        request: Message | Undecodable, context: grpc.ServicerContext, push: Callable[[Message | None], None]
    ) -> None:
        def send(answer: Message) -> None:
            if not context.is_active():
                raise Cancelled("the caller went away")
            push(answer)  # returns when gRPC has taken it: a slow reader holds the handler back

        answer_to(request, context, send)
        push(None)

    if method.streams:
        streaming.experimental_non_blocking = True  # type: ignore[attr-defined]  # grpcio: the behaviour pushes
        if executor is not None:
            streaming.experimental_thread_pool = executor  # type: ignore[attr-defined]  # as below
        return grpc.unary_stream_rpc_method_handler(
            streaming,
            request_deserializer=_decoder(method.request),
            response_serializer=method.response.SerializeToString,
        )
    if executor is not None:
        # grpcio reads the pool from the behaviour itself; a bound method could not carry it.
        behaviour.experimental_thread_pool = executor  # type: ignore[attr-defined]
    return grpc.unary_unary_rpc_method_handler(
        behaviour,
        request_deserializer=_decoder(method.request),
        response_serializer=method.response.SerializeToString,
    )


def _decoder(request: type[Message]) -> Callable[[bytes], Message | Undecodable]:
    def decode(data: bytes) -> Message | Undecodable:
        try:
            return request.FromString(data)
        except DecodeError:
            return Undecodable()

    return decode


def _abort(context: grpc.ServicerContext, call: Call, error: ServiceError) -> None:
    status = rpc_status(error)
    trailers = (*call.response_metadata.items(), (DETAILS_KEY, status.SerializeToString()))
    context.set_trailing_metadata(trailers)
    context.abort(CODES[status_of(error).code], error.message)


def _metadata(context: grpc.ServicerContext) -> dict[str, str]:
    """Textual metadata. A key sent twice is joined, as HTTP does: no identity grammar accepts a comma."""
    found: dict[str, str] = {}
    for key, value in context.invocation_metadata():
        if isinstance(value, str):
            found[key] = f"{found[key]}, {value}" if key in found else value
    return found


def _certificate(context: grpc.ServicerContext) -> str:
    """In PEM; empty where the connection showed none."""
    # grpcio gives a list of bytes; its stubs say otherwise.
    shown: Any = context.auth_context().get("x509_pem_cert")
    return str(shown[0], "ascii") if shown else ""


def _deadline(context: grpc.ServicerContext) -> float | None:
    remaining = context.time_remaining()
    return None if remaining is None or math.isinf(remaining) else time.monotonic() + remaining
