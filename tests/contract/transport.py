"""The methods by REST and by gRPC. A request is the JSON object of the contract in both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import grpc
import requests
from google.protobuf.json_format import ParseDict
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from connectors.v1 import (
    audit_pb2,
    audit_pb2_grpc,
    credential_rotation_pb2,
    credential_rotation_pb2_grpc,
    declarative_pb2,
    history_pb2,
    history_pb2_grpc,
    schedule_pb2,
    schedule_pb2_grpc,
    sync_pb2,
    sync_pb2_grpc,
    webhook_pb2,
    webhook_pb2_grpc,
)
from connectors.v1 import connector_service_pb2 as pb
from connectors.v1 import connector_service_pb2_grpc as pb_grpc
from tests.contract.answer import Answer, as_json
from tests.e2e.service import Service

TIMEOUT_SECONDS = 60

ROUTES = {
    "ListConnectors": ("GET", "/api/v1/connectors"),
    "GetConnector": ("GET", "/api/v1/connectors/{id}"),
    "CreateConnector": ("POST", "/api/v1/connectors"),
    "UpdateConnector": ("PUT", "/api/v1/connectors"),
    "DeleteConnector": ("DELETE", "/api/v1/connectors"),
    "TestConnector": ("POST", "/api/v1/connectors/test"),
    "CountConnectors": ("GET", "/api/v1/connectors:count"),
    "UndeleteConnector": ("POST", "/api/v1/connectors/{id}:undelete"),
    "TestConfig": ("POST", "/api/v1/connectors:testConfig"),
    "ExportConnectors": ("GET", "/api/v1/connectors:export"),
    "ApplyConnectors": ("POST", "/api/v1/connectors:apply"),
    "ConfirmCredentials": ("POST", "/api/v1/connectors/{id}:confirmCredentials"),
    "ListAuditEvents": ("GET", "/api/v1/audit-events"),
    "RecordSync": ("POST", "/api/v1/connectors/{id}:recordSync"),
    "ListTestRuns": ("GET", "/api/v1/connectors/{id}/test-runs"),
    "GetConnectorHistory": ("GET", "/api/v1/connectors/{id}/history"),
    "GetCheckSchedule": ("GET", "/api/v1/connectors/{id}/check-schedule"),
    "SetCheckSchedule": ("PUT", "/api/v1/connectors/{id}/check-schedule"),
    "GetDefaultCheckSchedule": ("GET", "/api/v1/check-schedule"),
    "SetDefaultCheckSchedule": ("PUT", "/api/v1/check-schedule"),
    "StageCredentials": ("POST", "/api/v1/connectors/{id}/rotation"),
    "GetCredentialRotation": ("GET", "/api/v1/connectors/{id}/rotation"),
    "PromoteCredentials": ("POST", "/api/v1/connectors/{id}/rotation:promote"),
    "RollBackCredentials": ("POST", "/api/v1/connectors/{id}/rotation:rollBack"),
    "DiscardCredentialRotation": ("DELETE", "/api/v1/connectors/{id}/rotation"),
    "CreateWebhook": ("POST", "/api/v1/webhooks"),
    "ListWebhooks": ("GET", "/api/v1/webhooks"),
    "GetWebhook": ("GET", "/api/v1/webhooks/{id}"),
    "UpdateWebhook": ("PUT", "/api/v1/webhooks/{id}"),
    "DeleteWebhook": ("DELETE", "/api/v1/webhooks/{id}"),
    "RotateWebhookSecret": ("POST", "/api/v1/webhooks/{id}:rotateSecret"),
    "TestWebhook": ("POST", "/api/v1/webhooks/{id}:test"),
}
# Where the messages of a method are.
KINDS = (pb, declarative_pb2, audit_pb2, sync_pb2, history_pb2, schedule_pb2, credential_rotation_pb2, webhook_pb2)
# The seed's statuses, written down again: the service reads its own from the proto's options.
SUCCESS = {
    "CreateConnector": 201,
    "CreateWebhook": 201,
    "DeleteConnector": 204,
    "DeleteWebhook": 204,
    "DiscardCredentialRotation": 204,
}
HTTP_OF_REASON = {"ETAG_MISMATCH": 412}  # of a code that means another status elsewhere
HTTP_OF_CODE = {3: 400, 4: 504, 5: 404, 6: 409, 7: 403, 8: 429, 9: 412, 10: 409, 13: 500, 14: 503, 16: 401}


class Transport(Protocol):
    name: str

    def call(self, method: str, request: Mapping[str, Any], metadata: Mapping[str, str]) -> Answer: ...


class RestTransport:
    name = "REST"

    def __init__(self, service: Service) -> None:
        self._url = service.url
        self._session = requests.Session()

    def call(self, method: str, request: Mapping[str, Any], metadata: Mapping[str, str]) -> Answer:
        verb, path = ROUTES[method]
        rest = dict(request)
        if "{id}" in path:
            path = path.replace("{id}", str(rest.pop("id")))
        told = {name: str(value).lower() if isinstance(value, bool) else value for name, value in rest.items()}
        sent: dict[str, Any] = {"params": told} if verb in ("GET", "DELETE") else {"json": rest}
        return rest_answer(
            self._session.request(verb, self._url + path, headers=dict(metadata), timeout=TIMEOUT_SECONDS, **sent)
        )


def rest_answer(response: requests.Response) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    if response.status_code < 300:
        body = response.json() if response.content else None
        return Answer(response.status_code, 0, body=body, headers=headers)
    refusal = response.json()
    assert set(refusal) == {"code", "message", "details"}
    details = {entry["@type"].rpartition(".")[2]: entry for entry in refusal["details"]}
    found = details.get("BadRequest", {}).get("fieldViolations", [])
    retry = details.get("RetryInfo")
    return Answer(
        response.status_code,
        refusal["code"],
        details["ErrorInfo"]["reason"],
        refusal["message"],
        tuple((entry["field"], entry["description"]) for entry in found),
        float(retry["retryDelay"].removesuffix("s")) if retry else None,
        headers=headers,
    )


class GrpcTransport:
    name = "gRPC"

    def __init__(self, service: Service) -> None:
        channel = service.channel()
        made = (
            pb_grpc.ConnectorServiceStub,
            audit_pb2_grpc.AuditServiceStub,
            sync_pb2_grpc.SyncServiceStub,
            history_pb2_grpc.HistoryServiceStub,
            schedule_pb2_grpc.ScheduleServiceStub,
            credential_rotation_pb2_grpc.CredentialRotationServiceStub,
            webhook_pb2_grpc.WebhookServiceStub,
        )
        stubs = [stub(channel) for stub in made]  # type: ignore[no-untyped-call]  # generated without types
        self._methods = {name: call for stub in stubs for name, call in vars(stub).items()}

    def call(self, method: str, request: Mapping[str, Any], metadata: Mapping[str, str]) -> Answer:
        kinds = next(kind for kind in KINDS if hasattr(kind, f"{method}Request"))
        message = ParseDict(_clearing(request), getattr(kinds, f"{method}Request")())
        sent = tuple((name.lower(), value) for name, value in metadata.items())
        try:
            response, call = self._methods[method].with_call(message, metadata=sent, timeout=TIMEOUT_SECONDS)
        except grpc.RpcError as error:
            return grpc_refusal(error)
        body: dict[str, Any] | None = as_json(response)
        if SUCCESS.get(method) == 204:
            body = None
        elif (
            body is not None
            and len(body) == 1
            and (wrapped := next(iter(body))) in ("connector", "schedule", "rotation", "webhook")
        ):
            body = body[wrapped]
        return Answer(SUCCESS.get(method, 200), 0, body=body, headers=_textual(call))


def grpc_refusal(error: Any) -> Answer:
    status = rpc_status.from_call(error)
    assert status is not None, f"no google.rpc.Status: {error!r}"
    reason: str | None = None
    retry: float | None = None
    violations: tuple[tuple[str, str], ...] = ()
    for detail in status.details:
        kind = getattr(error_details_pb2, detail.type_url.rpartition(".")[2])()
        detail.Unpack(kind)
        if isinstance(kind, error_details_pb2.ErrorInfo):
            reason = kind.reason
        elif isinstance(kind, error_details_pb2.RetryInfo):
            retry = kind.retry_delay.ToMilliseconds() / 1000
        elif isinstance(kind, error_details_pb2.BadRequest):
            violations = tuple((entry.field, entry.description) for entry in kind.field_violations)
    http = HTTP_OF_REASON.get(reason or "") or HTTP_OF_CODE[status.code]
    return Answer(http, status.code, reason, status.message, violations, retry, headers=_textual(error))


def _textual(call: Any) -> dict[str, str]:
    return {key: value for key, value in call.trailing_metadata() or () if isinstance(value, str)}


def _clearing(request: Mapping[str, Any]) -> dict[str, Any]:
    """JSON null in `description` clears it; protobuf says that with an empty string (method_policy.proto)."""
    if "description" in request and request["description"] is None:
        return {**request, "description": ""}
    return dict(request)
