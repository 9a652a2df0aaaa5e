"""Notes the calls that failed. Those that succeeded are noted by their use case, in the transaction of what they did.

Refused, whatever the method: a call without an identity, a role or room under a limit (401, 403, 429). Of a method
that changes or tests something, every failure is noted, be it the caller's or ours.
"""

from __future__ import annotations

from google.protobuf.message import Message

from server.audit.refusals import Refusals
from server.call import Call, Handler
from server.connectors.ids import CONNECTOR_ID
from server.errors import ServiceError, Status, status_of
from server.interceptors.interceptor import Interceptor
from server.method_policy import Method
from server.storage.audit_record import event_of

_REFUSED = (401, 403, 429)
_READS = ("Get", "List", "Watch", "Export")


def audit(refusals: Refusals) -> Interceptor:
    def intercept(method: Method, handler: Handler) -> Handler:
        only_reads = method.name.startswith(_READS)
        has_id = "id" in method.descriptor.input_type.fields_by_name

        def handle(request: Message, call: Call) -> Message:
            try:
                return handler(request, call)
            except ServiceError as error:
                status = status_of(error)
                if status.http in _REFUSED or not only_reads:
                    _note(refusals, call, getattr(request, "id", "") if has_id else "", status)
                raise

        return handle

    return intercept


def _note(refusals: Refusals, call: Call, given_id: object, status: Status) -> None:
    connector_id = given_id if isinstance(given_id, str) and CONNECTOR_ID.fullmatch(given_id) else None
    event = event_of(call, connector_id=connector_id, outcome=status.code.name, reason=status.reason)
    refusals.note(event, at_once=status.http < 499)
