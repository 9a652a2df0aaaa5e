"""One log line and one measurement a call: who, what, how it ended, how long it took. Never a request or an answer."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from google.protobuf.message import Message

from server.call import Call, Handler
from server.errors import ServiceError, status_of
from server.interceptors.interceptor import Interceptor
from server.method_policy import Method

log = logging.getLogger(__name__)

# (method name, gRPC code name, reason, seconds) -> None
Observe = Callable[[str, str, str, float], None]


def access_log(observe: Observe) -> Interceptor:
    def intercept(method: Method, handler: Handler) -> Handler:
        name = method.name

        def handle(request: Message, call: Call) -> Message:
            begun = time.perf_counter()
            code, reason = "OK", ""
            try:
                return handler(request, call)
            except ServiceError as error:
                status = status_of(error)
                code, reason = status.code.name, status.reason
                raise
            finally:
                seconds = time.perf_counter() - begun
                observe(name, code, reason, seconds)
                if log.isEnabledFor(logging.INFO):
                    log.info("%s %s", name, code, extra=_fields(call, name, code, reason, seconds))

        return handle

    return intercept


def _fields(call: Call, method: str, code: str, reason: str, seconds: float) -> dict[str, object]:
    fields: dict[str, object] = {
        "request_id": call.request_id,
        "method": method,
        "code": code,
        "duration_ms": round(seconds * 1000, 3),
        "peer": call.peer,
    }
    if call.trace_id:
        fields["trace_id"] = call.trace_id
    if reason:
        fields["reason"] = reason
    if call.principal is not None:
        fields |= {"tenant": call.principal.tenant, "role": call.principal.role.value, "user": call.principal.user}
    return fields
