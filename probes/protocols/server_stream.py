"""One connection to a server: dialled, encrypted as the connector says, read by bytes or by lines, always bounded."""

from __future__ import annotations

import select
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

# The dialer looks at how long a certificate is good. Imported here, it is in the zygote, and no child imports it anew.
import cryptography.x509  # noqa: F401

from probes.egress import tls
from probes.protocols.database_tls import failed_step
from probes.protocols.peer_stream import PeerStream
from probes.protocols.server_target import ServerTarget, TlsMode
from probes.result import ProbeFailure, Reason, StepName, Trace
from probes.target import ProbeContext

MAX_LINE = 8192
TLS_RECORDS = (b"\x15\x03", b"\x16\x03")  # an alert, a handshake: RFC 8446 §5.1
MODE = "config.tlsMode"


class ServerStream(PeerStream):
    """Raises ProbeFailure and nothing else; a server that wants TLS is told apart from one of another protocol."""

    def __init__(self, server: ServerTarget, context: ProbeContext) -> None:
        """Dials, and begins with TLS where the connector says so. Raises what Dialer.connect and start_tls raise."""
        self.server = server
        self.encrypted = False
        self._context = context
        self._encryption = encryption_of(server)
        super().__init__(context.dialer.connect(server.host, server.port), server.protocol)
        if server.tls is TlsMode.IMPLICIT:
            self.start_tls()

    def start_tls(self) -> None:
        """From now on encrypted. What the server sent before and nobody read would be trusted as if it were
        (CVE-2021-23222, CVE-2011-0411): it is refused."""
        if self.pending:
            raise self.stranger()
        try:
            self.sock = self._context.dialer.start_tls(self.sock, self.server.host, self._encryption)
        except ProbeFailure as failure:
            if failure.reason is Reason.PROTOCOL_MISMATCH:
                failure.hint = f"{failure.hint}; tlsMode says how this connector begins"
            raise
        self.encrypted = True

    def read_line(self, limit: int = MAX_LINE) -> bytes:
        """Up to the line's end, which is cut off (CR LF, or LF)."""
        line = bytearray()
        while not line.endswith(b"\n"):
            if len(line) >= limit:
                raise self.stranger()
            line += self.read(1)
        return bytes(line.rstrip(b"\r\n"))

    def has_more(self, seconds: float) -> bool:
        """Whether the server sends anything, in clear text, within so many seconds. Nothing is read."""
        return self.pending or (not self.encrypted and bool(select.select([self.sock], [], [], seconds)[0]))

    def offers_no_tls(self) -> ProbeFailure:
        """The server has no STARTTLS: no password is sent to it in clear text."""
        return ProbeFailure(
            Reason.TLS_REQUIRED,
            "the server offers no TLS, and the connector asks for it",
            field=MODE,
            hint="enable TLS on the server; tlsMode none would send everything in clear text",
        )

    def wants_tls(self) -> ProbeFailure:
        """The server serves nobody in clear text."""
        return ProbeFailure(
            Reason.TLS_REQUIRED,
            "the server asks for TLS, and the connector speaks clear text",
            field=MODE,
            hint="take tlsMode none out of the connector",
        )

    def stranger(self) -> ProbeFailure:
        return self.wants_tls() if self._greeted_by_tls() else super().stranger()

    def cut(self) -> ProbeFailure:
        failure = super().cut()
        if not self.encrypted and failure.reason is Reason.UNREACHABLE:
            failure.hint = f"{failure.hint}; a port that speaks TLS alone may hang up like this (tlsMode)"
        return failure

    def silent(self) -> ProbeFailure:
        failure = super().silent()
        if not self.encrypted and failure.reason is Reason.TIMEOUT and not self.first:
            failure.hint = f"{failure.hint}; a port that speaks TLS from the first byte waits like this (tlsMode)"
        return failure

    def _broken(self, error: OSError) -> ProbeFailure:
        failure = super()._broken(error)
        if failure.reason is Reason.AUTHENTICATION_FAILED and self.server.certificate is None:
            # Some servers' alert for "you showed none" is the one for "yours is bad" (Go before 1.22).
            message = "the server asks for a client certificate"
            hint = "give authConfig.clientCertificate and authConfig.clientKey"
            return ProbeFailure(Reason.CREDENTIAL_MISSING, message, field=failure.field, hint=hint)
        return failure

    def _greeted_by_tls(self) -> bool:
        return not self.encrypted and self.first[:2] in TLS_RECORDS


def encryption_of(server: ServerTarget) -> ssl.SSLContext:
    """Raises ProbeFailure INVALID_CONFIG: a certificate or a key that cannot be used."""
    certificate = server.certificate
    return tls.context(
        ca_pem=server.authorities,
        client_cert_pem=certificate.chain if certificate else None,
        client_key_pem=certificate.key if certificate else None,
        client_key_password=certificate.passphrase if certificate else None,
        ca_field="config.caCertificate",
    )


def warn_of_clear_text(server: ServerTarget, trace: Trace) -> None:
    """Before anything is dialled: what a connector in clear text is told."""
    if not server.encrypted:
        what = "the password and all data cross" if server.password or server.token else "all data crosses"
        trace.warn(f"tlsMode is none: {what} the network in clear text.")


@contextmanager
def logging_in(server: ServerTarget, trace: Trace) -> Iterator[None]:
    """The step authenticate. A login that proves nobody is told only when it fails."""
    nobody = server.username is None and server.token is None and server.certificate is None
    if nobody:
        with failed_step(trace, StepName.AUTHENTICATE):
            yield
        return
    with trace.step(StepName.AUTHENTICATE):
        yield
