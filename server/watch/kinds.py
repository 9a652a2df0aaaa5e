"""What an event of the audit trail means to who watches connectors."""

from __future__ import annotations

from enum import StrEnum

from server.storage.audit_record import OK, AuditEvent


class Kind(StrEnum):
    """What happened. OPENED is the first thing told: where the stream begins."""

    OPENED = "OPENED"
    CREATED = "CREATED"
    UPDATED = "UPDATED"
    DELETED = "DELETED"
    TESTED = "TESTED"
    STATUS_CHANGED = "STATUS_CHANGED"  # by a test


CREATES = frozenset({"CreateConnector", "UndeleteConnector"})
DELETES = frozenset({"DeleteConnector"})
TESTS = frozenset({"TestConnector", "TestConnectors", "ScheduledTest"})
# Of a connector each, and nothing of it is another thereafter.
LEAVE_ALONE = frozenset(
    {
        "TestConfig",
        "LeaseCredentials",
        "StageCredentials",
        "DiscardCredentialRotation",
        "ExpireCredentialRotation",
    }
)
# One call, many connectors: what became of each is read off its event.
APPLIES = frozenset({"ApplyConnectors"})
_GIVEN_TO_A_NEW_ONE = frozenset({"name", "type", "authMethod"})
NOT_TESTED = "CIRCUIT_OPEN"


def kind_of(event: AuditEvent, *, exists: bool) -> Kind | None:
    """None: nobody who watches connectors cares. `exists`: the connector is there now."""
    if event.connector_id is None or event.outcome != OK or event.method in LEAVE_ALONE:
        return None
    if event.method in TESTS:
        return _of_test(event)
    if event.method in CREATES:
        return Kind.CREATED
    if event.method in DELETES:
        return Kind.DELETED
    if event.method in APPLIES:
        return _of_apply(event, exists=exists)
    return Kind.UPDATED


def _of_test(event: AuditEvent) -> Kind | None:
    if event.reason == NOT_TESTED:
        return None
    return Kind.STATUS_CHANGED if event.changed_fields else Kind.TESTED


def _of_apply(event: AuditEvent, *, exists: bool) -> Kind:
    if not event.changed_fields and not exists:
        return Kind.DELETED
    return Kind.CREATED if _GIVEN_TO_A_NEW_ONE.issubset(event.changed_fields) else Kind.UPDATED
