"""A span for the call, and one for its use case inside it: what lies between is what the other interceptors took."""

from __future__ import annotations

from google.protobuf.message import Message

from server.call import Call, Handler
from server.errors import ServiceError, status_of
from server.interceptors.interceptor import Interceptor
from server.method_policy import Method
from server.observe.traces import Span, Tracer


def call_span(tracer: Tracer) -> Interceptor:
    def intercept(method: Method, handler: Handler) -> Handler:
        name = method.full_name.removeprefix("/")

        def handle(request: Message, call: Call) -> Message:
            with tracer.incoming(name, call.metadata) as span:
                call.trace_id = span.trace_id
                span.set(rpc__system__name="grpc", rpc__method=name, connectors__request_id=call.request_id)
                try:
                    return handler(request, call)
                except ServiceError as error:
                    _tell(span, error)
                    raise
                finally:
                    if call.principal is not None:
                        span.set(connectors__tenant=call.principal.tenant)

        return handle

    return intercept


def _tell(span: Span, error: ServiceError) -> None:
    status = status_of(error)
    span.set(rpc__response__status_code=status.code.name)
    # A caller's own mistake is no failure of the server (OpenTelemetry's conventions for RPC servers).
    if status.http >= 500:
        span.failed(status.reason)
    else:
        span.set(connectors__reason=status.reason)


def use_case_span(tracer: Tracer) -> Interceptor:
    def intercept(method: Method, handler: Handler) -> Handler:
        def handle(request: Message, call: Call) -> Message:
            with tracer.inside(method.name):
                return handler(request, call)

        return handle

    return intercept
