"""Connector ids: `conn_` and a time-ordered UUID (RFC 9562, version 7) in hex, so that id order is creation order."""

from __future__ import annotations

import re

import uuid_utils

CONNECTOR_ID = re.compile(r"conn_[A-Za-z0-9_-]{1,64}")


def new_connector_id() -> str:
    return f"conn_{uuid_utils.uuid7().hex}"
