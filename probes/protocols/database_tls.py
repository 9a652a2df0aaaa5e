"""How a database connection is encrypted, decided once for every database protocol.

| sslMode               | TLS          | certificate                                  | a password may be shown        |
|-----------------------|--------------|----------------------------------------------|--------------------------------|
| none, allow, prefer   | tried        | verified; one that is not passes with a warning | only when it was verified   |
| require               | needed       | the same                                     | only when it was verified      |
| verify-ca             | needed       | chain verified or failed                     | yes                            |
| verify-full           | needed       | chain and name verified or failed            | yes                            |
| disable               | none         |                                              | yes, with a warning            |

A caCertificate with one of the first two rows means verify-ca, as libpq has it for require
(https://www.postgresql.org/docs/current/libpq-ssl.html). To show a password is to send it, or what is as good, in a
form that the peer can read: a cleartext method, or encryption under a key that the peer just sent.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

# The dialer looks at how long a certificate is good. Imported here, it is in the zygote, and no child imports it anew.
import cryptography.x509  # noqa: F401

from probes.egress import tls
from probes.egress.dial import Dialer
from probes.protocols.database_target import DatabaseTarget
from probes.protocols.peer_stream import PeerStream
from probes.result import ProbeFailure, Reason, Step, StepName, StepStatus, Trace
from probes.target import ProbeContext

Connected = TypeVar("Connected")

# MySQL's own names: https://dev.mysql.com/doc/refman/8.4/en/connection-options.html#option_general_ssl-mode
MYSQL_NAMES = {
    "DISABLED": "disable",
    "PREFERRED": "prefer",
    "REQUIRED": "require",
    "VERIFY_CA": "verify-ca",
    "VERIFY_IDENTITY": "verify-full",
}
MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
UNPROVEN = (Reason.TLS_UNTRUSTED, Reason.TLS_NAME_MISMATCH, Reason.TLS_EXPIRED)
# How a server without TLS takes a handshake that nothing announced.
HUNG_UP = (Reason.UNREACHABLE, Reason.PROTOCOL_MISMATCH)


class Protection(Enum):
    """What lies between us and who may listen or pose as the server."""

    CLEAR_BY_CHOICE = "sslMode is disable"
    CLEAR = "the server offers no TLS"
    UNVERIFIED = "the server's certificate is not verified"
    VERIFIED = "TLS, verified"

    @property
    def may_show_password(self) -> bool:
        return self in (Protection.VERIFIED, Protection.CLEAR_BY_CHOICE)

    def refusal(self) -> ProbeFailure:
        """The server asks for the password itself, and this protection does not allow that."""
        return ProbeFailure(
            Reason.TLS_REQUIRED,
            f"the server asks for the password in readable form, and {self.value}",
            field="config.sslMode",
            hint="set sslMode to verify-full, with caCertificate where the authority is private",
        )


@dataclass(frozen=True, slots=True)
class TlsPolicy:
    """What a connector asks for. `lenient`: a certificate that cannot be verified passes, with a warning."""

    wanted: bool = True
    needed: bool = True
    check_hostname: bool = True
    lenient: bool = False


WITHOUT = TlsPolicy(wanted=False, needed=False)
POLICIES = {
    "disable": WITHOUT,
    "prefer": TlsPolicy(needed=False, lenient=True),
    "require": TlsPolicy(lenient=True),
    "verify-ca": TlsPolicy(check_hostname=False),
    "verify-full": TlsPolicy(),
}


def tls_policy(database: DatabaseTarget) -> TlsPolicy:
    """Raises ProbeFailure INVALID_CONFIG for a mode that is none (a connection string may name any)."""
    mode = MYSQL_NAMES.get(database.ssl_mode or "prefer", database.ssl_mode or "prefer")
    if mode not in MODES:
        message = f"sslMode must be one of {', '.join(MODES)}"
        raise ProbeFailure(Reason.INVALID_CONFIG, message, field="config.sslMode", hint="use verify-full where you can")
    if database.authorities and mode in ("allow", "prefer", "require"):
        mode = "verify-ca"
    return POLICIES["prefer" if mode == "allow" else mode]


class Unproven(Exception):
    """The certificate could not be verified, and the policy is lenient: the attempt must be made anew, unverified."""

    def __init__(self, failure: ProbeFailure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class NotOffered(Exception):
    """The server hung up on a handshake that nothing announced, and the policy does not need TLS: try without."""


class Upgrade:
    """Starts TLS on a connection when the protocol has come to that point; at most once an attempt."""

    def __init__(
        self,
        database: DatabaseTarget,
        context: ProbeContext,
        unproven: ProbeFailure | None = None,
        *,
        offered: bool = True,
    ) -> None:
        """With `unproven`, why the certificate could not be verified, it is not verified again. `offered` is False
        once the server has shown that it has no TLS.

        Raises ProbeFailure INVALID_CONFIG: a mode, a certificate or a key that cannot be used.
        """
        self.policy = tls_policy(database) if offered else WITHOUT
        by_choice = offered and not self.policy.wanted
        self.protection = Protection.CLEAR_BY_CHOICE if by_choice else Protection.CLEAR
        self._database = database
        self._trace = context.trace
        self._unproven = unproven
        # Its own trace: the step of a handshake that will be repeated is not told.
        self._dialer = Dialer(context.dialer.policy, Trace(), context.deadline)
        self._context = self._client_context()

    def begin(self) -> None:
        """Before any attempt: what a connector in clear text is told."""
        if not self.policy.wanted:
            self._trace.warn("sslMode is disable: credentials and data cross the network in clear text.")

    def start(self, stream: PeerStream, *, announced: bool = True) -> None:
        """Puts TLS between the stream and its socket. Raises ProbeFailure, or Unproven.

        `announced` is False for a protocol whose TLS begins with the first byte: a server that has none hangs up on
        it. Where the policy allows to go on without, that raises NotOffered.
        """
        if stream.pending:
            raise stream.stranger()
        if self._unproven:
            self._start_unverified(stream, self._unproven)
        else:
            self._start_verified(stream, announced)

    def refused(self) -> None:
        """The server offers no TLS. Raises ProbeFailure TLS_REQUIRED where the connector needs it."""
        if self.policy.needed:
            raise ProbeFailure(
                Reason.TLS_REQUIRED,
                "the server offers no TLS, and the connector asks for it",
                field="config.sslMode",
                hint="enable TLS on the server; sslMode disable would send everything in clear text",
            )
        self._trace.warn("The server offers no TLS: all but the password can be read on the way.")

    def _start_verified(self, stream: PeerStream, announced: bool) -> None:
        self._trace.on_begin(StepName.TLS)
        try:
            stream.sock = self._handshake(stream)
        except ProbeFailure as failure:
            if self.policy.lenient and failure.reason in UNPROVEN:
                raise Unproven(failure) from None
            if not announced and not self.policy.needed and failure.reason in HUNG_UP:
                raise NotOffered from None
            self._tell()
            raise
        self._tell()
        self.protection = Protection.VERIFIED

    def _start_unverified(self, stream: PeerStream, unproven: ProbeFailure) -> None:
        with self._trace.step(StepName.TLS) as note:
            stream.sock = self._handshake(stream)
            note.warning = f"not verified: {unproven.message}"
        self._trace.warn(f"TLS does not prove who the server is: {unproven.message}.")
        self.protection = Protection.UNVERIFIED

    def _handshake(self, stream: PeerStream) -> ssl.SSLSocket:
        return self._dialer.start_tls(stream.sock, self._database.host, self._context, field=self._database.host_field)

    def _client_context(self) -> ssl.SSLContext:
        certificate = self._database.certificate
        return tls.context(
            verify=self.policy.wanted and self._unproven is None,
            check_hostname=self.policy.check_hostname,
            ca_pem=self._database.authorities,
            client_cert_pem=certificate.chain if certificate else None,
            client_key_pem=certificate.key if certificate else None,
            client_key_password=certificate.passphrase if certificate else None,
            ca_field="config.caCertificate",
        )

    def _tell(self) -> None:
        for step in self._dialer.trace.steps:
            self._trace.add(step)
        self._trace.warnings += self._dialer.trace.warnings


def encrypted(
    database: DatabaseTarget, context: ProbeContext, attempt: Callable[[Dialer, Upgrade], Connected], upgrade: Upgrade
) -> Connected:
    """What `attempt` makes of a connection: it dials with the dialer, and starts TLS when its protocol is ready.

    Where the certificate could not be verified, or TLS is not offered, and that may pass, it is called once more, for
    a connection whose dialling is not told again.
    """
    try:
        return attempt(context.dialer, upgrade)
    except Unproven as unproven:
        again = type(upgrade)(database, context, unproven.failure)
    except NotOffered:
        upgrade.refused()
        again = type(upgrade)(database, context, offered=False)
    return attempt(context.dialer.aside(Trace()), again)


@contextmanager
def failed_step(trace: Trace, name: StepName) -> Iterator[None]:
    """Records the step only when it fails: for what comes before a step that another records."""
    begun = time.monotonic()
    try:
        yield
    except ProbeFailure as failure:
        trace.add(Step(name, StepStatus.FAILED, round((time.monotonic() - begun) * 1000), failure.message))
        raise
