"""The audit trail: proto to use case and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from connectors.v1 import audit_pb2 as pb
from connectors.v1 import connector_service_pb2
from server.audit.listing import ListAuditEvents, event_id
from server.call import Call, Handler
from server.messages import given, timestamp
from server.storage.audit_record import EventFilter, StoredEvent


@dataclass(frozen=True, slots=True)
class AuditServicer:
    """The use cases of the audit trail."""

    list: ListAuditEvents

    def handlers(self) -> Mapping[str, Handler]:
        return {"ListAuditEvents": self._list}

    def _list(self, request: pb.ListAuditEventsRequest, call: Call) -> Message:
        wanted = EventFilter(
            connector_id=given(request, "connector_id"),
            user=given(request, "user"),
            method=given(request, "method"),
            outcome=given(request, "outcome"),
            start=_milliseconds(request, "start_time"),
            end=_milliseconds(request, "end_time"),
        )
        listing = self.list(call.caller, given(request, "limit"), given(request, "cursor"), wanted)
        return pb.ListAuditEventsResponse(
            data=[_event(stored) for stored in listing.page.events],
            pagination=connector_service_pb2.Pagination(
                total=listing.page.total,
                has_more=listing.page.has_more,
                limit=listing.limit,
                cursor=listing.cursor,
            ),
        )


def _milliseconds(request: Message, name: str) -> int | None:
    """Rounded up, so that a time between two milliseconds leaves out the one before it."""
    if not request.HasField(name):
        return None
    time: Timestamp = getattr(request, name)
    return time.seconds * 1000 + -(-time.nanos // 1_000_000)


def _event(stored: StoredEvent) -> pb.AuditEvent:
    event = stored.event
    return pb.AuditEvent(
        id=event_id(stored.number),
        time=timestamp(stored.time),
        user=event.user or None,
        role=event.role or None,
        method=event.method,
        connector_id=event.connector_id,
        connector_type=event.connector_type,
        changed_fields=event.changed_fields,
        outcome=event.outcome,
        reason=event.reason or None,
        request_id=event.request_id,
        source_address=event.source_address,
        count=event.count,
    )
