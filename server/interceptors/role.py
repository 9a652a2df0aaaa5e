"""Refuses callers whose role the method's policy does not list."""

from __future__ import annotations

from google.protobuf.message import Message

from server.call import Call, Handler
from server.errors import PermissionDenied
from server.method_policy import Method


def role(method: Method, handler: Handler) -> Handler:
    allowed = ", ".join(sorted(method.roles))

    def handle(request: Message, call: Call) -> Message:
        if call.caller.role not in method.roles:
            raise PermissionDenied(f"{method.name} needs one of the roles {allowed}; this caller is {call.caller.role}")
        return handler(request, call)

    return handle
