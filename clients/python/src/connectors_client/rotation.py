"""Changes of credentials in two steps: staged and tested, promoted, and rolled back where they were wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors_client import models
from connectors_client.calls import Call
from connectors_client.declarative import ConfigTest, config_test
from connectors_client.proto import credential_rotation_pb2

ROTATIONS = "/connectors.v1.CredentialRotationService/"


@dataclass(frozen=True)
class StagedCredentials:
    """Credentials that passed their test and wait to be promoted. `outdated`: the connector was changed since."""

    fields: tuple[str, ...]
    auth_method: str
    staged_at: datetime | None
    staged_by: str | None
    fingerprint: str
    expires_at: datetime | None
    outdated: bool


@dataclass(frozen=True)
class PreviousCredentials:
    """The credentials before the last promotion: until `expires_at` they can be gone back to."""

    fields: tuple[str, ...]
    auth_method: str
    set_at: datetime | None
    set_by: str | None
    version: int
    fingerprint: str
    expires_at: datetime | None


@dataclass(frozen=True)
class CredentialRotation:
    """What is kept beside a connector's credentials; None where there is nothing."""

    staged: StagedCredentials | None
    previous: PreviousCredentials | None


@dataclass(frozen=True)
class Staging:
    """What the test of new credentials found. `rotation` is None where it failed: nothing was stored."""

    test: ConfigTest
    rotation: CredentialRotation | None


def stage(connector_id: str, credentials: Mapping[str, Any], auth_method: str | None) -> Call[Staging]:
    request = credential_rotation_pb2.StageCredentialsRequest(
        id=connector_id, auth_config=models.struct(credentials, "credentials"), auth_method=auth_method
    )
    return Call(f"{ROTATIONS}StageCredentials", request, credential_rotation_pb2.StageCredentialsResponse, _staging)


def get(connector_id: str) -> Call[CredentialRotation]:
    return Call(
        f"{ROTATIONS}GetCredentialRotation",
        credential_rotation_pb2.GetCredentialRotationRequest(id=connector_id),
        credential_rotation_pb2.GetCredentialRotationResponse,
        lambda answer: _rotation(answer.rotation),
    )


def promote(connector_id: str, keep_previous_seconds: int | None, etag: str) -> Call[models.Connector]:
    request = credential_rotation_pb2.PromoteCredentialsRequest(
        id=connector_id, keep_previous_seconds=keep_previous_seconds, etag=etag
    )
    return Call(
        f"{ROTATIONS}PromoteCredentials",
        request,
        credential_rotation_pb2.PromoteCredentialsResponse,
        lambda answer: models.connector(answer.connector),
        repeatable=False,  # its second answer would be that nothing is staged
    )


def roll_back(connector_id: str, etag: str) -> Call[models.Connector]:
    return Call(
        f"{ROTATIONS}RollBackCredentials",
        credential_rotation_pb2.RollBackCredentialsRequest(id=connector_id, etag=etag),
        credential_rotation_pb2.RollBackCredentialsResponse,
        lambda answer: models.connector(answer.connector),
        repeatable=False,  # its second answer would be that none are kept
    )


def discard(connector_id: str) -> Call[None]:
    return Call(
        f"{ROTATIONS}DiscardCredentialRotation",
        credential_rotation_pb2.DiscardCredentialRotationRequest(id=connector_id),
        credential_rotation_pb2.DiscardCredentialRotationResponse,
        lambda _answer: None,
    )


def _staging(answer: credential_rotation_pb2.StageCredentialsResponse) -> Staging:
    return Staging(config_test(answer.test), _rotation(answer.rotation) if answer.HasField("rotation") else None)


def _rotation(message: credential_rotation_pb2.CredentialRotation) -> CredentialRotation:
    return CredentialRotation(
        staged=_staged(message.staged) if message.HasField("staged") else None,
        previous=_previous(message.previous) if message.HasField("previous") else None,
    )


def _staged(message: credential_rotation_pb2.StagedCredentials) -> StagedCredentials:
    return StagedCredentials(
        fields=tuple(message.fields),
        auth_method=message.auth_method,
        staged_at=models.time_of(message, "staged_at"),
        staged_by=message.staged_by if message.HasField("staged_by") else None,
        fingerprint=message.fingerprint,
        expires_at=models.time_of(message, "expires_at"),
        outdated=message.outdated,
    )


def _previous(message: credential_rotation_pb2.PreviousCredentials) -> PreviousCredentials:
    return PreviousCredentials(
        fields=tuple(message.fields),
        auth_method=message.auth_method,
        set_at=models.time_of(message, "set_at"),
        set_by=message.set_by if message.HasField("set_by") else None,
        version=message.version,
        fingerprint=message.fingerprint,
        expires_at=models.time_of(message, "expires_at"),
    )
