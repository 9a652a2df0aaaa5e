"""Lets only ServiceErrors out: anything else becomes Internal, and its text stays in the log."""

from __future__ import annotations

import logging

from google.protobuf.message import Message

from server.call import Call, Handler
from server.errors import Internal, ServiceError
from server.method_policy import Method

log = logging.getLogger(__name__)


def errors(method: Method, handler: Handler) -> Handler:
    def handle(request: Message, call: Call) -> Message:
        try:
            return handler(request, call)
        except ServiceError:
            raise
        except Exception as error:
            log.exception("%s failed", method.name, extra={"request_id": call.request_id})
            raise Internal(f"internal error; the service's log has it under request id {call.request_id}") from error

    return handle
