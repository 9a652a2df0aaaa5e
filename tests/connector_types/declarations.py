"""A tenant's own type for the tests: an API that tells who its key belongs to."""

from __future__ import annotations

from typing import Any


def acme(port: int = 443) -> dict[str, Any]:
    """At https://localhost:<port>."""
    return {
        "title": "Acme",
        "source": "https://acme.example/docs/auth",
        "description": "Acme's order service.",
        "base": f"https://localhost:{port}",
        "fields": [{"name": "shop", "title": "Shop", "required": True, "pattern": "[a-z]{1,9}", "example": "north"}],
        "methods": [
            {"name": "api_key", "title": "API key", "fields": ["apiKey"], "send": {"headers": {"X-Key": "{apiKey}"}}}
        ],
        "checks": [{"path": "/shops/{shop}", "expects": "id", "proves": ["authenticate", "resource"]}],
        "detail": ["error"],
        "answers": [
            {
                "status": 402,
                "reason": "PERMISSION_DENIED",
                "message": "the shop has not paid",
                "hint": "pay",
                "field": "config.shop",
            }
        ],
    }
