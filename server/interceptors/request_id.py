"""Gives every call an id: the caller's own if it is well-formed, else a new one. It is echoed and logged."""

from __future__ import annotations

from google.protobuf.message import Message

from server.call import Call, Handler
from server.method_policy import Method
from server.request_ids import HEADER, request_id_of


def request_id(_method: Method, handler: Handler) -> Handler:
    def handle(request: Message, call: Call) -> Message:
        call.request_id = request_id_of(call.metadata)
        call.response_metadata[HEADER] = call.request_id
        return handler(request, call)

    return handle
