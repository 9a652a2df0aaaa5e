"""A database behind an SSH bastion: the bastion through the egress guard, the database through the bastion.

The bastion opens the connection (direct-tcpip, RFC 4254 §7.2), so the database's name is resolved there, in its
network. Of the bastion's own steps a trace tells resolve and egress; all else of it is part of connect.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

from paramiko import Channel, Transport
from paramiko.ssh_exception import ChannelException, SSHException

from probes.egress.deadline_socket import DeadlineSocket
from probes.egress.dial import Dialer, peer_name
from probes.egress.host import Host, MalformedHost, canonical_host
from probes.egress.policy import EgressPolicy
from probes.protocols.database_target import missing, text_of
from probes.protocols.ssh import session
from probes.protocols.ssh_keys import host_key, private_key
from probes.protocols.ssh_target import SshTarget
from probes.result import ProbeFailure, Reason, Step, StepName, StepStatus, Trace
from probes.target import ProbeContext, Target

FIELD = "config.sshTunnel"
PORT = 22
PUMPED = 32_768
ADMINISTRATIVELY_PROHIBITED, CONNECT_FAILED = 1, 2  # RFC 4254 §5.1


def bastion_of(target: Target) -> SshTarget | None:
    """None where the connector names none. Raises ProbeFailure: INVALID_CONFIG, CREDENTIAL_MISSING."""
    config: Mapping[str, Any] | None = target.parameters.get("sshTunnel")
    if not config:
        return None
    given = target.credentials
    host, username = text_of(config, "host", FIELD), text_of(config, "username", FIELD)
    for name, value in (("host", host), ("username", username)):
        if value is None:
            raise _invalid(f"{FIELD}.{name}", f"the {name} of the SSH bastion is required", f"give {FIELD}.{name}")
    port = config.get("port", PORT)
    if not isinstance(port, int) or isinstance(port, bool) or not 1 <= port <= 65535:
        raise _invalid(f"{FIELD}.port", "the port of the SSH bastion must be a number from 1 to 65535", "22 is usual")
    password, key = text_of(given, "sshPassword", "authConfig"), text_of(given, "sshPrivateKey", "authConfig")
    if password is None and key is None:
        hint = "give authConfig.sshPrivateKey, or authConfig.sshPassword"
        raise missing("authConfig.sshPrivateKey", "credential for the SSH bastion", hint)
    paths = {"field": "authConfig.sshPrivateKey", "passphrase_field": "authConfig.sshPassphrase"}
    expected = text_of(config, "hostKey", FIELD)
    return SshTarget(
        host=str(host),
        port=port,
        username=str(username),
        password=password,
        private_key=private_key(key, text_of(given, "sshPassphrase", "authConfig"), **paths) if key else None,
        host_key=host_key(expected, field=f"{FIELD}.hostKey") if expected else None,
        host_field=f"{FIELD}.host",
        port_field=f"{FIELD}.port",
        host_key_field=f"{FIELD}.hostKey",
        password_field="authConfig.sshPassword",  # noqa: S106  # a field's name
        private_key_field="authConfig.sshPrivateKey",
    )


@contextmanager
def through(bastion: SshTarget | None, context: ProbeContext) -> Iterator[ProbeContext]:
    """The context whose dialler goes through the bastion; the same one where there is none. Raises ProbeFailure."""
    if bastion is None:
        yield context
        return
    begun = time.monotonic()
    trace = Trace(on_begin=lambda name: context.trace.on_begin(name if name in _OWN_STEPS else StepName.CONNECT))
    aside = replace(context, trace=trace, dialer=context.dialer.aside(trace))
    with ExitStack() as opened:
        try:
            transport = opened.enter_context(session(bastion, aside))
        except ProbeFailure as failure:
            _tell(trace, context.trace, begun)
            message = f"the SSH bastion: {failure.message}"
            raise ProbeFailure(failure.reason, message, field=failure.field, hint=failure.hint) from None
        _tell(trace, context.trace, begun)
        way = Way(transport, bastion)
        yield replace(context, dialer=TunnelDialer(context.dialer.policy, context.trace, context.deadline, way))


@dataclass(frozen=True, slots=True)
class Way:
    """A login at a bastion."""

    transport: Transport
    bastion: SshTarget


class TunnelDialer(Dialer):
    """Connects from the bastion. What the operator denies by name stays denied; addresses are the bastion's affair."""

    def __init__(self, policy: EgressPolicy, trace: Trace, deadline: float, way: Way) -> None:
        super().__init__(policy, trace, deadline)
        self._way = way

    def aside(self, trace: Trace, deadline: float | None = None) -> Dialer:
        return TunnelDialer(self.policy, trace, self.deadline if deadline is None else deadline, self._way)

    def connect(self, host: str, port: int, *, field: str = "config.host") -> socket.socket:
        """Raises ProbeFailure: INVALID_CONFIG, EGRESS_DENIED, PERMISSION_DENIED, CONNECTION_REFUSED, TIMEOUT…"""
        with self.trace.step(StepName.CONNECT) as note:
            named = _canonical(host, field)
            peer = peer_name(named, port)
            denial = self.policy.refuses_host(named, port)
            if denial:
                message = f"{peer} may not be dialled: {denial.rule}"
                raise ProbeFailure(Reason.EGRESS_DENIED, message, field=field, hint=denial.hint)
            try:
                channel = self._way.transport.open_channel(
                    "direct-tcpip", (named.text, port), ("127.0.0.1", 0), timeout=self.remaining()
                )
            except (SSHException, EOFError, OSError) as error:
                raise self._not_opened(error, peer, field) from None
            note.message = f"through the SSH bastion {self._way.bastion.host}"
            return _as_socket(channel, (named.text, port), self.deadline)

    def _not_opened(self, error: Exception, peer: str, field: str) -> ProbeFailure:
        code = error.code if isinstance(error, ChannelException) else None
        if code == ADMINISTRATIVELY_PROHIBITED:
            return ProbeFailure(
                Reason.PERMISSION_DENIED,
                f"the SSH bastion forwards no connection to {peer}",
                field=FIELD,
                hint="allow it in the bastion's sshd_config: AllowTcpForwarding and PermitOpen",
            )
        if code == CONNECT_FAILED:
            return ProbeFailure(
                Reason.CONNECTION_REFUSED,
                f"the SSH bastion cannot connect to {peer}",
                field=field,
                hint="check host and port as they are called in the bastion's network, and its firewall",
            )
        if time.monotonic() >= self.deadline:
            return ProbeFailure(
                Reason.TIMEOUT,
                f"the SSH bastion did not connect to {peer} in time",
                field=field,
                hint="a firewall that drops the bastion's packets looks like this: let the bastion in",
            )
        return ProbeFailure(
            Reason.PEER_ERROR,
            f"the SSH bastion opened no connection to {peer}",
            field=FIELD,
            hint="look into the log of the bastion's sshd",
        )


_OWN_STEPS = (StepName.CONFIG, StepName.RESOLVE, StepName.EGRESS)


def _tell(said: Trace, trace: Trace, begun: float) -> None:
    trace.warnings += [f"SSH bastion: {warning}" for warning in said.warnings]
    for step in said.steps:
        if step.name in _OWN_STEPS:
            trace.add(step)
        elif step.status is StepStatus.FAILED:
            elapsed = round((time.monotonic() - begun) * 1000)
            trace.add(Step(StepName.CONNECT, StepStatus.FAILED, elapsed, f"the SSH bastion: {step.message}"))


def _canonical(host: str, field: str) -> Host:
    try:
        return canonical_host(host)
    except MalformedHost as error:
        hint = "write the host as a DNS name, as four decimal numbers (IPv4), or as IPv6 without brackets"
        raise ProbeFailure(Reason.INVALID_CONFIG, f"{field} {error}", field=field, hint=hint) from None


def _as_socket(channel: Channel, peer: tuple[str, int], deadline: float) -> DeadlineSocket:
    """A channel as a socket, which TLS and drivers need: a pair, and two threads that carry between it and the channel.

    They end when either side closes; at the deadline the transport does.
    """
    ours, far = socket.socketpair()
    near = DeadlineSocket(fileno=ours.detach())
    near.deadline, near.tunnels_to = deadline, peer
    near.settimeout(None)

    def ended() -> None:
        if time.monotonic() < deadline:  # what the deadline cut is a time-out to the reader, not the server's end
            far.shutdown(socket.SHUT_WR)

    for receive, send, end in (
        (channel.recv, far.sendall, ended),
        (far.recv, channel.sendall, channel.shutdown_write),
    ):
        threading.Thread(target=_carry, args=(receive, send, end), daemon=True).start()
    return near


def _carry(receive: Callable[[int], bytes], send: Callable[[bytes], None], end: Callable[[], None]) -> None:
    with suppress(OSError, EOFError, SSHException):
        while data := receive(PUMPED):
            send(data)
    with suppress(OSError, EOFError, SSHException):
        end()


def _invalid(field: str, message: str, hint: str) -> ProbeFailure:
    return ProbeFailure(Reason.INVALID_CONFIG, message, field=field, hint=hint)
