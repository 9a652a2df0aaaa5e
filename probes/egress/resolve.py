"""Looks a host up, once. Whoever dials uses these addresses and never the name again, so it cannot be rebound."""

from __future__ import annotations

import queue
import socket
import threading
import time
from ipaddress import ip_address

from probes.egress.classify import Address, unmapped
from probes.egress.host import Host
from probes.result import ProbeFailure, Reason

_NOT_FOUND = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", -5), getattr(socket, "EAI_ADDRFAMILY", -9)}

_Answer = list[Address] | OSError


def resolve(host: Host, port: int, deadline: float, *, field: str = "config.host") -> tuple[Address, ...]:
    """Every address of the host, in the order of the system's resolver (RFC 6724), without repeats.

    Raises ProbeFailure with DNS_NOT_FOUND (no such name) or DNS_FAILED (the name server failed, or did not answer
    before `deadline` on time.monotonic()). An address is not looked up.
    """
    if host.address is not None:
        return (host.address,)
    answers: queue.SimpleQueue[_Answer] = queue.SimpleQueue()
    # getaddrinfo takes no time-out. The thread that waits for it is left behind at the deadline: it is a daemon, and
    # the process of an isolated probe ends then.
    threading.Thread(target=_ask, args=(host.lookup_name, port, answers), name="resolve", daemon=True).start()
    waited = max(0.0, deadline - time.monotonic())
    try:
        answer = answers.get(timeout=waited)
    except queue.Empty:
        raise ProbeFailure(
            Reason.DNS_FAILED,
            f"the name server did not answer for {host} within {waited:.1f} s",
            field=field,
            hint="check the DNS servers of the machine this service runs on, and its network policy for port 53",
        ) from None
    if isinstance(answer, OSError):
        raise _failure(answer, host, field) from None
    return tuple(dict.fromkeys(answer))


def _ask(name: str, port: int, answers: queue.SimpleQueue[_Answer]) -> None:
    try:
        # As bytes: Python would run a str through its IDNA 2003 codec, which maps characters anew.
        found = socket.getaddrinfo(name.encode("ascii"), port, socket.AF_UNSPEC, socket.SOCK_STREAM)
        answers.put([unmapped(ip_address(address[0])) for _family, _type, _proto, _name, address in found])
    except OSError as error:
        answers.put(error)
    except ValueError:  # an answer with a zone id: ip_address reads it, a resolver that sends junk does not
        answers.put(socket.gaierror(socket.EAI_FAIL, "the answer holds no address"))


def _failure(error: OSError, host: Host, field: str) -> ProbeFailure:
    if error.errno in _NOT_FOUND:
        return ProbeFailure(
            Reason.DNS_NOT_FOUND,
            f"the host name {host} does not exist",
            field=field,
            hint="check the spelling; a name of a private zone must be known to this service's own DNS servers",
        )
    return ProbeFailure(
        Reason.DNS_FAILED,
        f"the name server failed to look up {host}",
        field=field,
        hint="often passing: try again; if it stays, check the DNS servers of the machine this service runs on",
    )
