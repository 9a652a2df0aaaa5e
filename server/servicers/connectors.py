"""Connectors: proto to use case and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from google.protobuf.message import Message

from connectors.v1 import connector_service_pb2 as pb
from connectors.v1 import declarative_pb2, probe_pb2
from probes.result import ProbeResult
from server.call import Call, Handler
from server.connectors.apply import ApplyConnectors
from server.connectors.confirm_credentials import ConfirmCredentials
from server.connectors.count import CountConnectors
from server.connectors.create import CreateConnector, CreateOptions
from server.connectors.delete import DeleteConnector
from server.connectors.drafts import ConnectorChange, NewConnector
from server.connectors.export import ExportConnectors
from server.connectors.filters import filter_of
from server.connectors.get import GetConnector
from server.connectors.list import ListConnectors
from server.connectors.test import TestConnector
from server.connectors.test_config import Config, TestConfig
from server.connectors.undelete import UndeleteConnector
from server.connectors.update import UpdateConnector, UpdateOptions
from server.messages import given, step_message, timestamp
from server.servicers import declarative
from server.servicers.connector_messages import connector_message, page_message, shown_message
from server.storage.record import ConnectorFilter, ConnectorRecord
from server.structs import to_struct


@dataclass(frozen=True, slots=True)
class ConnectorServicer:
    """The use cases of connectors."""

    create: CreateConnector
    get: GetConnector
    list: ListConnectors
    count: CountConnectors
    update: UpdateConnector
    delete: DeleteConnector
    undelete: UndeleteConnector
    test_config: TestConfig
    export: ExportConnectors
    apply: ApplyConnectors
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
            "CountConnectors": self._count,
            "UndeleteConnector": self._undelete,
            "TestConfig": self._test_config,
            "ExportConnectors": self._export,
            "ApplyConnectors": self._apply,
        }

    def _list(self, request: pb.ListConnectorsRequest, call: Call) -> Message:
        wanted = _filter(request, show_deleted=request.show_deleted)
        limit, cursor = given(request, "limit"), given(request, "cursor")
        listing = self.list(call.caller, limit, cursor, wanted, request.order_by)
        return page_message(listing)

    def _count(self, request: pb.CountConnectorsRequest, call: Call) -> Message:
        counts = self.count(call.caller, _filter(request))
        return pb.CountConnectorsResponse(total=counts.total, by_status=counts.by_status, by_type=counts.by_type)

    def _get(self, request: pb.GetConnectorRequest, call: Call) -> Message:
        return shown_message(self.get(call.caller, request.id))

    def _create(self, request: pb.CreateConnectorRequest, call: Call) -> Message:
        new = NewConnector(
            name=request.name,
            type=request.type,
            description=given(request, "description"),
            config=given(request, "config"),
            connection_config=given(request, "connection_config"),
            auth_method=request.auth_method,
            auth_config=given(request, "auth_config"),
            labels=dict(request.labels),
        )
        options = CreateOptions(request.request_id, request.validate_only, request.save_only_if_test_passes)
        return pb.CreateConnectorResponse(connector=connector_message(self.create(call, new, options)))

    def _update(self, request: pb.UpdateConnectorRequest, call: Call) -> Message:
        change = ConnectorChange(
            id=request.id,
            name=given(request, "name"),
            type=given(request, "type"),
            description=given(request, "description"),
            config=given(request, "config"),
            connection_config=given(request, "connection_config"),
            auth_method=given(request, "auth_method"),
            auth_config=given(request, "auth_config"),
            status=given(request, "status"),
            labels=given(request, "labels"),
        )
        options = UpdateOptions(request.etag, request.validate_only, request.save_only_if_test_passes)
        updated = self.update(call, change, options)
        connector = connector_message(updated.record)
        connector.auth_config.CopyFrom(to_struct(updated.masked_credentials))
        return pb.UpdateConnectorResponse(connector=connector)

    def _delete(self, request: pb.DeleteConnectorRequest, call: Call) -> Message:
        self.delete(call, request.id, request.etag)
        return pb.DeleteConnectorResponse()

    def _undelete(self, request: pb.UndeleteConnectorRequest, call: Call) -> Message:
        return pb.UndeleteConnectorResponse(connector=connector_message(self.undelete(call, request.id)))

    def _test_config(self, request: pb.TestConfigRequest, call: Call) -> Message:
        config = Config(
            id=request.id,
            type=given(request, "type"),
            config=given(request, "config"),
            connection_config=given(request, "connection_config"),
            auth_method=given(request, "auth_method"),
            auth_config=given(request, "auth_config"),
        )
        return test_config_response(self.test_config(call, config))

    def _export(self, request: declarative_pb2.ExportConnectorsRequest, call: Call) -> Message:
        wanted = filter_of(types=request.type, labels=request.label)
        return declarative.exported(self.export(call.caller, wanted, request.cursor))

    def _apply(self, request: declarative_pb2.ApplyConnectorsRequest, call: Call) -> Message:
        desired = declarative.desired_set(request)
        return declarative.applied(self.apply(call, desired), dry_run=desired.dry_run)

    def _test(self, request: pb.TestConnectorRequest, call: Call) -> Message:
        tested = self.test(call, request.id)
        return test_response(tested.record, tested.result)

    def _confirm_credentials(self, request: pb.ConfirmCredentialsRequest, call: Call) -> Message:
        return pb.ConfirmCredentialsResponse(connector=connector_message(self.confirm_credentials(call, request.id)))


def _filter(
    request: pb.ListConnectorsRequest | pb.CountConnectorsRequest, *, show_deleted: bool = False
) -> ConnectorFilter:
    return filter_of(
        types=request.type,
        statuses=request.status,
        auth_methods=request.auth_method,
        labels=request.label,
        text=request.query,
        show_deleted=show_deleted,
    )


def test_response(record: ConnectorRecord, result: ProbeResult) -> pb.TestConnectorResponse:
    return pb.TestConnectorResponse(
        id=record.id,
        name=record.name,
        type=record.type,
        status=record.status,
        last_tested_at=timestamp(record.last_tested_at),
        last_error=record.last_error,
        last_sync_row_count=record.last_sync_row_count,
        last_sync_at=timestamp(record.last_sync_at),
        success=result.success,
        message=result.message,
        warning=result.warning,
        latency_ms=result.latency_ms,
        verified_level=probe_pb2.VerifiedLevel.Value(result.level.name),
        steps=[step_message(step) for step in result.steps],
        reason=None if result.reason is None else probe_pb2.Reason.Value(result.reason.value),
        field=result.field,
        hint=result.hint,
    )


def test_config_response(result: ProbeResult) -> pb.TestConfigResponse:
    return pb.TestConfigResponse(
        success=result.success,
        message=result.message,
        warning=result.warning,
        latency_ms=result.latency_ms,
        verified_level=probe_pb2.VerifiedLevel.Value(result.level.name),
        steps=[step_message(step) for step in result.steps],
        reason=None if result.reason is None else probe_pb2.Reason.Value(result.reason.value),
        field=result.field,
        hint=result.hint,
        row_count=result.row_count,
    )
