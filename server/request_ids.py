"""The id of a request: the caller's own if it is well-formed, else a new one."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

HEADER = "x-request-id"
_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,127}")


def request_id_of(metadata: Mapping[str, str]) -> str:
    given = metadata.get(HEADER, "")
    return given if _WELL_FORMED.fullmatch(given) else secrets.token_hex(16)
