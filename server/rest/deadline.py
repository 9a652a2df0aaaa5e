"""How long a caller is willing to wait: the `Request-Timeout` header, in seconds. What grpc-timeout is to gRPC."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping

from server.errors import InvalidArgument

HEADER = "request-timeout"
_SECONDS = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")
# The handler knows the deadline and answers by it, with what it has found; only a handler that does not is cut off.
GRACE_SECONDS = 0.5


def deadline_of(headers: Mapping[str, str]) -> float | None:
    """On time.monotonic(); None where the caller set none. Raises InvalidArgument."""
    text = headers.get(HEADER)
    if text is None:
        return None
    if not _SECONDS.fullmatch(text) or float(text) == 0:
        raise InvalidArgument.at(HEADER, "expected seconds above 0, such as 2.5")
    return time.monotonic() + float(text)
