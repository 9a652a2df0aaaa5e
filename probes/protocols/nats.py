"""Tests a NATS server: the login, and where they are named a subject that may be subscribed to, or a JetStream stream.

https://docs.nats.io/reference/reference-protocols/nats-protocol
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from probes.diagnosis import scrub
from probes.protocols.database_target import missing, text_of
from probes.protocols.database_tls import failed_step
from probes.protocols.nats_errors import JETSTREAM, STREAM, refusal
from probes.protocols.nats_keys import NKey, creds_file
from probes.protocols.server_stream import ServerStream, warn_of_clear_text
from probes.protocols.server_target import Conventions, ServerTarget, TlsMode, server_target
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

METHODS = ("access_key", "password", "token", "nkey", "creds", "client_certificate", "none")
CONVENTIONS = Conventions(
    "NATS", clear_port=4222, tls_port=None, starttls=True, methods=METHODS, anonymous=True
)  # one port: the server greets first, and then both begin with TLS
MAX_PAYLOAD = 1 << 20
MAX_INFO = 1 << 15
AT_ONCE_SECONDS = 0.02
NO_RESPONDERS = b"503"


@dataclass(frozen=True, slots=True)
class _Login:
    """What CONNECT says of who we are. `key` signs the nonce; `path` is the field to blame."""

    fields: Mapping[str, str] = field(repr=False, default_factory=dict)
    key: NKey | None = field(repr=False, default=None)
    path: str = "authConfig"
    nobody: bool = False


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves, in this order: TLS, the login, that the subject may be subscribed to, that the stream may be read."""
    trace, wanted = context.trace, target.parameters
    with trace.step(StepName.CONFIG):
        login, server = _login_and_server(target)
    warn_of_clear_text(server, trace)
    with closing(ServerStream(server, context)) as stream:
        with failed_step(trace, StepName.TLS if server.tls is TlsMode.STARTTLS else StepName.AUTHENTICATE):
            session = _Session(stream, login)
            session.greet()
        if server.tls is TlsMode.STARTTLS:
            stream.start_tls()
        told = failed_step(trace, StepName.AUTHENTICATE) if login.nobody else trace.step(StepName.AUTHENTICATE)
        with told:
            session.log_in()
        said = "connected"
        if wanted.get("subject"):
            with trace.step(StepName.AUTHORIZE if wanted.get("stream") else StepName.RESOURCE) as note:
                session.subscribe(wanted["subject"])
                said = note.message = f"subscribed to {wanted['subject']}"
        if wanted.get("stream"):
            with trace.step(StepName.RESOURCE) as note:
                count = session.stream_messages(wanted["stream"])
                said = note.message = f"the stream {wanted['stream']} may be read and holds {count} messages"
    return Finding(said)


class _Session:
    """A conversation with a server. Raises ProbeFailure and nothing else."""

    def __init__(self, stream: ServerStream, login: _Login) -> None:
        self._stream = stream
        self._login = login
        self._info: dict[str, Any] = {}

    def greet(self) -> None:
        """Reads INFO, and judges whether both ends agree about TLS."""
        self._info = self._parsed(self._line("INFO"))
        mode = self._stream.server.tls
        if mode is TlsMode.STARTTLS and not (self._info.get("tls_required") or self._info.get("tls_available")):
            raise self._stream.offers_no_tls()
        if mode is TlsMode.NONE and self._info.get("tls_required"):
            raise self._stream.wants_tls()
        if self._stream.has_more(AT_ONCE_SECONDS):
            # A server that is full says so behind its INFO and hangs up; written to, it would take its words away.
            self._line("PING")
            raise self._stream.stranger()

    def log_in(self) -> None:
        fields = dict(self._login.fields)
        if self._login.key:
            nonce = self._info.get("nonce")
            if not isinstance(nonce, str):
                message = "the server gives no nonce to sign: it takes no NKeys"
                hint = "choose the auth method that the server is set up for"
                raise ProbeFailure(Reason.UNSUPPORTED, message, field=self._login.path, hint=hint)
            fields["sig"] = self._login.key.sign(nonce)
        if self._login.nobody and self._info.get("auth_required"):
            raise ProbeFailure(
                Reason.CREDENTIAL_MISSING,
                "the server asks for a login and the connector has none",
                field="authConfig",
                hint="give a user name and password, a token, an NKey seed or a credentials file",
            )
        options = {"verbose": False, "pedantic": False, "lang": "python", "version": "1", "protocol": 1, "echo": False}
        options |= {"headers": True, "no_responders": True, "tls_required": self._stream.encrypted}
        self._send(f"CONNECT {json.dumps({**options, **fields})}")
        self._settled()

    def subscribe(self, subject: str) -> None:
        """A subscription that ends at once: a message that comes in between is one more copy, taken from nobody."""
        self._send(f"SUB {subject} 1")
        self._settled()
        self._send("UNSUB 1")

    def stream_messages(self, name: str) -> int:
        """How many messages the stream holds, asked of JetStream's API."""
        inbox = f"_INBOX.{secrets.token_hex(11)}"
        self._send(f"SUB {inbox} 2")
        self._send(f"PUB $JS.API.STREAM.INFO.{name} {inbox} 0\r\n")
        answer = self._parsed(self._message())
        error = answer.get("error")
        if isinstance(error, dict):
            meaning = JETSTREAM.look_up(error.get("err_code", 0))
            said = scrub(str(error.get("description", "")), self._stream.server.secrets)
            raise ProbeFailure(
                meaning.reason, f"{meaning.message}; it says: {said}", field=meaning.field, hint=meaning.hint
            )
        state = answer.get("state")
        if not isinstance(state, dict) or not isinstance(state.get("messages"), int):
            raise self._stream.stranger()
        return int(state["messages"])

    def _message(self) -> bytes:
        """The payload of the next message of subscription 2; other messages are read past."""
        while True:
            words = self._line("MSG", "HMSG").split()
            try:
                headers, size = (int(words[-2]) if words[0] == b"HMSG" else 0), int(words[-1])
            except (ValueError, IndexError):
                raise self._stream.stranger() from None
            if not 0 <= headers <= size <= MAX_PAYLOAD:
                raise self._stream.stranger()
            body = self._stream.read(size + 2)[:-2]
            if words[2] != b"2":
                continue
            if body[:headers].split()[1:2] == [NO_RESPONDERS]:
                message = "nobody answers for JetStream in this account"
                hint = "enable JetStream on the server and for the account, or name a subject instead"
                raise ProbeFailure(Reason.UNSUPPORTED, message, field=STREAM, hint=hint)
            return body[headers:]

    def _settled(self) -> None:
        """Waits until the server has judged all that was sent: it answers a PING after what came before."""
        self._send("PING")
        while self._line("PONG", "MSG", "HMSG") != b"PONG":
            raise self._stream.stranger()

    def _line(self, *expected: str) -> bytes:
        while True:
            line = self._stream.read_line(MAX_INFO if "INFO" in expected else 8192)
            word = line.split(maxsplit=1)[0].decode(errors="replace").upper() if line.strip() else ""
            if word == "-ERR":
                said = line[4:].decode(errors="replace").strip().strip("'")
                raise refusal(said, self._stream.server.secrets, self._login.path)
            if word in expected:
                return line
            if word == "PING":
                self._send("PONG")
            elif word not in ("INFO", "+OK"):
                raise self._stream.stranger()

    def _parsed(self, line: bytes) -> dict[str, Any]:
        try:
            found = json.loads(line.removeprefix(b"INFO ").strip())
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise self._stream.stranger()
        return found

    def _send(self, line: str) -> None:
        self._stream.sendall(f"{line}\r\n".encode())


def _login_and_server(target: Target) -> tuple[_Login, ServerTarget]:
    given, method = target.credentials, target.auth_method
    creds, seed = text_of(given, "creds", "authConfig"), text_of(given, "nkeySeed", "authConfig")
    if method == "creds" or (method == "access_key" and creds):
        if not creds:
            raise missing("authConfig.creds", "credentials file", "give authConfig.creds, the file's whole text")
        jwt, seed_in_file = creds_file(creds)
        key = NKey(seed_in_file, "authConfig.creds")
        return _Login({"jwt": jwt}, key, "authConfig.creds"), _with_secrets(target, jwt)
    if method == "nkey" or (method == "access_key" and seed):
        if not seed:
            raise missing("authConfig.nkeySeed", "NKey seed", "give authConfig.nkeySeed")
        key = NKey(seed.strip(), "authConfig.nkeySeed")
        return _Login({"nkey": key.public}, key, "authConfig.nkeySeed"), _with_secrets(target, seed)
    server = server_target(target, CONVENTIONS)
    if server.token:
        return _Login({"auth_token": server.token}, path="authConfig.token"), server
    if server.username:
        return _Login({"user": server.username, "pass": server.password or ""}, path="authConfig.password"), server
    if server.certificate:
        return _Login(path="authConfig.clientCertificate"), server
    return _Login(nobody=True), server


def _with_secrets(target: Target, secret: str) -> ServerTarget:
    """The server of a login by key: what the key is made from must be cut out of anything that is said."""
    bare = Target(target.type_name, target.parameters, "token", {"token": secret})
    return server_target(bare, CONVENTIONS)
