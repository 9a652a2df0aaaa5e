"""Connectors: proto to use case and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message
from google.protobuf.struct_pb2 import Struct
from google.protobuf.timestamp_pb2 import Timestamp

from connectors.v1 import connector_service_pb2 as pb
from connectors.v1 import probe_pb2
from probes.result import ProbeResult
from server.call import Call, Handler
from server.connectors.confirm_credentials import ConfirmCredentials
from server.connectors.create import CreateConnector, NewConnector
from server.connectors.delete import DeleteConnector
from server.connectors.get import GetConnector
from server.connectors.list import ListConnectors
from server.connectors.test import TestConnector
from server.connectors.update import ConnectorChange, UpdateConnector
from server.errors import Unavailable
from server.storage.record import ConnectorRecord
from server.structs import from_struct, to_struct


@dataclass(frozen=True, slots=True)
class ConnectorServicer:
    """The use cases of connectors."""

    create: CreateConnector
    get: GetConnector
    list: ListConnectors
    update: UpdateConnector
    delete: DeleteConnector
    test: TestConnector
    confirm_credentials: ConfirmCredentials

    def handlers(self) -> Mapping[str, Handler]:
        """Each rpc's handler by the rpc's name, not yet wrapped."""
        return {
            "ListConnectors": self._list,
            "GetConnector": self._get,
            "CreateConnector": self._create,
            "UpdateConnector": self._update,
            "DeleteConnector": self._delete,
            "TestConnector": self._test,
            "ConfirmCredentials": self._confirm_credentials,
            # Declared, and on their way.
            "CountConnectors": _not_yet,
            "UndeleteConnector": _not_yet,
            "TestConfig": _not_yet,
            "ExportConnectors": _not_yet,
            "ApplyConnectors": _not_yet,
        }

    def _list(self, request: pb.ListConnectorsRequest, call: Call) -> Message:
        listing = self.list(call.caller, _given(request, "limit"), _given(request, "cursor"))
        return pb.ListConnectorsResponse(
            data=[connector_message(record) for record in listing.page.records],
            pagination=pb.Pagination(
                total=listing.page.total,
                has_more=listing.page.has_more,
                limit=listing.limit,
                cursor=listing.cursor,
            ),
        )

    def _get(self, request: pb.GetConnectorRequest, call: Call) -> Message:
        return pb.GetConnectorResponse(connector=connector_message(self.get(call.caller, request.id)))

    def _create(self, request: pb.CreateConnectorRequest, call: Call) -> Message:
        new = NewConnector(
            name=request.name,
            type=request.type,
            description=_given(request, "description"),
            config=_given(request, "config"),
            connection_config=_given(request, "connection_config"),
            auth_method=request.auth_method,
            auth_config=_given(request, "auth_config"),
        )
        return pb.CreateConnectorResponse(connector=connector_message(self.create(call, new)))

    def _update(self, request: pb.UpdateConnectorRequest, call: Call) -> Message:
        change = ConnectorChange(
            id=request.id,
            name=_given(request, "name"),
            type=_given(request, "type"),
            description=_given(request, "description"),
            config=_given(request, "config"),
            connection_config=_given(request, "connection_config"),
            auth_method=_given(request, "auth_method"),
            auth_config=_given(request, "auth_config"),
            status=_given(request, "status"),
        )
        updated = self.update(call, change)
        connector = connector_message(updated.record)
        connector.auth_config.CopyFrom(to_struct(updated.masked_credentials))
        return pb.UpdateConnectorResponse(connector=connector)

    def _delete(self, request: pb.DeleteConnectorRequest, call: Call) -> Message:
        self.delete(call, request.id)
        return pb.DeleteConnectorResponse()

    def _test(self, request: pb.TestConnectorRequest, call: Call) -> Message:
        tested = self.test(call, request.id)
        return test_response(tested.record, tested.result)

    def _confirm_credentials(self, request: pb.ConfirmCredentialsRequest, call: Call) -> Message:
        return pb.ConfirmCredentialsResponse(connector=connector_message(self.confirm_credentials(call, request.id)))


def _not_yet(_request: Message, _call: Call) -> Message:
    raise Unavailable("this method is not served yet")


def _given(request: Message, name: str) -> Any:
    """The field's value, a Struct as a dict; None when it was not sent."""
    if not request.HasField(name):
        return None
    value = getattr(request, name)
    return from_struct(value) if isinstance(value, Struct) else value


def connector_message(record: ConnectorRecord) -> pb.Connector:
    return pb.Connector(
        id=record.id,
        name=record.name,
        type=record.type,
        description=record.description,
        config=to_struct(record.config),
        auth_method=record.auth_method,
        status=record.status,
        last_tested_at=_timestamp(record.last_tested_at),
        last_error=record.last_error,
        last_sync_row_count=record.last_sync_row_count,
        last_sync_at=_timestamp(record.last_sync_at),
        created_at=_timestamp(record.created_at),
        updated_at=_timestamp(record.updated_at),
        credentials=_credentials(record),
    )


def _credentials(record: ConnectorRecord) -> pb.CredentialMetadata | None:
    """Of credentials stored before such things were kept only that they are there is known."""
    if record.sealed_auth is None:
        return None
    return pb.CredentialMetadata(
        fields=record.credential_fields or (),
        set_at=_timestamp(record.credential_set_at),
        set_by=record.credential_set_by,
        version=record.credential_version,
        fingerprint=record.credential_fingerprint or "",
    )


def test_response(record: ConnectorRecord, result: ProbeResult) -> pb.TestConnectorResponse:
    return pb.TestConnectorResponse(
        id=record.id,
        name=record.name,
        type=record.type,
        status=record.status,
        last_tested_at=_timestamp(record.last_tested_at),
        last_error=record.last_error,
        last_sync_row_count=record.last_sync_row_count,
        last_sync_at=_timestamp(record.last_sync_at),
        success=result.success,
        message=result.message,
        warning=result.warning,
        latency_ms=result.latency_ms,
        verified_level=probe_pb2.VerifiedLevel.Value(result.level.name),
        steps=[
            probe_pb2.ProbeStep(
                name=step.name.value,
                status=probe_pb2.StepStatus.Value(step.status.value),
                latency_ms=step.latency_ms,
                message=step.message,
            )
            for step in result.steps
        ],
        reason=None if result.reason is None else probe_pb2.Reason.Value(result.reason.value),
        field=result.field,
        hint=result.hint,
    )


def _timestamp(milliseconds: int | None) -> Timestamp | None:
    if milliseconds is None:
        return None
    return Timestamp(seconds=milliseconds // 1000, nanos=milliseconds % 1000 * 1_000_000)
