"""The paths beside the methods in the OpenAPI document: health, metrics, the document itself."""

from __future__ import annotations

from typing import Any

from server.rest.openapi_errors import HEADERS
from server.rest.openapi_schema import Schema

_OPEN = " Off unless CONNECTORS_REFLECTION or, with trusted headers, the default opens it."


def page_paths() -> dict[str, dict[str, Any]]:
    """By path. They take no identity."""
    return {
        "/healthz": _page("healthz", "Whether the process answers", _json(_HEALTH)),
        "/readyz": _page(
            "readyz",
            "Whether calls can be served: the database, the keys",
            _json(_READY),
            failure={"503": _answer("Not ready; the parts say why.", _json(_READY))},
        ),
        "/metrics": _page(
            "metrics",
            "Numbers of the service in Prometheus' text format",
            {"text/plain": {"schema": {"type": "string"}}},
            "Off unless CONNECTORS_METRICS or, with trusted headers, the default opens it.",
        ),
        "/openapi.json": _page("openapi", "This document", _json({"type": "object"}), f"OpenAPI 3.1.{_OPEN}"),
        "/docs": _page(
            "docs",
            "This document for people, one page without scripts",
            {"text/html": {"schema": {"type": "string"}}},
            f"It loads nothing.{_OPEN}",
        ),
    }


def _page(
    name: str, summary: str, content: Schema, description: str = "", failure: Schema | None = None
) -> dict[str, Any]:
    responses = {
        "200": _answer("Done.", content),
        **(failure or {}),
        "default": {"$ref": "#/components/responses/Failure"},
    }
    operation = {
        "operationId": name,
        "tags": ["Operation"],
        "summary": summary,
        "description": description or f"{summary}.",
        "security": [],
        "parameters": [{"$ref": "#/components/parameters/requestId"}],
        "responses": responses,
    }
    return {"get": operation}


def _answer(description: str, content: Schema) -> Schema:
    return {"description": description, "headers": HEADERS, "content": content}


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}


_HEALTH: Schema = {"type": "object", "required": ["status"], "properties": {"status": {"const": "ok"}}}
_READY: Schema = {
    "type": "object",
    "required": ["ready"],
    "properties": {"ready": {"type": "boolean"}},
    "additionalProperties": True,
}
