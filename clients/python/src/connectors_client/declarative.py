"""Filters of lists, and sets of connectors: described, planned, applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from connectors_client import models
from connectors_client.calls import CONNECTORS, Call
from connectors_client.proto import connector_service_pb2, declarative_pb2, probe_pb2


@dataclass(frozen=True)
class Filter:
    """Which connectors; what is given must all hold. `labels` are `env=prod`, or `env` for any value; `query` is a part
    of the name, in whatever case."""

    types: Sequence[str] = ()
    statuses: Sequence[str] = ()
    auth_methods: Sequence[str] = ()
    labels: Sequence[str] = ()
    query: str = ""
    show_deleted: bool = False


@dataclass(frozen=True)
class Counts:
    """How many connectors there are."""

    total: int
    by_status: dict[str, int]
    by_type: dict[str, int]


@dataclass(frozen=True)
class ConfigTest:
    """What a test of a config found that is not stored."""

    success: bool
    message: str
    warning: str | None
    reason: str | None
    field: str | None
    hint: str | None
    verified_level: str
    latency_ms: int
    steps: tuple[models.Step, ...]
    row_count: int | None


@dataclass(frozen=True)
class DesiredConnector:
    """A connector as it should be. `credentials`: None keeps those that are stored, values replace them, {} wipes."""

    name: str
    type: str
    description: str | None = None
    config: Mapping[str, Any] = field(default_factory=dict, repr=False)
    auth_method: str = ""
    credentials: Mapping[str, Any] | None = field(default=None, repr=False)
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PlannedChange:
    """What becomes of one connector: `action` is UNCHANGED, CREATE, UPDATE or DELETE."""

    name: str
    id: str
    action: str
    changed_fields: tuple[str, ...]
    credentials_change: bool


@dataclass(frozen=True)
class Plan:
    """What was done, or in a dry run would be. `etag` makes a later call keep to it."""

    changes: tuple[PlannedChange, ...]
    created: int
    updated: int
    deleted: int
    unchanged: int
    etag: str


def list_page(
    limit: int | None, cursor: str | None, wanted: Filter, order_by: str
) -> Call[models.Page[models.Connector]]:
    request = connector_service_pb2.ListConnectorsRequest(
        limit=limit, cursor=cursor, show_deleted=wanted.show_deleted, order_by=order_by, **_filter(wanted)
    )
    return Call(f"{CONNECTORS}ListConnectors", request, connector_service_pb2.ListConnectorsResponse, _connector_page)


def count(wanted: Filter) -> Call[Counts]:
    request = connector_service_pb2.CountConnectorsRequest(**_filter(wanted))
    return Call(f"{CONNECTORS}CountConnectors", request, connector_service_pb2.CountConnectorsResponse, _counts)


def undelete(connector_id: str) -> Call[models.Connector]:
    request = connector_service_pb2.UndeleteConnectorRequest(id=connector_id)
    return Call(
        f"{CONNECTORS}UndeleteConnector",
        request,
        connector_service_pb2.UndeleteConnectorResponse,
        lambda answer: models.connector(answer.connector),
        repeatable=False,  # its second answer would be that it is not deleted
    )


def test_config(
    connector_id: str,
    *,
    type_name: str | None,
    config: Mapping[str, Any] | None,
    credentials: Mapping[str, Any] | None,
    auth_method: str | None,
) -> Call[ConfigTest]:
    request = connector_service_pb2.TestConfigRequest(
        id=connector_id,
        type=type_name,
        config=models.struct(config, "config"),
        auth_method=auth_method,
        auth_config=models.struct(credentials, "credentials"),
    )
    return Call(f"{CONNECTORS}TestConfig", request, connector_service_pb2.TestConfigResponse, config_test)


def export(wanted: Filter, cursor: str) -> Call[tuple[tuple[DesiredConnector, ...], str | None]]:
    """The connectors, and where the next ones start."""
    request = declarative_pb2.ExportConnectorsRequest(type=wanted.types, label=wanted.labels, cursor=cursor)
    return Call(f"{CONNECTORS}ExportConnectors", request, declarative_pb2.ExportConnectorsResponse, _exported)


def apply(
    connectors: Sequence[DesiredConnector], *, prune: bool, labels: Sequence[str], dry_run: bool, etag: str
) -> Call[Plan]:
    request = declarative_pb2.ApplyConnectorsRequest(
        connectors=[_desired(connector) for connector in connectors],
        prune=prune,
        label=labels,
        dry_run=dry_run,
        etag=etag,
    )
    return Call(f"{CONNECTORS}ApplyConnectors", request, declarative_pb2.ApplyConnectorsResponse, _plan)


def _filter(wanted: Filter) -> dict[str, Any]:
    return {
        "type": wanted.types,
        "status": wanted.statuses,
        "auth_method": wanted.auth_methods,
        "label": wanted.labels,
        "query": wanted.query,
    }


def _connector_page(answer: connector_service_pb2.ListConnectorsResponse) -> models.Page[models.Connector]:
    pagination = answer.pagination
    return models.Page(
        items=tuple(models.connector(entry) for entry in answer.data),
        total=pagination.total,
        cursor=pagination.cursor if pagination.HasField("cursor") else None,
    )


def _counts(answer: connector_service_pb2.CountConnectorsResponse) -> Counts:
    return Counts(answer.total, dict(answer.by_status), dict(answer.by_type))


def config_test(answer: connector_service_pb2.TestConfigResponse) -> ConfigTest:
    return ConfigTest(
        success=answer.success,
        message=answer.message,
        warning=answer.warning if answer.HasField("warning") else None,
        reason=probe_pb2.Reason.Name(answer.reason) if answer.HasField("reason") else None,
        field=answer.field if answer.HasField("field") else None,
        hint=answer.hint if answer.HasField("hint") else None,
        verified_level=probe_pb2.VerifiedLevel.Name(answer.verified_level),
        latency_ms=answer.latency_ms,
        steps=tuple(models.step(entry) for entry in answer.steps),
        row_count=answer.row_count if answer.HasField("row_count") else None,
    )


def _exported(
    answer: declarative_pb2.ExportConnectorsResponse,
) -> tuple[tuple[DesiredConnector, ...], str | None]:
    found = tuple(
        DesiredConnector(
            name=message.name,
            type=message.type,
            description=message.description if message.HasField("description") else None,
            config=models.plain(message.config),
            auth_method=message.auth_method,
            labels=dict(message.labels),
        )
        for message in answer.connectors
    )
    return found, answer.next_cursor if answer.HasField("next_cursor") else None


def _desired(connector: DesiredConnector) -> declarative_pb2.DesiredConnector:
    return declarative_pb2.DesiredConnector(
        name=connector.name,
        type=connector.type,
        description=connector.description,
        config=models.struct(connector.config, f"{connector.name}: config"),
        auth_method=connector.auth_method,
        auth_config=models.struct(connector.credentials, f"{connector.name}: credentials"),
        labels=connector.labels,
    )


def _plan(answer: declarative_pb2.ApplyConnectorsResponse) -> Plan:
    changes = tuple(
        PlannedChange(
            name=change.name,
            id=change.id,
            action=declarative_pb2.PlannedAction.Name(change.action).removeprefix("PLANNED_ACTION_"),
            changed_fields=tuple(change.changed_fields),
            credentials_change=change.credentials_change,
        )
        for change in answer.changes
    )
    return Plan(changes, answer.created, answer.updated, answer.deleted, answer.unchanged, answer.etag)
