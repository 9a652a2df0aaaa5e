"""One entry of the audit trail as it is stored. It names fields and never holds a value of one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import orjson

from server.call import Call

OK = "OK"
OPERATORS_TRAIL = ""  # the tenant of calls whose tenant is not known; no tenant id is empty
MAX_NAMES = 100
MAX_NAME = 100


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """What was done, or refused, and for whom. `user`, `role` and `reason` are empty where there is none.

    `outcome` is OK or the name of a google.rpc.Code; `changed_fields` are paths such as `config.host`; `count` is how
    many like calls it stands for. Its id and its time are given by the trail when it is written.
    """

    tenant: str
    method: str
    user: str = ""
    role: str = ""
    connector_id: str | None = None
    connector_type: str | None = None
    changed_fields: tuple[str, ...] = ()
    outcome: str = OK
    reason: str = ""
    request_id: str = ""
    source_address: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event in its place: numbered from 1 in its tenant, `time` in milliseconds since the epoch."""

    number: int
    time: int
    event: AuditEvent

    def canonical(self) -> bytes:
        """What is sealed: every column, as a JSON array; another value in any of them gives other bytes."""
        event = self.event
        return orjson.dumps(
            [
                event.tenant,
                self.number,
                self.time,
                event.user,
                event.role,
                event.method,
                event.connector_id,
                event.connector_type,
                event.changed_fields,
                event.outcome,
                event.reason,
                event.request_id,
                event.source_address,
                event.count,
            ]
        )


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events; None: any. Times are in milliseconds, `start` included and `end` not."""

    connector_id: str | None = None
    user: str | None = None
    method: str | None = None
    outcome: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class EventPage:
    """Newest first. `total` counts all events of the tenant that are kept."""

    events: list[StoredEvent]
    total: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class Seal:
    """A batch of one tenant's events, and its place in the one chain of all batches. `digest` is of the events in
    order; `tag` authenticates the batch and the tag of the batch before it."""

    number: int
    tenant: str
    first_number: int
    last_number: int
    last_time: int
    sealed_at: int
    digest: bytes
    key_id: str
    tag: bytes

    def payload(self, previous_tag: bytes) -> bytes:
        """What the tag is made of."""
        values = (self.number, self.tenant, self.first_number, self.last_number, self.last_time, self.sealed_at)
        return orjson.dumps(["seal", *values, self.digest.hex(), previous_tag.hex()])


@dataclass(frozen=True, slots=True)
class Chain:
    """The newest seal, and the newest of those that were pruned. `base_tag` authenticates how far pruning went."""

    head_number: int
    head_tag: bytes
    pruned_number: int
    pruned_tag: bytes
    base_key_id: str
    base_tag: bytes

    def base_payload(self) -> bytes:
        return orjson.dumps(["base", self.pruned_number, self.pruned_tag.hex()])


@dataclass(frozen=True, slots=True)
class Trail:
    """How far a tenant's trail was written and sealed."""

    tenant: str
    last_number: int
    sealed_number: int


def digest_of(events: Iterable[StoredEvent]) -> bytes:
    """SHA-256 over the events in order, each with its length before it."""
    digest = hashlib.sha256()
    for event in events:
        row = event.canonical()
        digest.update(len(row).to_bytes(4) + row)
    return digest.digest()


def event_of(
    call: Call,
    *,
    connector_id: str | None = None,
    connector_type: str | None = None,
    changed_fields: Iterable[str] = (),
    outcome: str = OK,
    reason: str = "",
) -> AuditEvent:
    """The event of a call. Where the call has no principal, it belongs to the operator's trail."""
    principal = call.principal
    return AuditEvent(
        tenant=principal.tenant if principal else OPERATORS_TRAIL,
        user=principal.user if principal else "",
        role=principal.role.value if principal else "",
        method=call.method.name,
        connector_id=connector_id,
        connector_type=connector_type,
        changed_fields=_bounded(changed_fields),
        outcome=outcome,
        reason=reason,
        request_id=call.request_id,
        source_address=host_of(call.peer),
    )


def host_of(peer: str) -> str:
    """The address alone of what a transport calls a peer: `ipv4:192.0.2.1:5050`, `ipv6:%5B::1%5D:5050`, `[::1]:1`."""
    address = peer.removeprefix("ipv4:").removeprefix("ipv6:").replace("%5B", "[").replace("%5D", "]")
    if address.startswith("unix"):
        return "unix"
    host, separator, port = address.rpartition(":")
    return (host if separator and port.isdigit() else address).strip("[]")


def _bounded(names: Iterable[str]) -> tuple[str, ...]:
    """Keys of a config are the caller's to invent: few enough, short, and fit for every store."""
    told = sorted({_printable(name[:MAX_NAME]) for name in names})
    return tuple(told[:MAX_NAMES])


def _printable(name: str) -> str:
    if name.isprintable():
        return name
    return "".join(character if character.isprintable() else "?" for character in name)
