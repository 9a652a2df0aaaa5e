"""A connection through the operator's outbound proxy, by HTTP CONNECT (RFC 9110 9.3.6).

The proxy is asked for an address that the guard checked, never for a name: it would look the name up anew, and could be
led elsewhere. What is wrong with the proxy itself is no fault of the connector: such failures are INTERNAL, name no
field, and say whom to tell.
"""

from __future__ import annotations

import errno
import re
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from probes.egress.approvals import approve
from probes.egress.classify import Address
from probes.egress.deadline_socket import DeadlineSocket
from probes.egress.proxy import OutboundProxy
from probes.egress.race import first_to_connect, interleaved
from probes.egress.resolve import resolve
from probes.result import ProbeFailure, Reason

MAX_HEAD_BYTES = 16_384
MAX_ADDRESSES = 3  # of one peer, tried in turn: each gets its share of the time

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_STATUS_LINE = re.compile(rb"HTTP/1\.[0-9] ([1-5][0-9]{2})(?: [^\r\n]*)?\r?\n")  # RFC 9112 4
_TELL = "tell the operator of this service: its outbound proxy (CONNECTORS_EGRESS_PROXY) "

Begin = Callable[[Address, int], tuple[DeadlineSocket, int]]


@dataclass(frozen=True, slots=True)
class Peer:
    """Who is to be reached: as messages call it, its checked addresses, and the connector's field that names it."""

    shown: str
    addresses: Sequence[Address]
    port: int
    field: str


def connect_through(proxy: OutboundProxy, peer: Peer, begin: Begin, deadline: float) -> DeadlineSocket:
    """A socket whose other end is the first of the peer's addresses that the proxy reaches; nothing was read from it.

    `begin` starts to dial an address, as for `first_to_connect`. Raises ProbeFailure: UNREACHABLE, TIMEOUT,
    EGRESS_DENIED (the proxy refuses), INTERNAL (the proxy's own trouble).
    """
    tried = interleaved(peer.addresses)[:MAX_ADDRESSES]
    proxies = _approved(proxy, deadline)
    failures: list[ProbeFailure] = []
    for index, address in enumerate(tried):
        now = time.monotonic()
        share = now + (deadline - now) / (len(tried) - index)
        sock = _dial(proxy, proxies, begin, deadline)
        try:
            _open(sock, share, proxy.authorization, address, peer)
        except ProbeFailure as failure:
            sock.close()
            if failure.reason not in (Reason.UNREACHABLE, Reason.TIMEOUT):
                raise
            failures.append(failure)
            continue
        sock.deadline = deadline
        sock.tunnels_to = (str(address), peer.port)
        return sock
    raise failures[0]


def _approved(proxy: OutboundProxy, deadline: float) -> Sequence[Address]:
    """The proxy is the operator's: the policy for tenants' peers is not asked about it."""
    try:
        addresses = resolve(proxy.host, proxy.port, deadline)
    except ProbeFailure:
        message = "the host name of this service's outbound proxy cannot be looked up"
        raise _own_trouble(message, "has a host name that its name servers do not know") from None
    for address in addresses:
        approve(address, proxy.port)
    return addresses


def _dial(proxy: OutboundProxy, addresses: Sequence[Address], begin: Begin, deadline: float) -> DeadlineSocket:
    sock, errors = first_to_connect(addresses, lambda address: begin(address, proxy.port), deadline)
    if sock is None and errno.ECONNRESET in errors:
        raise _hung_up()
    if sock is None:
        message = "this service's outbound proxy does not accept connections"
        raise _own_trouble(message, "cannot be reached from where the service runs")
    return sock


def _open(sock: DeadlineSocket, deadline: float, authorization: str | None, address: Address, peer: Peer) -> None:
    """Asks for the tunnel. Raises ProbeFailure when there is none by `deadline`, without closing the socket."""
    target = f"[{address}]:{peer.port}" if address.version == 6 else f"{address}:{peer.port}"
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    if authorization is not None:
        lines.append(f"Proxy-Authorization: {authorization}")
    sock.deadline = deadline
    sock.settimeout(None)
    begun = time.monotonic()
    head = bytearray()
    try:
        sock.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
        status = _status(sock, head)
    except TimeoutError:
        if head:
            message = "this service's outbound proxy did not finish its answer in time"
            raise _own_trouble(message, "begins answers to CONNECT and does not end them") from None
        raise ProbeFailure(
            Reason.TIMEOUT,
            f"the outbound proxy did not reach {peer.shown} within {time.monotonic() - begun:.1f} s",
            field=peer.field,
            hint="a firewall before the peer that drops packets looks like this: let the outbound proxy's address in; "
            "if other peers end the same way, tell the operator of this service",
        ) from None
    except OSError:
        raise _hung_up() from None
    if not 200 <= status < 300:
        raise _refusal(status, peer, known=authorization is not None)


def _status(sock: socket.socket, head: bytearray) -> int:
    """The first status that is not 1xx (RFC 9110 15.2). `head` holds what came, whatever happens."""
    while True:
        begin = len(head)
        _read_head(sock, head)
        line = _STATUS_LINE.match(head, begin)
        if line is None:
            raise _stranger()
        status = int(line[1])
        if status >= 200:
            return status


def _read_head(sock: socket.socket, head: bytearray) -> None:
    """Takes bytes up to the empty line and not one more: what follows is the peer's, which may speak first."""
    begin = len(head)
    while True:
        seen = sock.recv(MAX_HEAD_BYTES, socket.MSG_PEEK)
        if not seen:
            raise ConnectionResetError
        end = _END_OF_HEAD.search(bytes(head[begin:]) + seen)
        wanted = end.end() - (len(head) - begin) if end else len(seen)
        head += sock.recv(wanted)
        if len(head) > MAX_HEAD_BYTES or not b"HTTP/1.".startswith(head[begin : begin + 7]):
            raise _stranger()
        if end:
            return


def _refusal(status: int, peer: Peer, *, known: bool) -> ProbeFailure:
    match status:
        case 403:
            return ProbeFailure(
                Reason.EGRESS_DENIED,
                f"the outbound proxy refuses {peer.shown}",
                field=peer.field,
                hint="ask the operator of the service to let its outbound proxy pass connections to this host and port "
                "(many proxies pass port 443 alone, and this one is asked for the address, not the name)",
            )
        case 401 | 407 if known:  # Tinyproxy answers wrong credentials with 401
            message = "this service's outbound proxy refuses the service's own credentials"
            return _own_trouble(message, "does not take the user and password of that setting (Basic is what is sent)")
        case 401 | 407:
            message = "this service's outbound proxy asks for credentials that the service was not given"
            return _own_trouble(message, "wants a user and a password in that setting")
        case 500 | 502 | 503:
            return ProbeFailure(
                Reason.UNREACHABLE,
                f"the outbound proxy cannot reach {peer.shown} (it answers {status})",
                field=peer.field,
                hint="check the host and the port, that the server is running and that it lets the outbound proxy's "
                "address in; if other peers end the same way, tell the operator of this service",
            )
        case 504:
            return ProbeFailure(
                Reason.TIMEOUT,
                f"the outbound proxy got no answer from {peer.shown} in time",
                field=peer.field,
                hint="a firewall that drops packets looks like this: let the outbound proxy's address in",
            )
    message = f"this service's outbound proxy answers {status} to CONNECT"
    return _own_trouble(message, f"answers {status} where it should open a tunnel")


def _stranger() -> ProbeFailure:
    message = "this service's outbound proxy does not answer as an HTTP proxy does"
    return _own_trouble(message, "speaks something else than HTTP, or far too much of it")


def _own_trouble(message: str, what: str) -> ProbeFailure:
    return ProbeFailure(Reason.INTERNAL, message, hint=f"{_TELL}{what}; the connector itself was not tested")


def _hung_up() -> ProbeFailure:
    """Also where the reset came so soon that the connect itself heard of it."""
    return _own_trouble(
        "this service's outbound proxy closed the connection instead of answering", "hangs up on CONNECT"
    )
