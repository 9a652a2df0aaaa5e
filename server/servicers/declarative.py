"""Sets of connectors: proto to use case and back."""

from __future__ import annotations

from connectors.v1 import declarative_pb2 as pb
from server.connectors.apply import Action, DesiredSet, Plan
from server.connectors.drafts import NewConnector
from server.connectors.export import Exported
from server.connectors.labels import conditions
from server.storage.record import ShownConnector
from server.structs import from_struct, to_struct

_ACTIONS = {
    Action.UNCHANGED: pb.PLANNED_ACTION_UNCHANGED,
    Action.CREATE: pb.PLANNED_ACTION_CREATE,
    Action.UPDATE: pb.PLANNED_ACTION_UPDATE,
    Action.DELETE: pb.PLANNED_ACTION_DELETE,
}


def desired_set(request: pb.ApplyConnectorsRequest) -> DesiredSet:
    return DesiredSet(
        connectors=[_desired(message) for message in request.connectors],
        prune=request.prune,
        labels=conditions(request.label),
        dry_run=request.dry_run,
        etag=request.etag,
    )


def applied(plan: Plan, *, dry_run: bool) -> pb.ApplyConnectorsResponse:
    return pb.ApplyConnectorsResponse(
        changes=[
            pb.PlannedChange(
                name=item.name,
                id="" if dry_run and item.action is Action.CREATE else item.id,
                action=_ACTIONS[item.action],
                changed_fields=item.fields,
                credentials_change=item.credentials_change,
            )
            for item in plan.changes
        ],
        created=plan.count(Action.CREATE),
        updated=plan.count(Action.UPDATE),
        deleted=plan.count(Action.DELETE),
        unchanged=plan.count(Action.UNCHANGED),
        etag=plan.etag,
    )


def exported(export: Exported) -> pb.ExportConnectorsResponse:
    return pb.ExportConnectorsResponse(
        connectors=[_described(record) for record in export.records], next_cursor=export.next_cursor
    )


def _desired(message: pb.DesiredConnector) -> NewConnector:
    return NewConnector(
        name=message.name,
        type=message.type,
        description=message.description or None,
        config=from_struct(message.config),
        auth_method=message.auth_method,
        auth_config=from_struct(message.auth_config) if message.HasField("auth_config") else None,
        labels=dict(message.labels),
    )


def _described(record: ShownConnector) -> pb.DesiredConnector:
    return pb.DesiredConnector(
        name=record.name,
        type=record.type,
        description=record.description,
        config=to_struct(record.config),
        auth_method=record.auth_method,
        labels=record.labels,
    )
