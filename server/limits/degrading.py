"""A RateLimiter that outlives its store: while that is away, each worker holds tenants to a stricter limit itself."""

from __future__ import annotations

from server.limits.limiter import RateLimiter
from server.limits.local import LocalRateLimiter
from server.method_policy import RateLimit
from server.storage.store_health import StoreHealth


class DegradingRateLimiter:
    """Never unlimited: with `share` at most one over the number of workers of all replicas, never looser either."""

    def __init__(self, shared: RateLimiter, health: StoreHealth, share: float) -> None:
        self._shared = shared
        self._health = health
        self._local = LocalRateLimiter(share)

    def take(self, tenant: str, method: str, limit: RateLimit) -> float:
        """Admits the call (0.0), or says in how many seconds the next one would be admitted."""
        return self._health.ask(
            lambda: self._shared.take(tenant, method, limit),
            lambda: self._local.take(tenant, method, limit),
        )
