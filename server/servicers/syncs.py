"""Sync results: proto to use case and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from google.protobuf.message import Message

from connectors.v1 import sync_pb2 as pb
from server.call import Call, Handler
from server.connectors.record_sync import RecordSync
from server.servicers.connector_messages import connector_message


@dataclass(frozen=True, slots=True)
class SyncServicer:
    """The use case of sync results."""

    record: RecordSync

    def handlers(self) -> Mapping[str, Handler]:
        return {"RecordSync": self._record}

    def _record(self, request: pb.RecordSyncRequest, call: Call) -> Message:
        record = self.record(
            call,
            request.id,
            request.row_count if request.HasField("row_count") else None,
            request.finished_at.ToMilliseconds() if request.HasField("finished_at") else None,
        )
        return pb.RecordSyncResponse(connector=connector_message(record))
