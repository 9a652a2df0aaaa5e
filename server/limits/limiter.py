"""Rate limits: exact over every worker and replica, because the state lives in a store they share."""

from __future__ import annotations

from typing import Protocol

from server.method_policy import RateLimit


class RateLimiter(Protocol):
    def take(self, tenant: str, method: str, limit: RateLimit) -> float:
        """Admits the call (0.0), or says in how many seconds the next one would be admitted.

        A refused call takes nothing. Raises Unavailable when the store cannot be reached.
        """
        ...
