"""Connector ids: `conn_` and a time-ordered UUID (RFC 9562, version 7) in hex, so that id order is creation order."""

from __future__ import annotations

import re

import uuid_utils

CONNECTOR_ID = re.compile(r"conn_[A-Za-z0-9_-]{1,64}")


RUN_ID = re.compile(r"run_[0-9a-f]{32}")


def new_connector_id() -> str:
    return f"conn_{uuid_utils.uuid7().hex}"


def new_kept_id() -> str:
    """Of credentials that are kept beside a connector's own: another one for each."""
    return f"kept_{uuid_utils.uuid7().hex}"


def new_run_id() -> str:
    """Of a test: in the order in which tests of a process end."""
    return f"run_{uuid_utils.uuid7().hex}"
