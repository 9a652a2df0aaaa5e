"""The lease of credentials: proto to use case and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from google.protobuf.message import Message

from connectors.v1 import lease_pb2 as pb
from server.call import Call, Handler
from server.connectors.lease_credentials import LeaseCredentials
from server.messages import timestamp
from server.structs import to_struct


@dataclass(frozen=True, slots=True)
class CredentialLeaseServicer:
    """The use case of the lease."""

    lease: LeaseCredentials

    def handlers(self) -> Mapping[str, Handler]:
        return {"LeaseCredentials": self._lease}

    def _lease(self, request: pb.LeaseCredentialsRequest, call: Call) -> Message:
        lease = self.lease(call, request.id)
        record = lease.record
        return pb.LeaseCredentialsResponse(
            id=record.id,
            type=record.type,
            auth_method=record.auth_method,
            config=to_struct(lease.config),
            auth_config=to_struct(lease.credentials),
            credential_version=record.credential_version,
            expires_at=timestamp(lease.expires_at),
        )
