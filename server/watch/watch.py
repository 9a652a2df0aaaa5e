"""WatchConnectors: a tenant's connectors' events in the order of their commits, none left out.

Revisions are the numbers of the audit trail: given out in the transaction that changes something, under a lock of the
tenant that is held until it commits. So whoever sees a number sees all before it, in whichever replica they were made.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from server.call import Call
from server.connectors.repository import Repository
from server.errors import Cancelled, InvalidArgument, RevisionGone, Unavailable
from server.storage.audit_reader import AuditReader
from server.storage.audit_record import StoredEvent
from server.storage.record import ConnectorRecord
from server.storage.revisions import RevisionStore
from server.watch.kinds import Kind, kind_of
from server.watch.revisions import Revisions

BATCH = 200  # events read at once
QUIET_SECONDS = 15.0
# A stream ends after so long: whoever opened it shows anew who it is, and may move to another worker.
LONGEST_SECONDS = 3600.0
_REVISION = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Watched:
    """One event. `connector` is as it is when this is told; None where it is gone, and with OPENED."""

    revision: int
    kind: Kind
    time: int = 0
    connector_id: str = ""
    changed_fields: tuple[str, ...] = ()
    connector: ConnectorRecord | None = None


Emit = Callable[[Watched], None]


class WatchConnectors:
    def __init__(self, repository: Repository, reader: AuditReader, store: RevisionStore, revisions: Revisions) -> None:
        self._repository = repository
        self._reader = reader
        self._store = store
        self._revisions = revisions

    def __call__(self, call: Call, revision: str, emit: Emit) -> None:
        """Until the caller leaves. `emit` waits for a slow reader. Raises InvalidArgument, RevisionGone, Cancelled,
        Unavailable."""
        tenant = call.caller.tenant
        told = self._begin(tenant, revision)
        emit(Watched(told, Kind.OPENED))
        ends_at = time.monotonic() + LONGEST_SECONDS
        call.cancellation.on_cancel(self._revisions.wake)
        with self._revisions.watching(tenant):
            while time.monotonic() < ends_at:
                last = self._revisions.wait(tenant, told, QUIET_SECONDS, lambda: call.cancellation.is_cancelled)
                if call.cancellation.is_cancelled:
                    raise Cancelled("the caller went away")
                while told < last:
                    told = self._tell(tenant, told, min(last, told + BATCH), emit)
        raise Unavailable("the stream is as old as it may be; go on with its last revision", retry_after=0.1)

    def _begin(self, tenant: str, revision: str) -> int:
        latest = self._store.latest([tenant])[tenant]
        if not revision:
            return latest
        if not _REVISION.fullmatch(revision):
            raise InvalidArgument.at("revision", "expected the revision of an answer")
        after = int(revision)
        oldest = self._store.oldest(tenant)
        if after > latest or (after < latest and (oldest is None or after < oldest - 1)):
            raise _gone()
        return after

    def _tell(self, tenant: str, after: int, last: int, emit: Emit) -> int:
        events = self._reader.range(tenant, after + 1, last)
        if [event.number for event in events] != list(range(after + 1, last + 1)):
            raise _gone()  # pruned since
        connectors: dict[str, ConnectorRecord | None] = {}
        for stored in events:
            connector_id = stored.event.connector_id
            if connector_id is not None and connector_id not in connectors:
                connectors[connector_id] = self._repository.for_tenant(tenant).get(connector_id)
            told = _watched(stored, connectors.get(connector_id or ""))
            if told is not None:
                emit(told)
        return last


def _watched(stored: StoredEvent, connector: ConnectorRecord | None) -> Watched | None:
    event = stored.event
    kind = kind_of(event, exists=connector is not None)
    if kind is None:
        return None
    return Watched(
        stored.number,
        kind,
        stored.time,
        event.connector_id or "",
        event.changed_fields,
        None if kind is Kind.DELETED else connector,
    )


def _gone() -> RevisionGone:
    return RevisionGone("what came after this revision is not kept any more; list the connectors and watch anew")
