"""Tests an SMTP server: TLS, login, and where a sender is named that mail may be sent as it. No mail is ever sent.

RFC 5321, RFC 3207 (STARTTLS), RFC 4954 (AUTH), RFC 6409 (submission).
"""

from __future__ import annotations

import base64
import binascii
from contextlib import closing

from probes.protocols import sasl
from probes.protocols.database_tls import failed_step
from probes.protocols.server_stream import ServerStream, logging_in, warn_of_clear_text
from probes.protocols.server_target import Conventions, ServerTarget, TlsMode, server_target
from probes.protocols.smtp_errors import refusal
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

CONVENTIONS = Conventions(
    "SMTP",
    clear_port=587,
    tls_port=465,
    starttls=True,
    methods=("access_key", "password", "token", "none"),
    anonymous=True,
)
MAX_LINES = 100  # of one reply
# An address literal (RFC 5321 §4.1.4): a name would have to be this machine's own, and some servers look it up.
WHO = "[127.0.0.1]"


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves, in this order: TLS, that the server accepts the login, that it takes the sender."""
    trace, sender = context.trace, target.parameters.get("sender")
    with trace.step(StepName.CONFIG):
        server = server_target(target, CONVENTIONS)
    warn_of_clear_text(server, trace)
    with closing(ServerStream(server, context)) as stream:
        session = _Session(stream)
        with failed_step(trace, StepName.TLS if server.tls is TlsMode.STARTTLS else StepName.AUTHENTICATE):
            session.greet()
            if server.tls is TlsMode.STARTTLS:
                session.ask_for_tls()
        if server.tls is TlsMode.STARTTLS:
            stream.start_tls()
        with logging_in(server, trace):
            session.hello()
            if server.username or server.token:
                session.log_in()
        said = "logged in" if server.username else "greeted"
        if sender:
            with trace.step(StepName.AUTHORIZE) as note:
                session.offer(sender)
                said = note.message = f"the server takes mail from {sender}; none was sent"
        session.leave()
    return Finding(said)


class _Session:
    """A conversation with a server. Raises ProbeFailure and nothing else."""

    def __init__(self, stream: ServerStream) -> None:
        self._stream = stream
        self._server: ServerTarget = stream.server
        self._extensions: dict[str, list[str]] = {}

    def greet(self) -> None:
        code, text = self._reply()
        if code // 100 in (4, 5):
            raise refusal(code, text, StepName.CONNECT, self._server)
        if code != 220 or "FTP" in text.upper().split("SMTP")[0]:
            raise self._stream.stranger()

    def ask_for_tls(self) -> None:
        self.hello()
        if "STARTTLS" not in self._extensions:
            raise self._stream.offers_no_tls()
        code, text = self._ask("STARTTLS")
        if code == 454:
            raise self._stream.offers_no_tls()
        if code != 220:
            raise refusal(code, text, StepName.TLS, self._server)

    def hello(self) -> None:
        """EHLO; what the server offers is another before TLS than after it (RFC 3207 §4.2)."""
        code, text = self._ask(f"EHLO {WHO}")
        if code != 250:
            raise refusal(code, text, StepName.CONNECT, self._server)
        lines = [line.replace("=", " ").split() for line in text.split("\n")[1:]]
        self._extensions = {}
        for words in lines:
            if words:
                self._extensions.setdefault(words[0].upper(), []).extend(words[1:])

    def log_in(self) -> None:
        offered = self._extensions.get("AUTH")
        if offered is None:
            raise self._no_login()
        conversation = sasl.Conversation(sasl.mechanism(offered, self._server), self._server)
        first = conversation.initial
        command = f"AUTH {conversation.name}"
        code, text = self._ask(command if first is None else f"{command} {_encoded(first)}")
        for _ in range(4):
            if code != 334:
                break
            code, text = self._ask(_encoded(conversation.respond(self._decoded(text))))
        if code != 235:
            raise refusal(code, text, StepName.AUTHENTICATE, self._server)

    def offer(self, sender: str) -> None:
        """Begins a mail and drops it: servers judge here whether a user may send as somebody."""
        code, text = self._ask(f"MAIL FROM:<{sender}>")
        if code != 250:
            raise refusal(code, text, StepName.AUTHORIZE, self._server, sender)
        self._ask("RSET")

    def leave(self) -> None:
        self._stream.sendall(b"QUIT\r\n")

    def _ask(self, line: str) -> tuple[int, str]:
        self._stream.sendall(f"{line}\r\n".encode())
        return self._reply()

    def _reply(self) -> tuple[int, str]:
        """The code, and the text of all lines."""
        lines: list[str] = []
        for _ in range(MAX_LINES):
            line = self._stream.read_line().decode(errors="replace")
            if not line[:3].isdecimal() or line[3:4] not in ("", " ", "-"):
                raise self._stream.stranger()
            lines.append(line[4:])
            if line[3:4] != "-":
                return int(line[:3]), "\n".join(lines)
        raise self._stream.stranger()

    def _no_login(self) -> ProbeFailure:
        if self._server.encrypted:
            message = "the server offers no login on this port"
            hint = "use the port of submission (587, or 465), or the auth method none"
            return ProbeFailure(Reason.UNSUPPORTED, message, field="config.port", hint=hint)
        return self._stream.wants_tls()

    def _decoded(self, text: str) -> bytes:
        try:
            return base64.b64decode(text, validate=True)
        except binascii.Error:
            raise self._stream.stranger() from None


def _encoded(data: bytes) -> str:
    """An empty response is a single = (RFC 4954 §4) with the command, and an empty line alone."""
    return base64.b64encode(data).decode()
