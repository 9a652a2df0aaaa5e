"""What calls return, as plain data. Times are aware datetimes in UTC, configs are dicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Generic, TypeVar

from google.protobuf.message import Message
from google.protobuf.struct_pb2 import ListValue, Struct, Value

from connectors_client.proto import audit_pb2, connector_service_pb2, connector_type_pb2, probe_pb2

T = TypeVar("T")

# In `credentials` of an update: keep what is stored in this field. It is also what the server shows for a secret.
KEEP = "********"

SAFE_INTEGER = 2**53 - 1


@dataclass(frozen=True)
class CredentialMetadata:
    """What is known of stored credentials without seeing them."""

    fields: tuple[str, ...]
    set_at: datetime | None
    set_by: str | None
    version: int
    fingerprint: str


@dataclass(frozen=True)
class Connector:
    """A registered system. `masked_credentials` is there only in the answer of an update."""

    id: str
    name: str
    type: str
    description: str | None
    config: dict[str, Any] = field(repr=False)
    auth_method: str
    status: str
    last_tested_at: datetime | None
    last_error: str | None
    last_sync_row_count: int | None
    last_sync_at: datetime | None
    created_at: datetime | None
    updated_at: datetime | None
    credentials: CredentialMetadata | None = None
    masked_credentials: dict[str, Any] | None = None
    labels: dict[str, str] = field(default_factory=dict)
    etag: str = ""
    deleted_at: datetime | None = None
    purge_at: datetime | None = None


@dataclass(frozen=True)
class Step:
    """One thing a test did. `status` is PASSED, WARNED or FAILED."""

    name: str
    status: str
    latency_ms: int
    message: str


@dataclass(frozen=True)
class TestResult:
    """What a test found. `reason`, `field` and `hint` say what is wrong where `success` is false."""

    __test__ = False  # not a test, whatever pytest makes of the name

    id: str
    name: str
    type: str
    status: str
    success: bool
    message: str
    warning: str | None
    reason: str | None
    field: str | None
    hint: str | None
    verified_level: str
    latency_ms: int
    steps: tuple[Step, ...]
    last_tested_at: datetime | None
    last_error: str | None
    last_sync_row_count: int | None


@dataclass(frozen=True)
class AuthMethod:
    """A way to prove who we are; `schema` is the JSON Schema of its credentials."""

    name: str
    title: str
    schema: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class ConnectorType:
    """A kind of system; `config_schema` is the JSON Schema of a connector's config."""

    name: str
    title: str
    category: str
    description: str
    documentation_url: str | None
    config_schema: dict[str, Any] = field(repr=False)
    auth_methods: tuple[AuthMethod, ...]
    highest_level: str
    proves: str
    verified_against: str
    custom: bool
    version: int
    declaration: dict[str, Any] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class AuditEvent:
    """Something that was done, or refused."""

    id: str
    time: datetime | None
    user: str | None
    role: str | None
    method: str
    connector_id: str | None
    connector_type: str | None
    changed_fields: tuple[str, ...]
    outcome: str
    reason: str | None
    request_id: str
    source_address: str
    count: int


@dataclass(frozen=True)
class Page(Generic[T]):
    """A page. `cursor` asks for the next one; None on the last."""

    items: tuple[T, ...]
    total: int
    cursor: str | None


def connector(message: connector_service_pb2.Connector) -> Connector:
    return Connector(
        id=message.id,
        name=message.name,
        type=message.type,
        description=given(message, "description"),
        config=_object(message.config),
        auth_method=message.auth_method,
        status=message.status,
        last_tested_at=time_of(message, "last_tested_at"),
        last_error=given(message, "last_error"),
        last_sync_row_count=given(message, "last_sync_row_count"),
        last_sync_at=time_of(message, "last_sync_at"),
        created_at=time_of(message, "created_at"),
        updated_at=time_of(message, "updated_at"),
        credentials=_credentials(message.credentials) if message.HasField("credentials") else None,
        masked_credentials=_object(message.auth_config) if message.HasField("auth_config") else None,
        labels=dict(message.labels),
        etag=message.etag,
        deleted_at=time_of(message, "deleted_at"),
        purge_at=time_of(message, "purge_at"),
    )


def test_result(message: connector_service_pb2.TestConnectorResponse) -> TestResult:
    reason = given(message, "reason")
    return TestResult(
        id=message.id,
        name=message.name,
        type=message.type,
        status=message.status,
        success=message.success,
        message=message.message,
        warning=given(message, "warning"),
        reason=None if reason is None else value_name(probe_pb2.Reason, reason),
        field=given(message, "field"),
        hint=given(message, "hint"),
        verified_level=value_name(probe_pb2.VerifiedLevel, message.verified_level),
        latency_ms=message.latency_ms,
        steps=tuple(map(step, message.steps)),
        last_tested_at=time_of(message, "last_tested_at"),
        last_error=given(message, "last_error"),
        last_sync_row_count=given(message, "last_sync_row_count"),
    )


def step(message: probe_pb2.ProbeStep) -> Step:
    return Step(message.name, value_name(probe_pb2.StepStatus, message.status), message.latency_ms, message.message)


def plain(struct: Struct) -> dict[str, Any]:
    """A Struct as plain data."""
    return _object(struct)


def connector_type(message: connector_type_pb2.ConnectorType) -> ConnectorType:
    return ConnectorType(
        name=message.name,
        title=message.title,
        category=message.category,
        description=message.description,
        documentation_url=given(message, "documentation_url"),
        config_schema=_object(message.config_schema),
        auth_methods=tuple(
            AuthMethod(method.name, method.title, _object(method.schema)) for method in message.auth_methods
        ),
        highest_level=value_name(probe_pb2.VerifiedLevel, message.highest_level),
        proves=message.proves,
        verified_against=message.verified_against,
        custom=message.custom,
        version=message.version,
        declaration=_object(message.declaration) if message.HasField("declaration") else None,
    )


def audit_event(message: audit_pb2.AuditEvent) -> AuditEvent:
    return AuditEvent(
        id=message.id,
        time=time_of(message, "time"),
        user=given(message, "user"),
        role=given(message, "role"),
        method=message.method,
        connector_id=given(message, "connector_id"),
        connector_type=given(message, "connector_type"),
        changed_fields=tuple(message.changed_fields),
        outcome=message.outcome,
        reason=given(message, "reason"),
        request_id=message.request_id,
        source_address=message.source_address,
        count=message.count,
    )


def struct(value: Mapping[str, Any] | None, path: str) -> Struct | None:
    """A Struct of plain data. Raises ValueError for what JSON numbers cannot say without loss."""
    if value is None:
        return None
    _refuse_lossy(value, path)
    message = Struct()
    message.update(value)
    return message


def _refuse_lossy(value: Any, path: str) -> None:
    """A Struct's numbers are doubles: a larger integer would arrive as another one."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            _refuse_lossy(inner, f"{path}.{name}")
    elif isinstance(value, (list, tuple)):
        for index, inner in enumerate(value):
            _refuse_lossy(inner, f"{path}[{index}]")
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) > SAFE_INTEGER:
        raise ValueError(f"{path}: expected an integer up to 2**53-1; send a string for larger ones")


def _credentials(message: connector_service_pb2.CredentialMetadata) -> CredentialMetadata:
    return CredentialMetadata(
        fields=tuple(message.fields),
        set_at=time_of(message, "set_at"),
        set_by=given(message, "set_by"),
        version=message.version,
        fingerprint=message.fingerprint,
    )


def given(message: Message, name: str) -> Any:
    return getattr(message, name) if message.HasField(name) else None


def time_of(message: Message, name: str) -> datetime | None:
    if not message.HasField(name):
        return None
    told: datetime = getattr(message, name).ToDatetime(tzinfo=timezone.utc)
    return told


def value_name(enum: Any, number: int) -> str:
    """The value's name; its number where a newer server sends one that this client does not know."""
    try:
        return str(enum.Name(number))
    except ValueError:
        return str(number)


def _object(struct: Struct) -> dict[str, Any]:
    return {name: _plain(value) for name, value in struct.fields.items()}


def _plain(value: Value) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return _object(value.struct_value)
    if kind == "list_value":
        items: ListValue = value.list_value
        return [_plain(item) for item in items.values]
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() and abs(number) <= SAFE_INTEGER else number
    return None if kind in (None, "null_value") else getattr(value, kind)
