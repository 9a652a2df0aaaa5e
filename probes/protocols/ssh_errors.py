"""What goes wrong with an SSH server before it knows who we are."""

from __future__ import annotations

import re
import time

from paramiko.ssh_exception import IncompatiblePeer

from probes.diagnosis import scrub
from probes.protocols.peer_stream import PeerStream
from probes.protocols.ssh_target import SshTarget
from probes.result import ProbeFailure, Reason

# What OpenSSH says in place of its banner: drop_connection() in sshd.c.
COME_BACK_LATER = (b"Exceeded MaxStartups", b"Not allowed at this time")


def wrong_host_key(target: SshTarget, shown: str) -> ProbeFailure:
    """`shown` is what the server has instead, for people."""
    return ProbeFailure(
        Reason.TLS_UNTRUSTED,
        f"the server's host key is not the one given: {shown}",
        field=target.host_key_field,
        hint=(
            "ask who runs the server whether its key was changed; if so, correct hostKey. "
            "If not, something else answers in its place, and no credential was sent to it"
        ),
    )


def incompatible(error: IncompatiblePeer, target: SshTarget) -> ProbeFailure:
    """paramiko says in brackets which kind of algorithm the two have none of in common."""
    found = re.search(r"no acceptable ([a-z ]{1,30})\)", str(error))
    lacking = f"no {found[1]} in common" if found else "another version of SSH"
    return ProbeFailure(
        Reason.PROTOCOL_MISMATCH,
        f"the server and this service have {lacking}",
        field=target.host_field,
        hint=(
            "update the server, or enable what is safe today: curve25519 or ECDH key exchange, "
            "an Ed25519, ECDSA or RSA (SHA-2) host key, AES-CTR or AES-GCM, HMAC-SHA-2"
        ),
    )


def broken_off(error: Exception, stream: PeerStream, target: SshTarget, deadline: float) -> ProbeFailure:
    """The conversation ended before the server was known; what its first bytes were tells most."""
    if stream.first.startswith(COME_BACK_LATER):
        return ProbeFailure(
            Reason.RATE_LIMITED,
            "the server takes no more connections now",
            field=target.host_field,
            hint="try again later; on the server, MaxStartups and PerSourcePenalties say how many it takes",
        )
    if time.monotonic() >= deadline:
        return silent(stream, target)
    if b"SSH-" not in stream.first:
        return _blamed(stream.stranger() if stream.first else stream.cut(), target)
    return ProbeFailure(
        Reason.PEER_ERROR,
        f"the server broke off the key exchange; it looks like this from here: {scrub(str(error), target.secrets)}",
        field=target.host_field,
        hint="look into the server's own log; a firewall that filters SSH cuts connections like this too",
    )


def silent(stream: PeerStream, target: SshTarget) -> ProbeFailure:
    """The deadline passed during the key exchange."""
    return _blamed(stream.silent(), target)


def _blamed(failure: ProbeFailure, target: SshTarget) -> ProbeFailure:
    """A stream knows nothing of a connector's fields."""
    failure.field = target.port_field if failure.reason is Reason.PROTOCOL_MISMATCH else target.host_field
    return failure
