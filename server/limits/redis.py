"""RateLimiter in Redis or Valkey: the log of a tenant and method is a list of stamps, oldest first.

The rule is window.py's, as a script, since only a script is atomic there. Time is the server's own (TIME).
"""

from __future__ import annotations

from server.method_policy import RateLimit
from server.storage.redis_store import RedisStore

# Numbers are written with %.0f: Lua's own tostring keeps 14 digits, a stamp has 16.
_TAKE = """
local log, requests, window = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]) * 1000000
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local newest = tonumber(redis.call('LINDEX', log, -1) or '0')
if newest > now then
  local ahead = newest - now
  for index, stamp in ipairs(redis.call('LRANGE', log, 0, -1)) do
    redis.call('LSET', log, index - 1, string.format('%.0f', stamp - ahead))
  end
end
local oldest = redis.call('LINDEX', log, 0)
while oldest and tonumber(oldest) < now - window do
  redis.call('LPOP', log)
  oldest = redis.call('LINDEX', log, 0)
end
local surplus = redis.call('LLEN', log) - requests
if surplus >= 0 then
  return string.format('%.0f', redis.call('LINDEX', log, surplus) + window + 1 - now)
end
redis.call('RPUSH', log, string.format('%.0f', now))
redis.call('PEXPIRE', log, window / 1000 + 1000)
return '0'
"""


class RedisRateLimiter:
    """Exact over every process and machine that shares the server. Keys expire with their windows."""

    def __init__(self, store: RedisStore) -> None:
        self._store = store
        self._take = store.script(_TAKE)

    def take(self, tenant: str, method: str, limit: RateLimit) -> float:
        """Admits the call (0.0), or says in how many seconds the next one would be. Raises Unavailable."""
        key = self._store.key("rate", tenant, method)
        with self._store.reached():
            return int(self._take([key], [limit.requests, limit.window_seconds])) / 1_000_000
