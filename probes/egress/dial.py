"""The one place in probes/ that opens a socket: dials the addresses that the policy approved, and no name again."""

from __future__ import annotations

import errno
import socket
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from probes.egress.approvals import approve
from probes.egress.certificate import expiry_warning
from probes.egress.classify import Address
from probes.egress.deadline_socket import DeadlineSocket, DeadlineTlsSocket
from probes.egress.host import Host, MalformedHost, canonical_host, canonical_port
from probes.egress.policy import Denial, EgressPolicy
from probes.egress.proxy import OutboundProxy
from probes.egress.race import first_to_connect
from probes.egress.resolve import resolve
from probes.egress.tls_errors import tls_failure
from probes.egress.tunnel import Peer, connect_through
from probes.result import ProbeFailure, Reason, Step, StepName, StepStatus, Trace


@dataclass(frozen=True, slots=True)
class Approved:
    """An address that may be dialled for a host. `host` is canonical, without trailing dot or brackets."""

    host: str
    address: str
    port: int


class Dialer:
    """Approves, connects and starts TLS, all before `deadline` (time.monotonic()); each step goes into `trace`."""

    def __init__(self, policy: EgressPolicy, trace: Trace, deadline: float) -> None:
        self.policy = policy
        self.trace = trace
        self.deadline = deadline

    def remaining(self) -> float:
        """Seconds left, never below a millisecond, so that it can be used as a socket time-out."""
        return max(0.001, self.deadline - time.monotonic())

    def aside(self, trace: Trace, deadline: float | None = None) -> Dialer:
        """One that reaches the same places and tells its steps to another trace; it may have less time."""
        return Dialer(self.policy, trace, self.deadline if deadline is None else deadline)

    def approve(self, host: str, port: int, *, field: str = "config.host") -> tuple[Approved, ...]:
        """The addresses of the host, each of which may be dialled; if any may not, none may.

        For a look, not to dial by oneself: with an outbound proxy, the audit hook lets nobody.

        Raises ProbeFailure: INVALID_CONFIG (not a canonical host), EGRESS_DENIED, DNS_NOT_FOUND, DNS_FAILED.
        """
        return tuple(
            Approved(named.text, str(address), port)
            for named, address in self._approve(self._canonical(host, port, field), port, field)
        )

    def connect(self, host: str, port: int, *, field: str = "config.host") -> socket.socket:
        """A connected TCP socket whose every operation ends at the deadline, whatever time-out a driver sets.

        Where the operator has an outbound proxy, it is a tunnel through that one.
        Raises ProbeFailure as `approve` does, and CONNECTION_REFUSED, UNREACHABLE or TIMEOUT.
        """
        named = self._canonical(host, port, field)
        addresses = [address for _named, address in self._approve(named, port, field)]
        with self.trace.step(StepName.CONNECT) as note:
            proxy = self._proxy(named, addresses, port)
            if proxy:
                note.message = "through the outbound proxy"
                peer = Peer(peer_name(named, port), addresses, port, field)
                return connect_through(proxy, peer, _begin, self.deadline)
            begun = time.monotonic()
            sock, errors = first_to_connect(addresses, lambda address: _begin(address, port), self.deadline)
            if sock is None:
                raise _connect_failure(errors, peer_name(named, port), time.monotonic() - begun, field)
            sock.deadline = self.deadline
            sock.settimeout(None)
            return sock

    def start_tls(
        self,
        sock: socket.socket,
        host: str,
        context: ssl.SSLContext,
        *,
        field: str = "config.host",
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLSocket:
        """Wraps a connected socket; SNI and the certificate's name are `host`. Closes the socket when it fails.

        `session`, of an earlier connection with the same context, is resumed if the peer agrees.

        Raises ProbeFailure: TLS_UNTRUSTED, TLS_NAME_MISMATCH, TLS_EXPIRED, PROTOCOL_MISMATCH, UNREACHABLE, TIMEOUT,
        CREDENTIAL_MISSING (the peer wants a client certificate), AUTHENTICATION_FAILED (it refused ours).
        """
        named = self._canonical(host, _port_of(sock), field)
        peer = peer_name(named, _port_of(sock))
        context.sslsocket_class = DeadlineTlsSocket
        with self.trace.step(StepName.TLS) as note:
            try:
                tls = cast(
                    DeadlineTlsSocket,
                    context.wrap_socket(
                        sock, server_hostname=named.text, do_handshake_on_connect=False, session=session
                    ),
                )
            except OSError as error:
                sock.close()
                raise handshake_failure(error, peer, field) from None
            tls.deadline = self.deadline
            tls.tunnels_to = sock.tunnels_to if isinstance(sock, DeadlineSocket) else None
            try:
                tls.do_handshake()
            except OSError as error:
                tls.close()
                raise handshake_failure(error, peer, field) from None
            note.message = f"{tls.version()}, {'verified' if context.verify_mode else 'not verified'}"
            warning = expiry_warning(tls.getpeercert(binary_form=True), peer)
            if warning:
                self.trace.warn(warning)
                note.warning = warning
            return tls

    def _canonical(self, host: str, port: int, field: str) -> Host:
        try:
            canonical_port(str(port))
            return canonical_host(host)
        except MalformedHost as error:
            message = f"{field} {error}"
            self.trace.add(Step(StepName.CONFIG, StepStatus.FAILED, 0, message))
            hint = "write the host as a DNS name, as four decimal numbers (IPv4), or as IPv6 without brackets"
            raise ProbeFailure(Reason.INVALID_CONFIG, message, field=field, hint=hint) from None

    def _approve(self, host: Host, port: int, field: str) -> list[tuple[Host, Address]]:
        refused = self.policy.refuses_host(host, port)
        if refused:
            with self.trace.step(StepName.EGRESS):
                raise _denied(refused, host, port, field)
        with self.trace.step(StepName.RESOLVE) as note:
            addresses = resolve(host, port, self.deadline, field=field)
            note.message = "an address, nothing to look up" if host.address else ""
        with self.trace.step(StepName.EGRESS):
            for address in addresses:
                refused = self.policy.refuses(host, address, port)
                if refused:
                    raise _denied(refused, host, port, field)
        if self._proxy(host, addresses, port) is None:  # else the proxy's address is the only one that may be dialled
            for address in addresses:
                approve(address, port)
        return [(host, address) for address in addresses]

    def _proxy(self, host: Host, addresses: Sequence[Address], port: int) -> OutboundProxy | None:
        proxy = self.policy.proxy
        return None if proxy is None or proxy.is_bypassed(host, addresses, port) else proxy


def peer_name(host: Host, port: int) -> str:
    """The peer as the connector names it, for messages: host:port, IPv6 in brackets."""
    return f"[{host}]:{port}" if host.address is not None and host.address.version == 6 else f"{host}:{port}"


def handshake_failure(error: OSError, peer: str, field: str) -> ProbeFailure:
    """What an OSError of a TLS handshake means; ssl.SSLError is one."""
    if isinstance(error, ssl.SSLError):
        return tls_failure(error, peer, field=field)
    if isinstance(error, TimeoutError):
        return ProbeFailure(
            Reason.TIMEOUT,
            f"{peer} accepted the connection and did not finish the TLS handshake in time",
            field=field,
            hint="check that the port speaks TLS from the first byte",
        )
    return ProbeFailure(
        Reason.UNREACHABLE,
        f"{peer} closed the connection during the TLS handshake",
        field=field,
        hint="check that the port speaks TLS, and any proxy or firewall in between",
    )


def _port_of(sock: socket.socket) -> int:
    """The peer's port; 443 stands in messages where the peer is gone already."""
    try:
        port: int = sock.getpeername()[1]
    except OSError:
        return 443
    return port


def _begin(address: Address, port: int) -> tuple[DeadlineSocket, int]:
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    sock = DeadlineSocket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock, sock.connect_ex((str(address), port))
    except BaseException:
        sock.close()
        raise


def _denied(denial: Denial, host: Host, port: int, field: str) -> ProbeFailure:
    message = f"{peer_name(host, port)} may not be dialled: {denial.rule}"
    return ProbeFailure(Reason.EGRESS_DENIED, message, field=field, hint=denial.hint)


def _connect_failure(errors: list[int], peer: str, seconds: float, field: str) -> ProbeFailure:
    """Of several addresses the one that says most speaks: a refusal, then silence, then no route."""
    if errno.ECONNREFUSED in errors:
        return ProbeFailure(
            Reason.CONNECTION_REFUSED,
            f"nothing accepts connections at {peer}",
            field=field,
            hint="check the port, that the server is running and that it listens beyond its own machine",
        )
    if errno.ETIMEDOUT in errors:
        return ProbeFailure(
            Reason.TIMEOUT,
            f"{peer} did not answer within {seconds:.1f} s",
            field=field,
            hint="a firewall that drops packets looks like this: let this service's address in",
        )
    return ProbeFailure(
        Reason.UNREACHABLE,
        f"no route to {peer}",
        field=field,
        hint="check the network between this service and the peer: route, VPN, security group, firewall",
    )
