"""The id of a request: the caller's own if it is well-formed, else a new one."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

HEADER = "x-request-id"
_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,127}")


def request_id_of(metadata: Mapping[str, str]) -> str:
    given = metadata.get(HEADER, "")
    if _WELL_FORMED.fullmatch(given):
        return given
    # It names a call and guards nothing; the module is seeded anew in every forked worker.
    return f"{random.getrandbits(128):032x}"
