"""How the OpenAPI document tells failures: one schema, one response a cause."""

from __future__ import annotations

from server import request_ids
from server.errors import DOMAIN, STATUS
from server.method_policy import Method
from server.rest.openapi_schema import Schema

_VIOLATION: Schema = {
    "type": "object",
    "required": ["field", "description"],
    "properties": {"field": {"type": "string"}, "description": {"type": "string"}},
}
_DETAIL: Schema = {
    "type": "object",
    "required": ["@type"],
    "properties": {
        "@type": {"type": "string"},
        "reason": {
            "type": "string",
            "description": "ErrorInfo: the cause, for programs.",
            "examples": sorted(status.reason for status in STATUS.values()),
        },
        "domain": {"type": "string", "description": "ErrorInfo.", "examples": [DOMAIN]},
        "metadata": {"type": "object", "description": "ErrorInfo.", "additionalProperties": {"type": "string"}},
        "fieldViolations": {
            "type": "array",
            "description": "BadRequest: each field that is wrong, and what was expected.",
            "items": _VIOLATION,
        },
        "retryDelay": {"type": "string", "description": "RetryInfo: when to try again.", "examples": ["3s"]},
    },
}
ERROR: Schema = {
    "type": "object",
    "description": "Why a call failed: a google.rpc.Status.",
    "required": ["code", "message", "details"],
    "properties": {
        "code": {"type": "integer", "description": "google.rpc.Code."},
        "message": {"type": "string", "description": "For people."},
        "details": {
            "type": "array",
            "description": "google.rpc.ErrorInfo first; BadRequest where fields are wrong, RetryInfo where it helps.",
            "items": _DETAIL,
        },
    },
}

HEADER_COMPONENTS: dict[str, Schema] = {
    "requestId": {"description": "Names this call in the service's log.", "schema": {"type": "string"}},
    "retryAfter": {"description": "Seconds to wait before the next try.", "schema": {"type": "integer", "minimum": 1}},
}
HEADERS: Schema = {request_ids.HEADER: {"$ref": "#/components/headers/requestId"}}
_RETRY = HEADERS | {"retry-after": {"$ref": "#/components/headers/retryAfter"}}


def _response(description: str, headers: Schema = HEADERS) -> Schema:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {"description": description, "headers": headers, "content": content}


RESPONSES: dict[str, Schema] = {
    "BadRequest": _response("The request is wrong; `fieldViolations` names the fields."),
    "Unauthenticated": _response("It is not said who is calling."),
    "Forbidden": _response("The role may not."),
    "TooManyRequests": _response("Too many calls.", _RETRY),
    "Unavailable": _response(
        "A part of the service is away; `retry-after` where it is known when to try again.", _RETRY
    ),
    "Failure": _response("Any other failure; `reason` tells which."),
}


def failures(method: Method) -> dict[str, Schema]:
    """The failures that a method may answer with, by HTTP status."""
    names = {"400": "BadRequest", "401": "Unauthenticated", "403": "Forbidden", "503": "Unavailable"}
    if method.rate_limit:
        names["429"] = "TooManyRequests"
    return {
        status: {"$ref": f"#/components/responses/{name}"}
        for status, name in [*sorted(names.items()), ("default", "Failure")]
    }
