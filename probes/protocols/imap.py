"""Tests an IMAP server: TLS, login, and that the mailbox opens, read-only (EXAMINE): nothing there changes.

RFC 9051 and RFC 3501, RFC 8314 (TLS), RFC 4959 (SASL-IR).
"""

from __future__ import annotations

import base64
import binascii
import re
from contextlib import closing

from probes.protocols import sasl
from probes.protocols.database_tls import failed_step
from probes.protocols.imap_errors import refusal
from probes.protocols.server_stream import ServerStream, warn_of_clear_text
from probes.protocols.server_target import Conventions, ServerTarget, TlsMode, server_target
from probes.result import Finding, StepName
from probes.target import ProbeContext, Target

CONVENTIONS = Conventions(
    "IMAP", clear_port=143, tls_port=993, starttls=True, methods=("access_key", "password", "token")
)
MAX_LINES = 500  # of one answer
_LITERAL = re.compile(rb"\{(\d{1,6})\+?\}$")
_EXISTS = re.compile(r"\* (\d{1,10}) EXISTS", re.IGNORECASE)


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves, in this order: TLS, that the server accepts the login, that the mailbox may be read."""
    trace, mailbox = context.trace, target.parameters.get("mailbox", "INBOX")
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
        with trace.step(StepName.AUTHENTICATE):
            session.log_in()
        with trace.step(StepName.RESOURCE) as note:
            count = session.examine(mailbox)
            note.message = f"opened the mailbox {mailbox}, which holds {count} messages"
        session.leave()
    return Finding(note.message)


class _Session:
    """A conversation with a server. Raises ProbeFailure and nothing else."""

    def __init__(self, stream: ServerStream) -> None:
        self._stream = stream
        self._server: ServerTarget = stream.server
        self._capabilities: set[str] = set()
        self._sent = 0

    def greet(self) -> None:
        line = self._line()
        word = line[2:].split(" ", 1)[0].upper() if line.startswith("* ") else ""
        if word == "BYE":
            raise refusal(line[6:], StepName.CONNECT, self._server)
        if word not in ("OK", "PREAUTH"):
            raise self._stream.stranger()

    def ask_for_tls(self) -> None:
        self._learn_capabilities()
        if "STARTTLS" not in self._capabilities:
            raise self._stream.offers_no_tls()
        self._command("STARTTLS", StepName.TLS)

    def log_in(self) -> None:
        """What the server offers is asked after TLS: what it said before might not have been it (RFC 9051 §6.2.1)."""
        self._learn_capabilities()
        offered = {name[5:] for name in self._capabilities if name.startswith("AUTH=")}
        if not offered and "LOGINDISABLED" not in self._capabilities and not self._server.token:
            self._command(
                f"LOGIN {_quoted(self._server.username)} {_quoted(self._server.password)}", StepName.AUTHENTICATE
            )
            return
        if not offered and not self._server.encrypted:
            raise self._stream.wants_tls()
        self._authenticate(sasl.Conversation(sasl.mechanism(offered, self._server), self._server))

    def examine(self, mailbox: str) -> int:
        """How many messages the mailbox holds."""
        lines = self._command(f"EXAMINE {_quoted(utf7(mailbox))}", StepName.RESOURCE)
        return next((int(found[1]) for line in lines if (found := _EXISTS.match(line))), 0)

    def leave(self) -> None:
        self._stream.sendall(b"z LOGOUT\r\n")

    def _authenticate(self, conversation: sasl.Conversation) -> None:
        first = conversation.initial if "SASL-IR" in self._capabilities else None
        tag = self._send(f"AUTHENTICATE {conversation.name}" + ("" if first is None else f" {_encoded(first)}"))
        for _ in range(MAX_LINES):
            line = self._line()
            if line.startswith("+"):
                self._stream.sendall(f"{_encoded(conversation.respond(self._decoded(line[1:])))}\r\n".encode())
            elif not line.startswith("* "):
                self._judge(tag, line, StepName.AUTHENTICATE)
                return
            elif line[2:5].upper() == "BYE":
                raise refusal(line[6:], StepName.AUTHENTICATE, self._server)
        raise self._stream.stranger()

    def _learn_capabilities(self) -> None:
        lines = self._command("CAPABILITY", StepName.AUTHENTICATE)
        words = [line.upper().split()[2:] for line in lines if line.upper().startswith("* CAPABILITY")]
        self._capabilities = {word for found in words for word in found}

    def _command(self, text: str, step: StepName) -> list[str]:
        """The untagged lines of a command that the server carried out."""
        tag = self._send(text)
        lines: list[str] = []
        for _ in range(MAX_LINES):
            line = self._line()
            if line[:5].upper() == "* BYE":
                raise refusal(line[6:], step, self._server)
            if not line.startswith("* "):
                self._judge(tag, line, step)
                return lines
            lines.append(line)
        raise self._stream.stranger()

    def _judge(self, tag: str, line: str, step: StepName) -> None:
        words = line.split(" ", 2)
        if words[0] != tag or len(words) < 2 or words[1].upper() not in ("OK", "NO", "BAD"):
            raise self._stream.stranger()
        if words[1].upper() != "OK":
            raise refusal(words[2] if len(words) > 2 else "", step, self._server)

    def _send(self, text: str) -> str:
        self._sent += 1
        tag = f"a{self._sent}"
        self._stream.sendall(f"{tag} {text}\r\n".encode())
        return tag

    def _line(self) -> str:
        """A line, and what literals it holds read past."""
        line = self._stream.read_line()
        while found := _LITERAL.search(line):
            self._stream.read(int(found[1]))
            line = line[: found.start()] + self._stream.read_line()
        return line.decode(errors="replace")

    def _decoded(self, text: str) -> bytes:
        try:
            return base64.b64decode(text.strip(), validate=True)
        except binascii.Error:
            raise self._stream.stranger() from None


def utf7(name: str) -> str:
    """A mailbox's name in IMAP's own UTF-7 (RFC 3501 §5.1.3), which servers of both revisions take."""
    found, foreign = [], ""
    for character in [*name, ""]:
        if character and not " " <= character <= "~":
            foreign += character
            continue
        if foreign:
            encoded = base64.b64encode(foreign.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
            found.append(f"&{encoded}-")
            foreign = ""
        found.append("&-" if character == "&" else character)
    return "".join(found)


def _quoted(text: str | None) -> str:
    escaped = (text or "").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()
