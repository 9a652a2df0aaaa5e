"""Redis or Valkey as the store of limits and breakers: a client that never waits long, and its errors as ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from server.errors import Unavailable
from server.settings import WrongSetting

TIMEOUT_SECONDS = 1.0

Script = Callable[[Sequence[str], Sequence[Any]], Any]


class RedisStore:
    """Connects when first asked; redis-py opens connections of its own in a forked child."""

    def __init__(
        self, url: str, pool_size: int, *, prefix: str = "connectors", timeout: float = TIMEOUT_SECONDS
    ) -> None:
        """Raises WrongSetting for a URL that cannot be read, repeating nothing of it: it may hold a password."""
        # Deferred: 20 MB (OpenTelemetry, which it loads where that is installed, among them) that only its users pay.
        import redis  # noqa: PLC0415
        from redis.backoff import NoBackoff  # noqa: PLC0415
        from redis.retry import Retry  # noqa: PLC0415

        self._prefix = prefix
        self._errors = redis.RedisError
        try:
            pool = redis.BlockingConnectionPool.from_url(
                url,
                max_connections=pool_size,
                timeout=timeout,
                socket_timeout=timeout,
                socket_connect_timeout=timeout,
                # One more try, at once, and only where the connection broke: the server was restarted. A script that
                # ran although its answer was lost then counts twice, which errs on the strict side.
                retry=Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
            )
        except ValueError:
            raise WrongSetting("CONNECTORS_REDIS_URL: not a URL that redis-py can read") from None
        self._client = redis.Redis.from_pool(pool)

    def key(self, *parts: str) -> str:
        """`connectors:rate:acme:/connectors.v1…`; neither tenants nor ids hold a colon."""
        return ":".join((self._prefix, *parts))

    def script(self, source: str) -> Script:
        """A Lua script, called with (keys, arguments); sent whole only when the server does not know it yet."""
        return self._client.register_script(source)

    def delete(self, key: str) -> None:
        with self.reached():
            self._client.delete(key)

    def delete_tenant(self, tenant: str) -> int:
        """Deletes every key of the tenant: the part after the kind. How many. Raises Unavailable."""
        with self.reached():
            # No tenant id holds a character that means something in a pattern.
            found = list(self._client.scan_iter(match=f"{self._prefix}:*:{tenant}:*", count=1000))
            return sum(int(self._client.delete(key)) for key in found)

    def ping(self) -> None:
        """Raises Unavailable."""
        with self.reached():
            self._client.ping()

    def close(self) -> None:
        self._client.close()

    @contextmanager
    def reached(self) -> Iterator[None]:
        """Raises Unavailable for anything that goes wrong with the server."""
        try:
            yield
        except self._errors as error:
            raise Unavailable("Redis cannot be reached; limits and breakers stand there", retry_after=1.0) from error
