"""One entry of the audit trail as it is stored. It names fields and never holds a value of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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
    return "".join(character if character.isprintable() else "?" for character in name)
