"""The audit trail: proto to use case and back."""

from __future__ import annotations

from collections.abc import Mapping

from google.protobuf.message import Message

from server.call import Call, Handler
from server.errors import Unavailable


class AuditServicer:
    """The use cases of the audit trail."""

    def handlers(self) -> Mapping[str, Handler]:
        return {"ListAuditEvents": _absent}


def _absent(_request: Message, _call: Call) -> Message:
    raise Unavailable("not there yet")
