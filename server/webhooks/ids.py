"""Webhook ids: `wh_` and a time-ordered UUID (RFC 9562, version 7) in hex, so that id order is creation order."""

from __future__ import annotations

import uuid_utils


def new_webhook_id() -> str:
    return f"wh_{uuid_utils.uuid7().hex}"
