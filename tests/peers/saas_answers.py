"""What the vendors' scripted peers have in common: JSON answers, and who sent what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from tests.peers.http_peer import Answer, Received


def says(status: int, content: Any, headers: Mapping[str, str] | None = None) -> Answer:
    kinds = {"Content-Type": "application/json"}
    return Answer(status, {**kinds, **(headers or {})}, json.dumps(content).encode())


def bearer(received: Received) -> str:
    """The token of the Authorization header; empty where it is not Bearer, word for word."""
    scheme, _space, token = received.headers.get("authorization", "").partition(" ")
    return token if scheme == "Bearer" else ""


def form(received: Received) -> dict[str, str]:
    assert received.headers.get("content-type") == "application/x-www-form-urlencoded"
    return {name: values[0] for name, values in parse_qs(received.body.decode()).items()}


def content(received: Received) -> Any:
    assert received.headers.get("content-type") == "application/json"
    return json.loads(received.body)
