"""What is to be written of connectors: each with the event that tells of it."""

from __future__ import annotations

from dataclasses import dataclass

from server.storage.audit_record import AuditEvent
from server.storage.connector_writes import Hidden
from server.storage.record import ConnectorRecord


@dataclass(frozen=True, slots=True)
class Insert:
    """`own_type`: the type is one of the tenant's own, which may be deleted at this moment."""

    record: ConnectorRecord
    event: AuditEvent
    own_type: bool = False


@dataclass(frozen=True, slots=True)
class Replace:
    """Of what was read at `expected_revision`, with the last_* fields as they were read. `previous_status` is what was
    read too; None: its status stays."""

    record: ConnectorRecord
    expected_revision: int
    event: AuditEvent
    own_type: bool = False
    relabelled: bool = False
    previous_status: str | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """`hidden`: it is kept until it is destroyed; None: it goes at once."""

    connector_id: str
    expected_revision: int | None
    event: AuditEvent
    hidden: Hidden | None = None


Write = Insert | Replace | Delete
