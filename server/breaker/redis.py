"""CircuitBreaker in Redis or Valkey: a hash for each connector that has failed since it last succeeded.

The rules are state.py's, as scripts, since only a script is atomic there. Time is the server's own (TIME).
"""

from __future__ import annotations

import secrets

from server.breaker.breaker import (
    FAILURES_TO_OPEN,
    OPEN_SECONDS,
    TRIAL_LEASE_SECONDS,
    Circuit,
    Outcome,
    Permit,
    Refusal,
)
from server.breaker.state import MAX_LEASE, MICROSECONDS, Timing
from server.storage.redis_store import RedisStore

# A circuit that nobody touched for so long is forgotten: nobody hammers that connector.
FORGET_AFTER_SECONDS = 24 * 3600

# Shared by both scripts. Numbers are written with %.0f: Lua's own tostring keeps 14 digits, a time has 16.
_READ = """
local circuit, revision = KEYS[1], tonumber(ARGV[1])
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local stored = redis.call('HMGET', circuit, 'revision', 'failures', 'open_until', 'trial', 'trial_until', 'cause')
local stored_revision, failures = tonumber(stored[1]), tonumber(stored[2]) or 0
local open_until, trial, trial_until, cause = tonumber(stored[3]), stored[4], tonumber(stored[5]), stored[6]
local function save(...)
  redis.call('HSET', circuit, ...)
  redis.call('EXPIRE', circuit, ARGV[2])
end
local function text(number) return string.format('%.0f', number) end
"""

# ARGV: revision, forget after, trial token, lease, open for, longest lease. A time beyond the last two was set before
# the server's clock was put back. Answers {'permit'}, {'trial'} or {'refusal', microseconds, cause}.
# A token that is already the trial's is one whose answer was lost on the way.
_ADMIT = (
    _READ
    + """
if not open_until or stored_revision < revision then return {'permit'} end
if now < open_until and open_until <= now + tonumber(ARGV[5]) then return {'refusal', text(open_until - now), cause} end
if trial and trial == ARGV[3] then return {'trial'} end
local taken = trial_until and now < trial_until and trial_until <= now + tonumber(ARGV[6])
if taken then return {'refusal', text(trial_until - now), cause} end
if stored_revision > revision then return {'refusal', '0', cause} end
save('trial', ARGV[3], 'trial_until', text(now + ARGV[4]))
return {'trial'}
"""
)

# ARGV: revision, forget after, trial token or '', outcome, failures to open, open for.
_REPORT = (
    _READ
    + """
local outcome, opens_at, open_for = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
local function open()
  save('cause', outcome, 'open_until', text(now + open_for))
  redis.call('HDEL', circuit, 'trial', 'trial_until')
end
if stored_revision and stored_revision > revision then return end
if stored_revision and stored_revision < revision then
  redis.call('DEL', circuit)
  failures, open_until, trial = 0, nil, nil
end
if ARGV[3] ~= '' then
  if trial ~= ARGV[3] then return end
  if outcome == 'healthy' then redis.call('DEL', circuit)
  elseif outcome == 'neutral' then redis.call('HDEL', circuit, 'trial', 'trial_until')
  else open() end
  return
end
if open_until or outcome == 'neutral' then return end
if outcome == 'healthy' then redis.call('DEL', circuit) return end
failures = failures + 1
save('revision', ARGV[1], 'failures', failures)
if failures >= opens_at then open() end
"""
)


class RedisCircuitBreaker:
    """One breaker over every process and machine that shares the server."""

    def __init__(
        self, store: RedisStore, *, open_seconds: float = OPEN_SECONDS, lease_seconds: float = TRIAL_LEASE_SECONDS
    ) -> None:
        self._store = store
        self._timing = Timing.of_seconds(open_seconds, lease_seconds)
        self._admit = store.script(_ADMIT)
        self._report = store.script(_REPORT)

    def admit(self, circuit: Circuit) -> Permit | Refusal:
        """Whether a probe may go now. Raises Unavailable."""
        trial = secrets.token_hex(8)
        arguments = [circuit.target_revision, FORGET_AFTER_SECONDS, trial]
        arguments += [self._timing.lease_for, self._timing.open_for, MAX_LEASE]
        with self._store.reached():
            answer = [part.decode() for part in self._admit([self._key(circuit)], arguments)]
        if answer[0] == "refusal":
            return Refusal(int(answer[1]) / MICROSECONDS, Outcome(answer[2]))
        return Permit(trial if answer[0] == "trial" else None)

    def report(self, circuit: Circuit, permit: Permit, outcome: Outcome) -> None:
        """What came of a permitted probe. Raises Unavailable."""
        if outcome is Outcome.NEUTRAL and permit.trial is None:
            return
        arguments = [circuit.target_revision, FORGET_AFTER_SECONDS, permit.trial or "", outcome.value]
        with self._store.reached():
            self._report([self._key(circuit)], [*arguments, FAILURES_TO_OPEN, self._timing.open_for])

    def forget(self, tenant: str, connector_id: str) -> None:
        """Drops what is known of a connector that was deleted. Raises Unavailable."""
        self._store.delete(self._store.key("circuit", tenant, connector_id))

    def _key(self, circuit: Circuit) -> str:
        return self._store.key("circuit", circuit.tenant, circuit.connector_id)
