"""What a call gave, told the same for REST and gRPC, so that the two can be compared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from google.protobuf.message import Message
from google.protobuf.struct_pb2 import Struct, Value

CONNECTOR_ID = re.compile(r"(?:conn|wh)_[0-9a-z-]+")
TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
SECONDS = re.compile(r"in \d+ s\b")
# In seconds, and under a key of the tenant; a webhook's secret is random.
_DIFFERING = ("latencyMs", "fingerprint", "cursor", "secret")
PLAN = re.compile(r"\b[0-9a-f]{24}\b")  # the etag of a plan names ids
_OMITTED = ("auth_config", "deleted_at", "purge_at", "secret")
TENANT = re.compile(r"\bt-[0-9a-f]{32}\b")  # as tests/contract/caller.py makes them


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` is the HTTP status, `code` google.rpc.Code (0: OK), `body` the JSON document of a success.

    `violations` are the fields that a refusal names; `retry_after` is in seconds; `headers` have lower-case names.
    """

    status: int
    code: int
    reason: str | None = None
    message: str = ""
    violations: tuple[tuple[str, str], ...] = ()
    retry_after: float | None = None
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def fields(self) -> set[str]:
        """The paths that the refusal names."""
        return {path for path, _ in self.violations}

    def masked(self) -> tuple[Any, ...]:
        """Without what differs between two runs of the same call: ids, times, durations, tenants, fingerprints."""
        waits = None if self.retry_after is None else "some"
        violations = tuple((path, _masked_text(text)) for path, text in self.violations)
        return (self.status, self.code, self.reason, _masked_text(self.message), violations, waits, _masked(self.body))


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: 0 if key in _DIFFERING and item is not None else _masked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_masked(item) for item in value]
    return _masked_text(value) if isinstance(value, str) else value


def _masked_text(text: str) -> str:
    text = TIMESTAMP.sub("<time>", CONNECTOR_ID.sub("<id>", TENANT.sub("<tenant>", text)))
    return PLAN.sub("<plan>", SECONDS.sub("in <n> s", text))


def as_json(message: Message) -> dict[str, Any]:
    """A message as the contract prints it, worked out here by itself: the service's own JSON plans are under test.

    Every field is there, null where unset; 64-bit integers are numbers, timestamps have three digits, `authConfig`,
    `deletedAt`, `purgeAt` and `secret` (omit_when_unset) are left out when unset.
    """
    return {
        descriptor.json_name: _field(message, descriptor)
        for descriptor in message.DESCRIPTOR.fields
        if descriptor.name not in _OMITTED or message.HasField(descriptor.name)
    }


def _field(message: Message, descriptor: Any) -> Any:
    value = getattr(message, descriptor.name)
    if descriptor.message_type is not None and descriptor.message_type.GetOptions().map_entry:
        return dict(value)
    if descriptor.is_repeated:
        return [_value(item, descriptor) for item in value]
    if descriptor.has_presence and not message.HasField(descriptor.name):
        return None
    return _value(value, descriptor)


def _value(value: Any, descriptor: Any) -> Any:
    if descriptor.enum_type is not None:
        return descriptor.enum_type.values_by_number[value].name
    if descriptor.message_type is None:
        return value
    match descriptor.message_type.full_name:
        case "google.protobuf.Timestamp":
            moment = value.ToDatetime()
            return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
        case "google.protobuf.Struct":
            return _object(value)
        case _:
            return as_json(value)


def _object(struct: Struct) -> dict[str, Any]:
    return {name: _json_value(value) for name, value in struct.fields.items()}


def _json_value(value: Value) -> Any:
    """protobuf has doubles only; the contract prints integral ones as integers (5432 stays 5432)."""
    match value.WhichOneof("kind"):
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "struct_value":
            return _object(value.struct_value)
        case "list_value":
            return [_json_value(item) for item in value.list_value.values]
        case "null_value":
            return None
        case kind:
            return getattr(value, str(kind))
