"""Leases in Redis or Valkey: a hash a name that expires by itself. Time is the server's own (PEXPIRE).

A server that loses its data, or fails over to a replica that had not heard yet, forgets who held what: two may then
hold one name, which server/leases/leases.py asks their work to bear.
"""

from __future__ import annotations

from urllib.parse import quote

from server.storage.redis_store import RedisStore

# ARGV: holder, milliseconds. A rest longer than the whole was taken before the server's clock was put back.
_TAKE = """
local held = redis.call('HMGET', KEYS[1], 'holder', 'lasts')
if held[1] and held[1] ~= ARGV[1] and redis.call('PTTL', KEYS[1]) <= tonumber(held[2]) then return 0 end
redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'lasts', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
"""

_RELEASE = """
if redis.call('HGET', KEYS[1], 'holder') == ARGV[1] then redis.call('DEL', KEYS[1]) end
"""


class RedisLeases:
    """Exclusive over every process and machine that shares the server."""

    def __init__(self, store: RedisStore) -> None:
        self._store = store
        self._take = store.script(_TAKE)
        self._release = store.script(_RELEASE)

    def take(self, name: str, holder: str, seconds: float) -> bool:
        """Whether `holder` has `name` for `seconds` from now. Raises Unavailable."""
        with self._store.reached():
            return bool(self._take([self._key(name)], [holder, max(1, round(seconds * 1000))]))

    def release(self, name: str, holder: str) -> None:
        """Gives it back, if `holder` still has it. Raises Unavailable."""
        with self._store.reached():
            self._release([self._key(name)], [holder])

    def _key(self, name: str) -> str:
        return self._store.key("lease", quote(name, safe=""))  # no colon: a key of a tenant has its own place for one
