"""DeleteConnector: at once, or hidden for the days that the operator keeps what was deleted."""

from __future__ import annotations

from server.breaker.breaker import CircuitBreaker
from server.call import Call
from server.connectors import etags
from server.connectors.clock import now_ms
from server.connectors.repository import Repository, must_get, not_found
from server.errors import ConcurrentChange
from server.storage.audit_record import event_of
from server.storage.connector_writes import Hidden

DAY_MS = 86_400_000
MAX_TRIES = 5


class Retention:
    """For how many days a deleted connector can be brought back; 0: for none."""

    def __init__(self, days: int) -> None:
        self._days = days

    def hidden(self) -> Hidden | None:
        """When what is deleted now was deleted and is destroyed; None: it goes at once."""
        now = now_ms()
        return Hidden(now, now + self._days * DAY_MS) if self._days else None


class DeleteConnector:
    def __init__(self, repository: Repository, breaker: CircuitBreaker, retention: Retention | None = None) -> None:
        self._repository = repository
        self._breaker = breaker
        self._retention = retention or Retention(0)

    def __call__(self, call: Call, connector_id: str, etag: str = "") -> None:
        """Raises NotFound, EtagMismatch, ConcurrentChange."""
        tenant = call.caller.tenant
        self._delete(call, connector_id, etag)
        self._breaker.forget(tenant, connector_id)

    def _delete(self, call: Call, connector_id: str, etag: str) -> None:
        connectors = self._repository.for_tenant(call.caller.tenant)
        event = event_of(call, connector_id=connector_id)
        hidden = self._retention.hidden()
        if etag in ("", etags.ANY):
            if not connectors.delete(connector_id, event, hidden=hidden):
                raise not_found()
            return
        for _ in range(MAX_TRIES):
            stored = must_get(connectors, connector_id)
            etags.check(etag, stored)
            if connectors.delete(connector_id, event, expected_revision=stored.revision, hidden=hidden):
                return
        raise ConcurrentChange("others keep changing this connector; try again")
