"""Calls of one tenant over REST, as curl makes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests

from tests.e2e.service import Service


@dataclass(frozen=True)
class Connectors:
    """`path` of a call is relative to /api/v1/connectors."""

    service: Service
    tenant: str

    def call(self, method: str, path: str = "", *, seconds: float | None = None, **options: Any) -> requests.Response:
        """`seconds` is the deadline that the caller sets (Request-Timeout)."""
        headers = {"X-Tenant-Id": self.tenant, **({"Request-Timeout": str(seconds)} if seconds else {})}
        headers["Connection"] = "close"  # requests may leave one open until its garbage is collected
        url = f"{self.service.url}/api/v1/connectors{path}"
        return requests.request(method, url, headers=headers, timeout=60, **options)

    def create(self, type_name: str, config: dict[str, Any], auth: dict[str, Any], name: str = "c") -> str:
        body = {"name": name, "type": type_name, "config": config, **({"authConfig": auth} if auth else {})}
        answer = self.call("POST", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def row(self, connector_id: str) -> dict[str, Any]:
        answer = self.call("GET", f"/{connector_id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def test(self, connector_id: str, **options: Any) -> requests.Response:
        return self.call("POST", "/test", json={"id": connector_id}, **options)
