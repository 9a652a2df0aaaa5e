"""Lets only ServiceErrors out: anything else becomes Internal. What is our own fault is logged with its cause."""

from __future__ import annotations

import logging

from google.protobuf.message import Message

from server.call import Call, Handler
from server.errors import Internal, ServiceError, status_of
from server.method_policy import Method

log = logging.getLogger(__name__)


def _log_if_ours(method: Method, call: Call, error: ServiceError) -> None:
    http = status_of(error).http
    if http == 500:
        log.error("%s failed", method.name, exc_info=error, extra={"request_id": call.request_id})
    elif http == 503:
        # A dependency that is away fails every call: one line each, the cause by its type.
        cause = type(error.__cause__ or error).__name__
        log.warning("%s failed: %s", method.name, error, extra={"request_id": call.request_id, "cause": cause})


def errors(method: Method, handler: Handler) -> Handler:
    def handle(request: Message, call: Call) -> Message:
        try:
            return handler(request, call)
        except ServiceError as error:
            _log_if_ours(method, call, error)
            raise
        except Exception as error:
            log.exception("%s failed", method.name, extra={"request_id": call.request_id})
            raise Internal(f"internal error; the service's log has it under request id {call.request_id}") from error

    return handle
