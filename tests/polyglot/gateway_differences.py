"""Where our REST answers and grpc-gateway's differ on purpose: each with the reason beside it, nothing else allowed.

A rewrite makes of grpc-gateway's answer what ours is. The test fails for a rewrite that no request needs any more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from google.api import annotations_pb2
from google.protobuf.descriptor import Descriptor, FieldDescriptor, MethodDescriptor

from connectors.v1 import method_policy_pb2
from tests.polyglot.gateway_corpus import CONNECTORS, Request, methods

METHODS: dict[str, MethodDescriptor] = {method.name: method for method, _, _ in methods()}
STRUCT, TIME = "google.protobuf.Struct", "google.protobuf.Timestamp"
INTEGERS = (FieldDescriptor.TYPE_INT64, FieldDescriptor.TYPE_UINT64)
Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, and what its body says once it is parsed; None: no body."""

    status: int
    body: Any


@dataclass(frozen=True, slots=True)
class Difference:
    name: str
    reason: str
    rewrite: Callable[[Request, Answer], Answer]


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """A request that the two answer in ways of their own: our status, grpc-gateway's, and why ours is another."""

    request: Request
    ours: int
    theirs: int
    reason: str


def walk(value: Any, descriptor: Descriptor, change: Callable[[Fields, FieldDescriptor], None]) -> None:
    """Calls `change` with every message of an answer and each of its fields, and does so below."""
    if not isinstance(value, dict) or descriptor.full_name in (STRUCT, TIME):
        return
    for field in descriptor.fields:
        change(value, field)
        for inner in _messages(value.get(field.json_name), field):
            walk(inner, field.message_type, change)


def _messages(value: Any, field: FieldDescriptor) -> Iterator[Any]:
    if field.message_type is None or field.message_type.GetOptions().map_entry:
        return
    yield from value if isinstance(value, list) else [value]


def in_answers(change: Callable[[Fields, FieldDescriptor], None]) -> Callable[[Request, Answer], Answer]:
    """A rewrite of the fields of successful answers."""

    def rewrite(request: Request, answer: Answer) -> Answer:
        if answer.status < 300 and request.rpc:
            method = METHODS[request.rpc]
            walk(answer.body, answered(method), change)
        return answer

    return rewrite


def answered(method: MethodDescriptor) -> Descriptor:
    """The message that the body holds: the answer, or the field that `response_body` names."""
    name = method.GetOptions().Extensions[annotations_pb2.http].response_body
    return method.output_type.fields_by_name[name].message_type if name else method.output_type


def as_number(message: Fields, field: FieldDescriptor) -> None:
    if field.type in INTEGERS and isinstance(message.get(field.json_name), str):
        message[field.json_name] = int(message[field.json_name])


def as_null(message: Fields, field: FieldDescriptor) -> None:
    if field.has_presence and field.json_name not in message:
        message[field.json_name] = None


def left_out(message: Fields, field: FieldDescriptor) -> None:
    policy = field.GetOptions().Extensions[method_policy_pb2.field_policy]
    if policy.omit_when_unset and message.get(field.json_name, ...) is None:
        del message[field.json_name]


def three_digits(message: Fields, field: FieldDescriptor) -> None:
    if field.message_type is not None and field.message_type.full_name == TIME and message.get(field.json_name):
        whole, _, rest = message[field.json_name].removesuffix("Z").partition(".")
        message[field.json_name] = f"{whole}.{rest.ljust(3, '0')}Z"


def success_code(request: Request, answer: Answer) -> Answer:
    if answer.status != 200:
        return answer
    told = METHODS[request.rpc].GetOptions().Extensions[method_policy_pb2.policy].success_code or 200
    return Answer(told, None if told == 204 else answer.body)


def precondition(_request: Request, answer: Answer) -> Answer:
    failed = answer.status == 400 and answer.body["code"] == 9
    return replace(answer, status=412) if failed else answer


def unset_details(_request: Request, answer: Answer) -> Answer:
    for detail in answer.body["details"] if answer.status >= 400 else []:
        for violation in detail.get("fieldViolations", []):
            if violation.get("reason") == "":
                del violation["reason"]
            if violation.get("localizedMessage", ...) is None:
                del violation["localizedMessage"]
    return answer


DIFFERENCES = (
    Difference("64-bit integers are numbers", 'the seed shows "total": 12 and "latencyMs": 412', in_answers(as_number)),
    Difference("an unset field is null", 'the seed shows "lastError": null, "cursor": null', in_answers(as_null)),
    Difference("some are left out when unset", "the seed: authConfig is never in list or detail", in_answers(left_out)),
    Difference("times have three digits", 'the seed shows "2026-03-15T10:30:00.000Z"', in_answers(three_digits)),
    Difference("201 and 204", "the seed: 201 Created for POST, 204 No Content for DELETE", success_code),
    Difference("412", "HTTP's own name for FAILED_PRECONDITION (RFC 9110 §15.5.13)", precondition),
    Difference("what a detail leaves unset", "BadRequest grew fields that we never set", unset_details),
)

NAMES_THE_FIELD = "the seed: 400 for invalid JSON; ours says where in the words of the contract, with a reason"
OWN_ANSWERS = (
    OwnAnswer(Request("no such path", "", "GET", "/api/v1/nothing"), 404, 404, "every error of ours has a reason"),
    OwnAnswer(Request("no such verb", "", "PATCH", CONNECTORS), 405, 501, "RFC 9110 §15.5.6: the path is there"),
    OwnAnswer(
        Request("unknown parameter", "ListConnectors", "GET", f"{CONNECTORS}?limt=1"),
        400,
        200,
        "a misspelt parameter is told, not overlooked",
    ),
    OwnAnswer(
        Request("parameter of another kind", "ListConnectors", "GET", f"{CONNECTORS}?limit=ten"),
        400,
        400,
        NAMES_THE_FIELD,
    ),
    OwnAnswer(Request("broken body", "CreateConnector", "POST", CONNECTORS, "{"), 400, 400, NAMES_THE_FIELD),
    OwnAnswer(Request("body of another kind", "CreateConnector", "POST", CONNECTORS, [1]), 400, 400, NAMES_THE_FIELD),
    OwnAnswer(
        Request("field of another kind", "CreateConnector", "POST", CONNECTORS, {"name": 7, "type": "mysql"}),
        400,
        400,
        NAMES_THE_FIELD,
    ),
    OwnAnswer(
        Request("unknown field", "CreateConnector", "POST", CONNECTORS, {"name": "x", "type": "mysql", "nmae": "y"}),
        400,
        200,
        "a misspelt field is told, not overlooked",
    ),
    OwnAnswer(
        Request("null clears", "UpdateConnector", "PUT", CONNECTORS, {"id": "{numbers}", "description": None}),
        200,
        200,
        "the seed: fields included in the body are changed; in proto3's JSON null is no field",
    ),
)

IDS = re.compile(r"\b(conn|evt|run)_[0-9a-f]+\b")
TIMES = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
VOLATILE = {"fingerprint", "requestId", "latencyMs", "etag"}


def twin(value: Any) -> Any:
    """What two tenants that did the same have in common: not the ids, times, measures and keyed hashes."""
    if isinstance(value, dict):
        return {key: twin(inner) for key, inner in without(value, VOLATILE).items()}
    if isinstance(value, list):
        return [twin(inner) for inner in value]
    if isinstance(value, str):
        return "a time" if TIMES.match(value) else IDS.sub(r"\1_…", value)
    return value


def without(value: Any, names: Collection[str]) -> Any:
    """The document with those fields' values hidden, where they have any."""
    if isinstance(value, dict):
        return {
            key: "…" if key in names and inner not in (None, "") else without(inner, names)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [without(inner, names) for inner in value]
    return value
