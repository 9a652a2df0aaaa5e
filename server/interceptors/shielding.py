"""Keeps a call's secrets out of every log line written while it runs, in whatever words they would appear.

What is secret is what the contract marks debug_redact; the use cases shield what they open of the vault.
"""

from __future__ import annotations

from google.protobuf.message import Message
from google.protobuf.struct_pb2 import Struct

from server.call import Call, Handler
from server.interceptors.inner_fields import InnerFields
from server.method_policy import Method
from server.observe.redaction import shield
from server.observe.redaction import shielding as shielded
from server.structs import from_struct


def shielding(method: Method, handler: Handler) -> Handler:
    marked = InnerFields(method.descriptor.input_type, lambda field: field.GetOptions().debug_redact)

    def handle(request: Message, call: Call) -> Message:
        with shielded():
            for value, _path in marked.values(request):
                shield(from_struct(value) if isinstance(value, Struct) else value)
            return handler(request, call)

    return handle
