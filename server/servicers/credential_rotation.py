"""Rotations of credentials: proto to use case and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from google.protobuf.message import Message

from connectors.v1 import credential_rotation_pb2 as pb
from server.call import Call, Handler
from server.credential_rotation.discard import DiscardCredentialRotation
from server.credential_rotation.get import GetCredentialRotation
from server.credential_rotation.promote import KEEP_SECONDS, PromoteCredentials, PromoteOptions
from server.credential_rotation.roll_back import RollBackCredentials
from server.credential_rotation.stage import NewCredentials, StageCredentials
from server.credential_rotation.view import CredentialRotation
from server.messages import timestamp
from server.servicers.connector_messages import connector_message
from server.servicers.connectors import test_config_response
from server.storage.credential_rotation_record import KeptCredentials
from server.structs import from_struct


@dataclass(frozen=True, slots=True)
class CredentialRotationServicer:
    """The use cases of rotations."""

    stage: StageCredentials
    get: GetCredentialRotation
    promote: PromoteCredentials
    roll_back: RollBackCredentials
    discard: DiscardCredentialRotation

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "StageCredentials": self._stage,
            "GetCredentialRotation": self._get,
            "PromoteCredentials": self._promote,
            "RollBackCredentials": self._roll_back,
            "DiscardCredentialRotation": self._discard,
        }

    def _stage(self, request: pb.StageCredentialsRequest, call: Call) -> Message:
        staged = self.stage(
            call,
            NewCredentials(
                request.id,
                from_struct(request.auth_config) if request.HasField("auth_config") else None,
                request.auth_method if request.HasField("auth_method") else None,
            ),
        )
        return pb.StageCredentialsResponse(
            test=test_config_response(staged.result),
            rotation=_rotation(staged.rotation) if staged.rotation else None,
        )

    def _get(self, request: pb.GetCredentialRotationRequest, call: Call) -> Message:
        return pb.GetCredentialRotationResponse(rotation=_rotation(self.get(call.caller, request.id)))

    def _promote(self, request: pb.PromoteCredentialsRequest, call: Call) -> Message:
        keep = request.keep_previous_seconds if request.HasField("keep_previous_seconds") else KEEP_SECONDS
        changed = self.promote(call, request.id, PromoteOptions(keep, request.etag))
        return pb.PromoteCredentialsResponse(
            connector=connector_message(changed.record), rotation=_rotation(changed.rotation)
        )

    def _roll_back(self, request: pb.RollBackCredentialsRequest, call: Call) -> Message:
        changed = self.roll_back(call, request.id, request.etag)
        return pb.RollBackCredentialsResponse(
            connector=connector_message(changed.record), rotation=_rotation(changed.rotation)
        )

    def _discard(self, request: pb.DiscardCredentialRotationRequest, call: Call) -> Message:
        self.discard(call, request.id)
        return pb.DiscardCredentialRotationResponse()


def _rotation(rotation: CredentialRotation) -> pb.CredentialRotation:
    return pb.CredentialRotation(
        staged=_staged(rotation.staged, outdated=rotation.outdated) if rotation.staged else None,
        previous=_previous(rotation.previous) if rotation.previous else None,
    )


def _staged(kept: KeptCredentials, *, outdated: bool) -> pb.StagedCredentials:
    return pb.StagedCredentials(
        fields=kept.fields,
        auth_method=kept.auth_method,
        staged_at=timestamp(kept.set_at),
        staged_by=kept.set_by,
        fingerprint=kept.fingerprint,
        expires_at=timestamp(kept.expires_at),
        outdated=outdated,
    )


def _previous(kept: KeptCredentials) -> pb.PreviousCredentials:
    return pb.PreviousCredentials(
        fields=kept.fields,
        auth_method=kept.auth_method,
        set_at=timestamp(kept.set_at),
        set_by=kept.set_by,
        version=kept.version,
        fingerprint=kept.fingerprint,
        expires_at=timestamp(kept.expires_at),
    )
