"""Gives every call an id: the caller's own if it is well-formed, else a new one. It is echoed and logged."""

from __future__ import annotations

import re
import secrets

from google.protobuf.message import Message

from server.call import Call, Handler
from server.method_policy import Method

HEADER = "x-request-id"
WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,127}")


def request_id(_method: Method, handler: Handler) -> Handler:
    def handle(request: Message, call: Call) -> Message:
        given = call.metadata.get(HEADER, "")
        call.request_id = given if WELL_FORMED.fullmatch(given) else secrets.token_hex(16)
        call.response_metadata[HEADER] = call.request_id
        return handler(request, call)

    return handle
