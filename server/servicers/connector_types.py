"""Connector types: proto to use case and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from google.protobuf.message import Message

from connectors.v1 import connector_type_pb2 as pb
from server.call import Call, Handler
from server.connector_types.create import CreateConnectorType
from server.connector_types.delete import DeleteConnectorType
from server.connector_types.get import GetConnectorType
from server.connector_types.list import ListConnectorTypes
from server.connector_types.update import UpdateConnectorType
from server.servicers.connector_type_messages import BuiltInMessages, own_message
from server.storage.own_types import OwnTypeRecord
from server.structs import from_struct


@dataclass(frozen=True, slots=True)
class ConnectorTypeServicer:
    """The use cases of connector types."""

    create: CreateConnectorType
    get: GetConnectorType
    list: ListConnectorTypes
    update: UpdateConnectorType
    delete: DeleteConnectorType
    built_in: BuiltInMessages

    def handlers(self) -> Mapping[str, Handler]:
        """Each rpc's handler by the rpc's name, not yet wrapped."""
        return {
            "ListConnectorTypes": self._list,
            "GetConnectorType": self._get,
            "CreateConnectorType": self._create,
            "UpdateConnectorType": self._update,
            "DeleteConnectorType": self._delete,
        }

    def _list(self, request: pb.ListConnectorTypesRequest, call: Call) -> Message:
        category = request.category if request.HasField("category") else None
        return self.built_in.list_with(self.list(call.caller), category)

    def _get(self, request: pb.GetConnectorTypeRequest, call: Call) -> Message:
        found = self.get(call.caller, request.name)
        message = own_message(found) if isinstance(found, OwnTypeRecord) else self.built_in.by_name()[found.name]
        return pb.GetConnectorTypeResponse(connector_type=message)

    def _create(self, request: pb.CreateConnectorTypeRequest, call: Call) -> Message:
        record = self.create(call, request.name, from_struct(request.declaration))
        return pb.CreateConnectorTypeResponse(connector_type=own_message(record))

    def _update(self, request: pb.UpdateConnectorTypeRequest, call: Call) -> Message:
        version = request.version if request.HasField("version") else None
        record = self.update(call, request.name, from_struct(request.declaration), version)
        return pb.UpdateConnectorTypeResponse(connector_type=own_message(record))

    def _delete(self, request: pb.DeleteConnectorTypeRequest, call: Call) -> Message:
        self.delete(call, request.name)
        return pb.DeleteConnectorTypeResponse()
