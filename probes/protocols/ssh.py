"""A login to an SSH server over a socket of ours, by paramiko: key exchange, host key, authentication (RFC 4251-4254).

No agent, no ~/.ssh, no known_hosts: what the connector says is all there is. Who goes on from here, to SFTP or through
a bastion, opens channels on the transport.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from paramiko import Transport
from paramiko.ssh_exception import IncompatiblePeer, SSHException

from probes.protocols.peer_stream import FIRST_BYTES, PeerStream
from probes.protocols.ssh_errors import broken_off, incompatible, silent, wrong_host_key
from probes.protocols.ssh_keys import FAMILIES, HostKey, fingerprint_of
from probes.protocols.ssh_login import log_in
from probes.protocols.ssh_target import SshTarget
from probes.result import StepName, Trace
from probes.target import ProbeContext

# paramiko logs what peers say; it has no say in what this process writes.
logging.getLogger("paramiko").propagate = False
logging.getLogger("paramiko").addHandler(logging.NullHandler())

# Broken or too short (RFC 8758, RFC 9142), and still among paramiko's own.
WEAK = {"ciphers": ["3des-cbc"], "macs": ["hmac-md5", "hmac-md5-96", "hmac-sha1-96"]}


class SshStream(PeerStream):
    """The socket as paramiko sees it: its reader polls, so time-outs stay time-outs."""

    def __init__(self, sock: Any) -> None:
        super().__init__(sock, "SSH")

    def recv(self, size: int) -> bytes:
        data: bytes = self.sock.recv(size)
        self.first = (self.first + data[:FIRST_BYTES])[:FIRST_BYTES]
        return data

    def send(self, data: bytes) -> int:
        return self.sock.send(data)

    def settimeout(self, seconds: float | None) -> None:
        self.sock.settimeout(seconds)

    @property
    def _closed(self) -> bool:
        """paramiko asks it of the socket, to know whether its reader will wake up."""
        return self.sock.fileno() < 0


@contextmanager
def session(target: SshTarget, context: ProbeContext) -> Iterator[Transport]:
    """Connected, the host key checked, logged in; steps connect, tls and authenticate. Raises ProbeFailure.

    The transport is closed at the deadline, which ends whatever waits for it, by an SSHException or EOFError.
    """
    sock = context.dialer.connect(target.host, target.port, field=target.host_field)
    with context.trace.step(StepName.TLS) as note:
        transport = _trusted(target, SshStream(sock), context)
        shown = _shown(transport)
        note.message = f"SSH-2.0, host key {shown} verified"
        if target.host_key is None:
            note.warning = f"SSH-2.0, host key not verified: {shown}"
            context.trace.warn(f"The host key is not checked. The server showed {shown}: set hostKey to it, if it is.")
    clock = threading.Timer(context.remaining(), transport.close)
    clock.daemon = True
    clock.start()
    try:
        with context.trace.step(StepName.AUTHENTICATE) as note:
            note.message = f"logged in by {log_in(transport, target, context.deadline)}"
        yield transport
    finally:
        clock.cancel()
        transport.close()


def _trusted(target: SshTarget, stream: SshStream, context: ProbeContext) -> Transport:
    """A transport whose server showed the expected key. A server has several, and a fingerprint does not say which."""
    expected = target.host_key
    try:
        transport = _negotiated(stream, context, target, expected.family if expected else None)
    except IncompatiblePeer:
        raise wrong_host_key(target, "it has none of that type") from None
    if expected is None or expected.is_of(transport.get_remote_server_key()):
        return transport
    shown = _shown(transport)
    transport.close()
    other = None if expected.family else _with_another_key(expected, str(transport.host_key_type), target, context)
    if other is None:
        raise wrong_host_key(target, f"it showed {shown}")
    return other


def _with_another_key(expected: HostKey, shown: str, target: SshTarget, context: ProbeContext) -> Transport | None:
    """Asks the server for its keys of the other kinds, each in a connection of its own."""
    for family in FAMILIES:
        if shown in family:
            continue
        stream = SshStream(context.dialer.aside(Trace()).connect(target.host, target.port, field=target.host_field))
        try:
            transport = _negotiated(stream, context, target, family)
        except IncompatiblePeer:
            continue
        if expected.is_of(transport.get_remote_server_key()):
            return transport
        transport.close()
    return None


def _negotiated(
    stream: SshStream, context: ProbeContext, target: SshTarget, family: tuple[str, ...] | None
) -> Transport:
    """After the key exchange. Raises ProbeFailure, or IncompatiblePeer for a server without a key of the family."""
    transport = Transport(cast(Any, stream), disabled_algorithms=WEAK)
    transport.daemon = True
    seconds = context.remaining()
    transport.banner_timeout = transport.handshake_timeout = seconds
    transport.auth_timeout = transport.channel_timeout = seconds
    if family:
        transport.get_security_options().key_types = family
    try:
        transport.start_client(timeout=seconds)
    except IncompatiblePeer as error:
        transport.close()
        if family and "no acceptable host key" in str(error):
            raise
        raise incompatible(error, target) from None
    except (SSHException, EOFError, OSError) as error:
        transport.close()
        raise broken_off(error, stream, target, context.deadline) from None
    if not transport.initial_kex_done:  # start_client returns when its time is up
        transport.close()
        raise silent(stream, target)
    return transport


def _shown(transport: Transport) -> str:
    key = transport.get_remote_server_key()
    return f"{key.get_name()} {fingerprint_of(key.asbytes())}"
