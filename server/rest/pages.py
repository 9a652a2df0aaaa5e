"""What REST answers beside the methods: liveness, readiness, the OpenAPI document and its page, metrics."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from server.rest.docs_page import POLICY
from server.rest.http import Request, Response, json_response

Ready = Callable[[], tuple[bool, dict[str, Any]]]

METRICS_TYPE = ("content-type", "text/plain; version=0.0.4; charset=utf-8")  # Prometheus' text format
HTML = (("content-type", "text/html; charset=utf-8"), ("content-security-policy", POLICY))


@dataclass(frozen=True, slots=True)
class Page:
    """A GET without parameters. It runs in a thread: it may ask a database."""

    answer: Callable[[Request], Response]


def pages(
    ready: Ready, openapi: bytes | None, docs: bytes | None, metrics: Callable[[], bytes] | None
) -> dict[str, Page]:
    """By path."""
    found = {
        "/healthz": Page(lambda _: json_response(200, b'{"status":"ok"}')),
        "/readyz": Page(lambda _: _readiness(ready)),
    }
    if openapi is not None:
        found["/openapi.json"] = Page(lambda _: json_response(200, openapi))
    if docs is not None:
        found["/docs"] = Page(lambda _: Response(200, docs, HTML))
    if metrics is not None:
        found["/metrics"] = Page(lambda _: Response(200, metrics(), (METRICS_TYPE,)))
    return found


def _readiness(ready: Ready) -> Response:
    is_ready, details = ready()
    return json_response(200 if is_ready else 503, orjson.dumps({"ready": is_ready, **details}))
