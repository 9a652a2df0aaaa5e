"""Connections whose TLS, where there is any, begins with the first byte: nothing in the protocol announces it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from probes.egress.dial import Dialer
from probes.protocols.database_target import DatabaseTarget
from probes.protocols.database_tls import Upgrade, encrypted
from probes.protocols.peer_stream import PeerStream
from probes.result import ProbeFailure, Reason
from probes.target import ProbeContext

TLS_ALERT = b"\x15\x03"  # how a TLS server answers what is no TLS: RFC 8446 §5.1


def opened(
    database: DatabaseTarget, context: ProbeContext, upgrade: Upgrade, protocol: str
) -> tuple[PeerStream, Upgrade]:
    """A stream to the server, encrypted as the connector asks for. `protocol` as PeerStream has it."""

    def attempt(dialer: Dialer, upgrade: Upgrade) -> tuple[PeerStream, Upgrade]:
        stream = PeerStream(dialer.connect(database.host, database.port, field=database.host_field), protocol)
        try:
            if upgrade.policy.wanted:
                upgrade.start(stream, announced=False)
        except BaseException:
            stream.close()
            raise
        return stream, upgrade

    return encrypted(database, context, attempt, upgrade)


@contextmanager
def first_words(stream: PeerStream) -> Iterator[None]:
    """Around the first exchange in clear text: a peer that answers it as a TLS server does is named."""
    try:
        yield
    except ProbeFailure as failure:
        if isinstance(stream.sock, ssl.SSLSocket):
            raise
        if stream.first.startswith(TLS_ALERT):
            raise ProbeFailure(
                Reason.TLS_REQUIRED,
                "the server speaks TLS alone, and the connector asks for none",
                field="config.sslMode",
                hint="set sslMode to verify-full, or to require",
            ) from None
        if failure.reason is Reason.UNREACHABLE:
            failure.hint = f"{failure.hint}; a server that takes TLS alone hangs up like this: set sslMode"
        raise
