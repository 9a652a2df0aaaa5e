"""Calls that were refused, on their way into the trail: the first of a kind at once, like ones counted together.

An attack must not become a flood of writes. A kind is tenant, method, outcome, reason, user, role and address. At most
`PER_SECOND` events are written at once by a process (`BURST` after a quiet time), at most one of a kind in
`WINDOW_SECONDS`; the others are counted in memory, in at most `KINDS` kinds, and written as one event a kind when the
window ends. Past that many kinds the user, the address and the connector are left out, and past twice as many the
tenant too. A process that is killed loses what it counted in its last window.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from server.errors import ServiceError
from server.storage.audit_log import AuditLog
from server.storage.audit_record import OPERATORS_TRAIL, AuditEvent

log = logging.getLogger(__name__)

WINDOW_SECONDS = 10.0
PER_SECOND = 20.0
BURST = 50.0
KINDS = 500
CHUNK = 50  # events in one transaction

Kind = tuple[str, ...]


class Refusals:
    """Never raises, and never waits for more than one write."""

    def __init__(self, trail: AuditLog, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._trail = trail
        self._clock = clock
        self._lock = threading.Lock()
        self._counted: dict[Kind, AuditEvent] = {}
        self._written_at: dict[Kind, float] = {}
        self._allowance = BURST
        self._allowed_at = clock()

    def note(self, event: AuditEvent, *, at_once: bool = True) -> None:
        """`at_once` False: only counted, because the database may be what failed."""
        with self._lock:
            if not (at_once and self._may_write(_kind(event))):
                self._count(event)
                return
        if not self._write(event):
            with self._lock:
                self._allowance = 0.0  # the database is away: the next ones do not wait for it
                self._count(event)

    def flush(self) -> None:
        """Writes what was counted. What cannot be written stays counted."""
        with self._lock:
            waiting = list(self._counted.values())
            self._counted.clear()
            self._forget_old_kinds()
        while waiting:
            chunk, waiting = waiting[:CHUNK], waiting[CHUNK:]
            if not self._write(*chunk):
                with self._lock:
                    for event in [*chunk, *waiting]:
                        self._count(event)
                return

    def _may_write(self, kind: Kind) -> bool:
        now = self._clock()
        written = self._written_at.get(kind)
        if (written is not None and now - written < WINDOW_SECONDS) or len(self._written_at) >= KINDS:
            return False
        self._allowance = min(BURST, self._allowance + (now - self._allowed_at) * PER_SECOND)
        self._allowed_at = now
        if self._allowance < 1:
            return False
        self._allowance -= 1
        self._written_at[kind] = now
        return True

    def _count(self, event: AuditEvent) -> None:
        for coarser in (event, _without_caller(event), _without_tenant(event)):
            counted = self._counted.get(_kind(coarser))
            if counted is not None:
                self._counted[_kind(coarser)] = replace(counted, count=counted.count + event.count)
                return
            if len(self._counted) < (KINDS if coarser is event else 2 * KINDS):
                self._counted[_kind(coarser)] = coarser
                return
        last = _without_method(event)
        counted = self._counted.get(_kind(last))
        self._counted[_kind(last)] = replace(last, count=counted.count + event.count) if counted else last

    def _forget_old_kinds(self) -> None:
        oldest = self._clock() - WINDOW_SECONDS
        self._written_at = {kind: at for kind, at in self._written_at.items() if at > oldest}

    def _write(self, *events: AuditEvent) -> bool:
        try:
            self._trail.append(*events)
        except ServiceError as error:
            log.warning("refused calls could not be written to the audit trail: %s", error)
            return False
        return True


def _kind(event: AuditEvent) -> Kind:
    return (event.tenant, event.method, event.outcome, event.reason, event.user, event.role, event.source_address)


def _without_caller(event: AuditEvent) -> AuditEvent:
    return replace(event, user="", role="", source_address="", request_id="", connector_id=None)


def _without_tenant(event: AuditEvent) -> AuditEvent:
    return replace(_without_caller(event), tenant=OPERATORS_TRAIL)


def _without_method(event: AuditEvent) -> AuditEvent:
    return replace(_without_tenant(event), method="*", outcome="*", reason="")
