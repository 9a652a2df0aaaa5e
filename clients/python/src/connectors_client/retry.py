"""When a failed call is tried again, and after how long."""

from __future__ import annotations

import random
from dataclasses import dataclass

from connectors_client.errors import ConnectorsError, Throttled, Unavailable


@dataclass(frozen=True)
class RetryPolicy:
    """Exponential backoff with full jitter, within the call's own deadline.

    `attempts` counts the first one; 1 turns retries off. Delays are in seconds.
    """

    attempts: int = 4
    first_delay: float = 0.2
    longest_delay: float = 5.0

    def delay(self, error: ConnectorsError, attempt: int, *, repeatable: bool, remaining: float) -> float | None:
        """Seconds to wait before the next attempt; None: give up.

        A server that says when to come back (RetryInfo) has done nothing, so any call may be sent again. Where it
        said nothing, it may have done the work and its answer be lost: only a `repeatable` call is sent again then.
        """
        if attempt >= self.attempts or not isinstance(error, (Unavailable, Throttled)):
            return None
        if error.retry_after is not None:
            delay = error.retry_after
        elif repeatable and isinstance(error, Unavailable):
            # Full jitter: clients that failed together do not come back together.
            delay = random.uniform(0, min(self.longest_delay, self.first_delay * 2 ** (attempt - 1)))  # noqa: S311
        else:
            return None
        return delay if delay < remaining else None
