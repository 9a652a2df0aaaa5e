"""Tests a directory by LDAPv3: StartTLS or LDAPS, a simple bind, and that the base entry may be read.

RFC 4511, RFC 4513.
"""

from __future__ import annotations

from contextlib import closing

from probes.protocols import ber
from probes.protocols.ber import Element, Malformed
from probes.protocols.database_tls import failed_step
from probes.protocols.ldap_errors import refusal
from probes.protocols.server_stream import ServerStream, logging_in, warn_of_clear_text
from probes.protocols.server_target import Conventions, ServerTarget, TlsMode, server_target
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

CONVENTIONS = Conventions(
    "LDAP",
    clear_port=389,
    tls_port=636,
    starttls=True,
    methods=("access_key", "password", "none"),
)
START_TLS = "1.3.6.1.4.1.1466.20037"  # RFC 4511 §4.14.1
# [APPLICATION n] of RFC 4511 §4.
BIND, BIND_RESPONSE, UNBIND = 0x60, 0x61, 0x42
SEARCH, SEARCH_ENTRY, SEARCH_DONE, SEARCH_REFERENCE = 0x63, 0x64, 0x65, 0x73
EXTENDED, EXTENDED_RESPONSE = 0x77, 0x78
SIMPLE, REQUEST_NAME, PRESENT = 0x80, 0x80, 0x87
BASE_OBJECT, NEVER_DEREFERENCE, ONE, SECONDS = 0, 0, 1, 10
NO_ATTRIBUTES = "1.1"  # RFC 4511 §4.5.1.8
MAX_ANSWERS = 100
SUCCESS, REFERRAL = 0, 10


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves, in this order: TLS, that the server accepts the login, that the base entry may be read."""
    trace, base = context.trace, target.parameters.get("baseDn", "")
    with trace.step(StepName.CONFIG):
        server = server_target(target, CONVENTIONS)
    warn_of_clear_text(server, trace)
    with closing(ServerStream(server, context)) as stream:
        session = _Session(stream)
        try:
            if server.tls is TlsMode.STARTTLS:
                with failed_step(trace, StepName.TLS):
                    session.ask_for_tls()
                stream.start_tls()
            with logging_in(server, trace):
                session.bind()
            with trace.step(StepName.RESOURCE) as note:
                session.read(base)
                note.message = f"read the entry {base}" if base else "read the server's own entry (root DSE)"
            session.leave()
        except Malformed:
            raise stream.stranger() from None
    return Finding(note.message)


class _Session:
    """A conversation with a server. Raises ProbeFailure, or Malformed."""

    def __init__(self, stream: ServerStream) -> None:
        self._stream = stream
        self._server: ServerTarget = stream.server
        self._sent = 0

    def ask_for_tls(self) -> None:
        self._send(ber.sequence(ber.octets(START_TLS, REQUEST_NAME), tag=EXTENDED))
        code, _text = self._result(EXTENDED_RESPONSE)
        if code != SUCCESS:
            raise self._stream.offers_no_tls()

    def bind(self) -> None:
        """An empty name and password is an anonymous login (RFC 4513 §5.1.1); it has to be sent by nobody, and shows
        whether the server speaks LDAP."""
        version = 3
        name, password = self._server.username or "", self._server.password or ""
        self._send(
            ber.sequence(ber.integer(version), ber.octets(name), ber.octets(password, SIMPLE), tag=BIND),
        )
        code, text = self._result(BIND_RESPONSE)
        if code == SUCCESS:
            return
        if self._server.username is None and code in (8, 48, 49, 50, 53):
            raise ProbeFailure(
                Reason.CREDENTIAL_MISSING,
                f"the server lets nobody in without a login (result {code})",
                field="authConfig.username",
                hint="give authConfig.username (the bind DN) and authConfig.password",
            )
        raise refusal(code, text, StepName.AUTHENTICATE, self._server)

    def read(self, base: str) -> None:
        """The entry itself, without any attribute."""
        self._send(
            ber.sequence(
                ber.octets(base),
                ber.integer(BASE_OBJECT, ber.ENUMERATED),
                ber.integer(NEVER_DEREFERENCE, ber.ENUMERATED),
                ber.integer(ONE),
                ber.integer(SECONDS),
                ber.encode(ber.BOOLEAN, b"\x00"),
                ber.octets("objectClass", PRESENT),
                ber.sequence(ber.octets(NO_ATTRIBUTES)),
                tag=SEARCH,
            )
        )
        found = False
        for _ in range(MAX_ANSWERS):
            answer = self._answer()
            if answer.tag == SEARCH_DONE:
                code, text = _outcome(answer)
                if code != SUCCESS:
                    raise refusal(code, text, StepName.RESOURCE, self._server)
                if not found:
                    raise refusal(50, "", StepName.RESOURCE, self._server)
                return
            if answer.tag not in (SEARCH_ENTRY, SEARCH_REFERENCE):
                raise Malformed
            found = found or answer.tag == SEARCH_ENTRY
        raise Malformed

    def leave(self) -> None:
        self._send(ber.encode(UNBIND, b""))

    def _send(self, operation: bytes) -> None:
        self._sent += 1
        self._stream.sendall(ber.sequence(ber.integer(self._sent), operation))

    def _result(self, tag: int) -> tuple[int, str]:
        answer = self._answer()
        if answer.tag != tag:
            raise Malformed
        return _outcome(answer)

    def _answer(self) -> Element:
        """The operation of the next message. A notice of disconnection has the number 0 (RFC 4511 §4.4.1)."""
        head = self._stream.read(2)
        if head[0] != ber.SEQUENCE:
            raise Malformed
        more = self._stream.read(head[1] & 0x7F) if head[1] >= 0x80 else b""
        _at, size = ber.header_size(head[1:] + more, 0)
        parts = list(ber.elements(self._stream.read(size)))
        if len(parts) < 2 or parts[0].tag != ber.INTEGER:
            raise Malformed
        if parts[0].number == 0 and parts[1].tag == EXTENDED_RESPONSE:
            code, text = _outcome(parts[1])
            raise refusal(code, text, StepName.AUTHENTICATE, self._server)
        if parts[0].number != self._sent:
            raise Malformed
        return parts[1]


def _outcome(answer: Element) -> tuple[int, str]:
    """LDAPResult: the code and the diagnostic message. Raises Malformed."""
    parts = answer.children()
    if len(parts) < 3 or parts[0].tag != ber.ENUMERATED:
        raise Malformed
    return parts[0].number, parts[2].text
