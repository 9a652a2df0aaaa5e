"""Finds out who is calling. Nothing below runs without a principal."""

from __future__ import annotations

from google.protobuf.message import Message

from server.call import Call, Handler
from server.identity.bearer import HEADER as AUTHORIZATION
from server.identity.identity import Identity
from server.interceptors.interceptor import Interceptor
from server.method_policy import Method
from server.observe.redaction import shield


def identity(source: Identity) -> Interceptor:
    def intercept(_method: Method, handler: Handler) -> Handler:
        def handle(request: Message, call: Call) -> Message:
            # Whatever is logged from here on, in whatever words: a bearer token is a credential.
            if AUTHORIZATION in call.metadata:
                shield(call.metadata[AUTHORIZATION].rpartition(" ")[2])
            call.principal = source.authenticate(call.metadata, call.certificate)
            return handler(request, call)

        return handle

    return intercept
