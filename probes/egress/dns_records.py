"""Looks up DNS records that no getaddrinfo knows (SRV, TXT), at the name servers this machine is set up with.

Over UDP, and over TCP where the answer does not fit (RFC 1035, RFC 7766). The name servers are the operator's, not the
tenant's: the policy is not asked about them. Whatever name an answer holds goes through the dialler like any other.
"""

from __future__ import annotations

import socket
import struct
import time
from ipaddress import ip_address

import dns.exception
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.resolver
from dns.rdata import Rdata

from probes.egress.approvals import approve
from probes.egress.classify import Address
from probes.egress.deadline_socket import DeadlineSocket
from probes.result import ProbeFailure, Reason

PORT = 53
SECONDS_A_TRY = 2.0
MAX_ANSWER = 65_535

_HINT = "often passing: try again; if it stays, check the DNS servers of the machine this service runs on"


def look_up(name: str, kind: str, deadline: float, *, field: str) -> list[Rdata]:
    """The records of a kind ("SRV", "TXT") at an absolute name; none where the name has no such record.

    Raises ProbeFailure: DNS_NOT_FOUND (no such name), DNS_FAILED, INVALID_CONFIG (no name at all).
    """
    try:
        query = dns.message.make_query(dns.name.from_text(name), dns.rdatatype.from_text(kind), use_edns=True)
    except dns.exception.DNSException:
        raise ProbeFailure(
            Reason.INVALID_CONFIG, f"{name} is no DNS name", field=field, hint="check its spelling"
        ) from None
    for server, port in name_servers():
        answer = _ask(query, server, port, deadline)
        if answer is None or answer.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
            continue
        if answer.rcode() == dns.rcode.NXDOMAIN:
            raise ProbeFailure(
                Reason.DNS_NOT_FOUND,
                f"the name {name} does not exist ({kind} record)",
                field=field,
                hint="check the spelling; a name of a private zone must be known to this service's own DNS servers",
            )
        return _records(answer)
    raise ProbeFailure(
        Reason.DNS_FAILED, f"no name server answered for {name} ({kind} record)", field=field, hint=_HINT
    )


def name_servers() -> list[tuple[Address, int]]:
    """Those of /etc/resolv.conf."""
    try:
        configured = dns.resolver.Resolver().nameservers
    except dns.exception.DNSException:
        return []
    return [(ip_address(str(server)), PORT) for server in configured if not str(server).startswith("https")]


def _records(answer: dns.message.Message) -> list[Rdata]:
    try:
        found = answer.resolve_chaining().answer  # type: ignore[attr-defined]  # of QueryMessage, which from_wire gives
    except dns.exception.DNSException:
        return []
    return list(found or [])


def _ask(query: dns.message.Message, server: Address, port: int, deadline: float) -> dns.message.Message | None:
    """None when the server cannot be reached, is late or speaks no DNS."""
    approve(server, port)
    until = min(deadline, time.monotonic() + SECONDS_A_TRY)
    try:
        answer = dns.message.from_wire(_exchange(query.to_wire(), server, port, until, socket.SOCK_DGRAM))
        if answer.flags & dns.flags.TC:
            answer = dns.message.from_wire(_exchange(query.to_wire(), server, port, until, socket.SOCK_STREAM))
    except (OSError, dns.exception.DNSException, struct.error):
        return None
    return answer if query.is_response(answer) else None


def _exchange(question: bytes, server: Address, port: int, until: float, kind: socket.SocketKind) -> bytes:
    family = socket.AF_INET if server.version == 4 else socket.AF_INET6
    with DeadlineSocket(family, kind) as sock:
        sock.settimeout(max(0.001, until - time.monotonic()))  # the first one set is the deadline
        sock.connect((str(server), port))
        if kind is socket.SOCK_DGRAM:
            sock.send(question)
            return sock.recv(MAX_ANSWER)
        sock.sendall(struct.pack("!H", len(question)) + question)
        (length,) = struct.unpack("!H", _exactly(sock, 2))
        return _exactly(sock, length)


def _exactly(sock: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size:
        more = sock.recv(size - len(got))
        if not more:
            raise ConnectionResetError
        got += more
    return got
