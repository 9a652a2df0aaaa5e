"""A gate before a Kafka broker: ends TLS, checks SASL logins, and says what a script makes of the broker's answers.

It puts its own address where the broker advertises its. Kafka's rules of who may send what and when are those of
https://kafka.apache.org/protocol.html#sasl_handshake; error codes are its too.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kafka.protocol.admin import groups
from kafka.protocol.consumer import fetch, offsets
from kafka.protocol.metadata import ApiVersionsResponse, FindCoordinatorResponse, MetadataResponse
from kafka.protocol.sasl import (
    SaslAuthenticateRequest,
    SaslAuthenticateResponse,
    SaslHandshakeRequest,
    SaslHandshakeResponse,
)
from scramp import ScramMechanism
from scramp.utils import ScramException

from tests.egress.scripted import Conversation, Peer, peer
from tests.peers.certificates import Pair

API_VERSIONS, HANDSHAKE, AUTHENTICATE = 18, 17, 36
MAX_REQUEST = 104_857_600  # socket.request.max.bytes of a broker
TLS_HANDSHAKE = b"\x16"
TLS_ALERT = b"\x15\x03\x03\x00\x02\x02\x50"  # fatal, internal_error: what Java says to clear text
RESPONSES = {
    1: fetch.FetchResponse,
    2: offsets.ListOffsetsResponse,
    3: MetadataResponse,
    10: FindCoordinatorResponse,
    15: groups.DescribeGroupsResponse,
    API_VERSIONS: ApiVersionsResponse,
}
ILLEGAL_STATE, UNSUPPORTED_MECHANISM, AUTHENTICATION_FAILED = 34, 33, 58

Alter = Callable[[Any], None]
"""Changes a decoded answer in place. Raises OSError to hang up instead."""


@dataclass
class Rules:
    """What the gate wants. Without `users` and `token` there is no SASL; with `authorities` a client certificate."""

    certificate: Pair | None = None
    authorities: str | None = None
    users: Mapping[str, str] = field(default_factory=dict)
    token: str | None = None
    mechanisms: tuple[str, ...] = ()
    alter: Mapping[type, Alter] = field(default_factory=dict)
    forge: Callable[[bytes], bytes] = bytes  # changes the SASL tokens that the gate sends


@contextlib.contextmanager
def kafka_gate(upstream: int, rules: Rules) -> Iterator[Peer]:
    """`upstream` is the broker's port."""
    ports: list[int] = []

    def converse(conversation: Conversation) -> None:
        if rules.certificate:
            if conversation.sock.recv(1, socket.MSG_PEEK) != TLS_HANDSHAKE:
                conversation.sock.sendall(TLS_ALERT)
                return
            conversation = conversation.tls(_tls(rules))
        with conversation.sock, socket.create_connection(("127.0.0.1", upstream)) as broker:
            _Client(conversation.sock, broker, rules, ports[0]).serve()

    with peer(converse) as gate:
        ports.append(gate.port)
        yield gate


def _tls(rules: Rules) -> ssl.SSLContext:
    assert rules.certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(rules.certificate.certificate, rules.certificate.key)
    if rules.authorities:
        context.load_verify_locations(rules.authorities)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


class _Client:
    def __init__(self, sock: socket.socket, broker: socket.socket, rules: Rules, port: int) -> None:
        self._sock = sock
        self._broker = broker
        self._rules = rules
        self._port = port
        self._let_in = not rules.mechanisms
        self._login: Iterator[tuple[int, bytes]] | None = None
        self._token = b""

    def serve(self) -> None:
        """Until either side hangs up, or the client sends what it may not send yet."""
        while frame := _read(self._sock):
            key, version, correlation = struct.unpack_from(">hhi", frame)
            if key in (HANDSHAKE, AUTHENTICATE):
                if not self._sasl(key, version, correlation, frame):
                    return
            elif self._let_in or key == API_VERSIONS:
                self._pass_on(key, version, correlation, frame)
            else:
                return

    def _pass_on(self, key: int, version: int, correlation: int, frame: bytes) -> None:
        self._broker.sendall(struct.pack(">i", len(frame)) + frame)
        answer = _read(self._broker)
        kind = RESPONSES[key]
        decoded = kind[version].decode(answer, header=True)
        for item in [*(getattr(decoded, "brokers", None) or ()), *(getattr(decoded, "coordinators", None) or ())]:
            item.host, item.port = "127.0.0.1", self._port
        if key == 10 and not decoded.coordinators:
            decoded.host, decoded.port = "127.0.0.1", self._port
        if kind is ApiVersionsResponse:
            known = ((HANDSHAKE, 1), (AUTHENTICATE, 1))
            decoded.api_keys = [item for item in decoded.api_keys if item.api_key not in (HANDSHAKE, AUTHENTICATE)]
            decoded.api_keys += [
                kind.ApiVersion(api_key=number, min_version=0, max_version=highest) for number, highest in known
            ]
        if kind in self._rules.alter:
            self._rules.alter[kind](decoded)
        self._say(decoded, version, correlation)

    def _sasl(self, key: int, version: int, correlation: int, frame: bytes) -> bool:
        """Whether the conversation goes on."""
        if key == HANDSHAKE:
            mechanism = SaslHandshakeRequest[version].decode(frame, header=True).mechanism
            known = self._rules.mechanisms
            code = (0 if mechanism in known else UNSUPPORTED_MECHANISM) if known else ILLEGAL_STATE
            answer = SaslHandshakeResponse[version](error_code=code, mechanisms=list(known))
            self._login = None if code else self._logging_in(mechanism)
        else:
            self._token = bytes(SaslAuthenticateRequest[version].decode(frame, header=True).auth_bytes)
            code, said = next(self._login) if self._login else (ILLEGAL_STATE, b"")
            # Brokers do not echo what they refuse; one that does must not make the secret show.
            text = f"Authentication failed: {self._token!r}" if code else None
            answer = SaslAuthenticateResponse[version](
                error_code=code, error_message=text, auth_bytes=self._rules.forge(said), session_lifetime_ms=0
            )
        self._say(answer, version, correlation)
        return code == 0

    def _say(self, answer: Any, version: int, correlation: int) -> None:
        answer._header = None  # a decoded one's knows no version
        answer.API_VERSION = version
        answer.with_header(correlation_id=correlation)
        self._sock.sendall(bytes(answer.encode(header=True, framed=True)))

    def _logging_in(self, mechanism: str) -> Iterator[tuple[int, bytes]]:
        """The answer to each token of the client's."""
        if mechanism == "PLAIN":
            yield from self._verdict(self._plain)
        elif mechanism == "OAUTHBEARER":
            if self._token_text() != f"n,,\x01auth=Bearer {self._rules.token}\x01\x01":
                yield 0, b'{"status":"invalid_token"}'
                yield AUTHENTICATION_FAILED, b""
            yield from self._verdict(lambda: True)
        else:
            yield from self._scram(mechanism)

    def _token_text(self) -> str:
        return self._token.decode()

    def _plain(self) -> bool:
        _who, user, password = self._token_text().split("\0")
        return self._rules.users.get(user) == password

    def _verdict(self, right: Callable[[], bool]) -> Iterator[tuple[int, bytes]]:
        self._let_in = right()
        yield (0 if self._let_in else AUTHENTICATION_FAILED), b""

    def _scram(self, name: str) -> Iterator[tuple[int, bytes]]:
        mechanism = ScramMechanism(name)
        users = {user: mechanism.make_auth_info(password) for user, password in self._rules.users.items()}
        try:
            server = mechanism.make_server(lambda user: users[user])
            server.set_client_first(self._token_text())
            yield 0, server.get_server_first().encode()
            server.set_client_final(self._token_text())
        except (ScramException, KeyError):
            yield AUTHENTICATION_FAILED, b""
            return
        self._let_in = True
        yield 0, server.get_server_final().encode()


def _read(sock: socket.socket) -> bytes:
    """One message without its length; nothing where the peer is gone."""
    with sock.makefile("rb", buffering=0) as stream:
        head = stream.read(4)
        if not head or len(head) < 4:
            return b""
        (size,) = struct.unpack(">i", head)
        if not 0 <= size <= MAX_REQUEST:
            return b""
        frame = b""
        while len(frame) < size and (more := stream.read(size - len(frame))):
            frame += more
        return frame
