"""Connector types: proto to use case and back."""

from __future__ import annotations

from collections.abc import Mapping

from google.protobuf.message import Message

from server.call import Call, Handler
from server.errors import Unavailable


class ConnectorTypeServicer:
    """The use cases of connector types."""

    def handlers(self) -> Mapping[str, Handler]:
        names = ("List", "Get", "Create", "Update", "Delete")
        return {f"{name}ConnectorType{'s' if name == 'List' else ''}": _absent for name in names}


def _absent(_request: Message, _call: Call) -> Message:
    raise Unavailable("not there yet")
