"""The calls themselves, once for both clients: what is sent, how the answer reads, whether it may be sent twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from connectors_client import fleets, models
from connectors_client.proto import (
    audit_pb2,
    connector_service_pb2,
    connector_type_pb2,
    fleet_pb2,
    history_pb2,
    schedule_pb2,
    sync_pb2,
)

T = TypeVar("T")

CONNECTORS = "/connectors.v1.ConnectorService/"
AUDIT = "/connectors.v1.AuditService/"
FLEETS = "/connectors.v1.FleetService/"
HISTORY = "/connectors.v1.HistoryService/"
SCHEDULES = "/connectors.v1.ScheduleService/"
SYNC = "/connectors.v1.SyncService/"


@dataclass(frozen=True)
class Call(Generic[T]):
    """One rpc, ready to be sent."""

    method: str
    request: Message
    response: type[Message]
    read: Callable[[Any], T]
    repeatable: bool = True


@dataclass(frozen=True)
class Stream(Generic[T]):
    """An rpc that answers with many messages, ready to be sent. `resume_field` says in an answer how far it is, and in
    a request where to go on."""

    method: str
    request: Message
    response: type[Message]
    read: Callable[[Any], T]
    resume_field: str

    def after(self, answer: Any) -> Message:
        """The request that goes on after this answer."""
        resumed = type(self.request)()
        resumed.CopyFrom(self.request)
        setattr(resumed, self.resume_field, getattr(answer, self.resume_field))
        return resumed


def get(connector_id: str) -> Call[models.Connector]:
    request = connector_service_pb2.GetConnectorRequest(id=connector_id)
    return Call(f"{CONNECTORS}GetConnector", request, connector_service_pb2.GetConnectorResponse, _connector)


def create(
    name: str,
    type_name: str,
    *,
    config: Mapping[str, Any] | None,
    credentials: Mapping[str, Any] | None,
    auth_method: str,
    description: str | None,
    labels: Mapping[str, str] | None = None,
    request_id: str = "",
    validate_only: bool = False,
    only_if_test_passes: bool = False,
) -> Call[models.Connector]:
    request = connector_service_pb2.CreateConnectorRequest(
        name=name,
        type=type_name,
        description=description,
        config=models.struct(config, "config"),
        auth_method=auth_method,
        auth_config=models.struct(credentials, "credentials"),
        labels=labels,
        request_id=request_id,
        validate_only=validate_only,
        save_only_if_test_passes=only_if_test_passes,
    )
    return Call(
        f"{CONNECTORS}CreateConnector",
        request,
        connector_service_pb2.CreateConnectorResponse,
        _connector,
        repeatable=bool(request_id) or validate_only,
    )


def update(
    connector_id: str,
    *,
    name: str | None,
    type_name: str | None,
    description: str | None,
    config: Mapping[str, Any] | None,
    credentials: Mapping[str, Any] | None,
    auth_method: str | None,
    status: str | None,
    labels: Mapping[str, str] | None = None,
    etag: str = "",
    validate_only: bool = False,
    only_if_test_passes: bool = False,
) -> Call[models.Connector]:
    request = connector_service_pb2.UpdateConnectorRequest(
        id=connector_id,
        name=name,
        type=type_name,
        description=description,
        config=models.struct(config, "config"),
        auth_method=auth_method,
        auth_config=models.struct(credentials, "credentials"),
        status=status,
        labels=models.struct(labels, "labels"),
        etag=etag,
        validate_only=validate_only,
        save_only_if_test_passes=only_if_test_passes,
    )
    return Call(
        f"{CONNECTORS}UpdateConnector",
        request,
        connector_service_pb2.UpdateConnectorResponse,
        _connector,
        repeatable=etag in ("", "*"),  # the first one may have made its own etag old
    )


def delete(connector_id: str, etag: str = "") -> Call[None]:
    request = connector_service_pb2.DeleteConnectorRequest(id=connector_id, etag=etag)
    return Call(
        f"{CONNECTORS}DeleteConnector",
        request,
        connector_service_pb2.DeleteConnectorResponse,
        _nothing,
        repeatable=False,  # its second answer would be NotFound
    )


def test(connector_id: str) -> Call[models.TestResult]:
    request = connector_service_pb2.TestConnectorRequest(id=connector_id)
    return Call(f"{CONNECTORS}TestConnector", request, connector_service_pb2.TestConnectorResponse, models.test_result)


def confirm_credentials(connector_id: str) -> Call[models.Connector]:
    request = connector_service_pb2.ConfirmCredentialsRequest(id=connector_id)
    return Call(
        f"{CONNECTORS}ConfirmCredentials", request, connector_service_pb2.ConfirmCredentialsResponse, _connector
    )


def record_sync(connector_id: str, row_count: int | None, finished_at: datetime | None) -> Call[models.Connector]:
    request = sync_pb2.RecordSyncRequest(id=connector_id, row_count=row_count, finished_at=_timestamp(finished_at))
    return Call(f"{SYNC}RecordSync", request, sync_pb2.RecordSyncResponse, _connector)


def list_types(category: str | None) -> Call[tuple[models.ConnectorType, ...]]:
    request = connector_type_pb2.ListConnectorTypesRequest(category=category)
    return Call(
        f"{CONNECTORS}ListConnectorTypes",
        request,
        connector_type_pb2.ListConnectorTypesResponse,
        lambda answer: tuple(models.connector_type(entry) for entry in answer.data),
    )


def get_type(name: str) -> Call[models.ConnectorType]:
    request = connector_type_pb2.GetConnectorTypeRequest(name=name)
    return Call(f"{CONNECTORS}GetConnectorType", request, connector_type_pb2.GetConnectorTypeResponse, _type)


def create_type(name: str, declaration: Mapping[str, Any]) -> Call[models.ConnectorType]:
    request = connector_type_pb2.CreateConnectorTypeRequest(
        name=name, declaration=models.struct(declaration, "declaration")
    )
    return Call(
        f"{CONNECTORS}CreateConnectorType",
        request,
        connector_type_pb2.CreateConnectorTypeResponse,
        _type,
        repeatable=False,
    )


def update_type(name: str, declaration: Mapping[str, Any], version: int | None) -> Call[models.ConnectorType]:
    request = connector_type_pb2.UpdateConnectorTypeRequest(
        name=name, declaration=models.struct(declaration, "declaration"), version=version
    )
    return Call(
        f"{CONNECTORS}UpdateConnectorType",
        request,
        connector_type_pb2.UpdateConnectorTypeResponse,
        _type,
        repeatable=version is None,  # the first one may have made its own `version` old
    )


def delete_type(name: str) -> Call[None]:
    request = connector_type_pb2.DeleteConnectorTypeRequest(name=name)
    return Call(
        f"{CONNECTORS}DeleteConnectorType",
        request,
        connector_type_pb2.DeleteConnectorTypeResponse,
        _nothing,
        repeatable=False,
    )


def audit_page(
    limit: int | None,
    cursor: str | None,
    *,
    connector_id: str | None,
    user: str | None,
    method: str | None,
    outcome: str | None,
    start: datetime | None,
    end: datetime | None,
) -> Call[models.Page[models.AuditEvent]]:
    request = audit_pb2.ListAuditEventsRequest(
        limit=limit,
        cursor=cursor,
        connector_id=connector_id,
        user=user,
        method=method,
        outcome=outcome,
        start_time=_timestamp(start),
        end_time=_timestamp(end),
    )
    return Call(
        f"{AUDIT}ListAuditEvents",
        request,
        audit_pb2.ListAuditEventsResponse,
        lambda answer: _page(answer, models.audit_event),
    )


def test_many(
    ids: Sequence[str],
    *,
    types: Sequence[str],
    statuses: Sequence[str],
    labels: Sequence[str],
    query: str,
    parallelism: int | None,
) -> Stream[fleets.FleetEvent]:
    request = fleet_pb2.TestConnectorsRequest(
        ids=ids, type=types, status=statuses, label=labels, query=query, parallelism=parallelism
    )
    return Stream(
        f"{FLEETS}TestConnectors", request, fleet_pb2.TestConnectorsResponse, fleets.fleet_event, "resume_token"
    )


def watch(revision: str) -> Stream[fleets.ConnectorEvent]:
    request = fleet_pb2.WatchConnectorsRequest(revision=revision)
    return Stream(
        f"{FLEETS}WatchConnectors", request, fleet_pb2.WatchConnectorsResponse, fleets.connector_event, "revision"
    )


def run_page(
    connector_id: str,
    limit: int | None,
    cursor: str | None,
    *,
    success: bool | None,
    start: datetime | None,
    end: datetime | None,
) -> Call[models.Page[fleets.TestRun]]:
    request = history_pb2.ListTestRunsRequest(
        id=connector_id,
        limit=limit,
        cursor=cursor,
        start_time=_timestamp(start),
        end_time=_timestamp(end),
    )
    if success is not None:
        request.success = success
    return Call(
        f"{HISTORY}ListTestRuns",
        request,
        history_pb2.ListTestRunsResponse,
        lambda answer: _page(answer, fleets.test_run),
    )


def history(connector_id: str, days: int | None) -> Call[fleets.History]:
    request = history_pb2.GetConnectorHistoryRequest(id=connector_id, days=days)
    return Call(f"{HISTORY}GetConnectorHistory", request, history_pb2.GetConnectorHistoryResponse, fleets.history)


def get_schedule(connector_id: str) -> Call[fleets.Schedule]:
    request = schedule_pb2.GetCheckScheduleRequest(id=connector_id)
    return Call(
        f"{SCHEDULES}GetCheckSchedule",
        request,
        schedule_pb2.GetCheckScheduleResponse,
        lambda answer: fleets.schedule(answer.schedule),
    )


def set_schedule(connector_id: str, interval_seconds: int | None) -> Call[fleets.Schedule]:
    request = schedule_pb2.SetCheckScheduleRequest(id=connector_id, interval_seconds=interval_seconds)
    return Call(
        f"{SCHEDULES}SetCheckSchedule",
        request,
        schedule_pb2.SetCheckScheduleResponse,
        lambda answer: fleets.schedule(answer.schedule),
    )


def get_default_schedule() -> Call[int]:
    return Call(
        f"{SCHEDULES}GetDefaultCheckSchedule",
        schedule_pb2.GetDefaultCheckScheduleRequest(),
        schedule_pb2.GetDefaultCheckScheduleResponse,
        lambda answer: int(answer.interval_seconds),
    )


def set_default_schedule(interval_seconds: int) -> Call[int]:
    return Call(
        f"{SCHEDULES}SetDefaultCheckSchedule",
        schedule_pb2.SetDefaultCheckScheduleRequest(interval_seconds=interval_seconds),
        schedule_pb2.SetDefaultCheckScheduleResponse,
        lambda answer: int(answer.interval_seconds),
    )


def _connector(answer: Any) -> models.Connector:
    return models.connector(answer.connector)


def _type(answer: Any) -> models.ConnectorType:
    return models.connector_type(answer.connector_type)


def _nothing(_answer: Any) -> None:
    return None


def _page(answer: Any, read: Callable[[Any], T]) -> models.Page[T]:
    pagination = answer.pagination
    return models.Page(
        items=tuple(read(entry) for entry in answer.data),
        total=pagination.total,
        cursor=pagination.cursor if pagination.HasField("cursor") else None,
    )


def _timestamp(moment: datetime | None) -> Timestamp | None:
    if moment is None:
        return None
    told = Timestamp()
    told.FromDatetime(moment)
    return told
