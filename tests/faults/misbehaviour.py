"""The peers of issue 4 that misbehave: what each does, what is tested against it, and what must be said of it."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from kafka.protocol.metadata import ApiVersionsResponse, MetadataResponse

from tests.egress.scripted import Conversation, Peer, peer
from tests.peers.certificates import Certificates, Pair
from tests.probes.mysql_peer import OK as MYSQL_OK
from tests.probes.mysql_peer import Speaker

PRIVATE = "10.0.0.7"
LOGIN = {"username": "probe", "password": "s3cr3t"}
DATABASE = {"database": "app", "sslMode": "disable"}
_OK = b"HTTP/1.1 200 OK\r\n"
_HTML = b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html>no</html>"
_SSH = b"SSH-2.0-OpenSSH_9.2\r\n"


@dataclass(frozen=True)
class Case:
    """`reason` None: the test succeeds, having read no more than it may. `said` is a part of message or warning."""

    name: str
    start: Callable[[], AbstractContextManager[Peer]]
    type_name: str
    reason: str | None
    said: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)
    auth: Mapping[str, Any] = field(default_factory=dict)

    def config_for(self, port: int) -> dict[str, Any]:
        scheme = "https" if self.config.get("tls") else "http"
        to = {
            "rest_api": {"url": f"{scheme}://127.0.0.1:{port}/"},
            "csv": {"url": f"{scheme}://127.0.0.1:{port}/rows.csv"},
            "kafka": {"bootstrapServers": f"127.0.0.1:{port}"},
        }.get(self.type_name, {"host": "127.0.0.1", "port": port})
        return {**to, **{name: value for name, value in self.config.items() if name != "tls"}}


def cases(certificates: Certificates) -> list[Case]:
    """Every case. The service under test trusts `certificates.ca` by CONNECTORS_CA_BUNDLE."""
    return [*_silent(), *_http(), *_strangers(), *_rogues(), *_certificates(certificates)]


def _silent() -> list[Case]:
    hang = partial(peer, Conversation.hang)
    return [
        Case("silent http", hang, "rest_api", "TIMEOUT"),
        Case("silent https", hang, "rest_api", "TIMEOUT", config={"tls": True}),
        Case("silent postgresql", hang, "postgresql", "TIMEOUT", config={"database": "app"}, auth=LOGIN),
        Case("silent mysql", hang, "mysql", "TIMEOUT", config=DATABASE, auth=LOGIN),
        Case("silent kafka", hang, "kafka", "TIMEOUT"),
        Case("half-open: the handshake of TCP is never finished", _full_backlog, "rest_api", "TIMEOUT"),
        Case(
            "half-open: it closes its own side and keeps the other",
            partial(peer, _half_close),
            "rest_api",
            "UNREACHABLE",
        ),
        Case(
            "half-open: it goes in the middle of an answer",
            partial(peer, _half_answer),
            "csv",
            "PEER_ERROR",
            "broke off",
        ),
        Case("resets at once", partial(peer, Conversation.reset), "rest_api", "UNREACHABLE"),
        Case("resets after the request", partial(peer, _reset_after_request), "rest_api", "UNREACHABLE"),
        Case(
            "resets a postgresql login",
            partial(peer, _reset_after_request),
            "postgresql",
            "UNREACHABLE",
            config=DATABASE,
            auth=LOGIN,
        ),
    ]


def _http() -> list[Case]:
    byte_a_second = {"seconds": 1.0}
    return [
        Case("slowloris in the headers", _saying(_OK + b"X-Header: value\r\n" * 99, drip=True), "rest_api", "TIMEOUT"),
        Case(
            "byte-a-second TLS",
            _saying(b"\x16\x03\x03\x40\x00" + bytes(999), drip=True, **byte_a_second),
            "rest_api",
            "TIMEOUT",
            config={"tls": True},
        ),
        Case("endless headers", _saying(_OK, flood=b"X-Header: value\r\n"), "rest_api", "PEER_ERROR"),
        Case("endless header line", _saying(_OK + b"X: ", flood=b"v" * 9999), "rest_api", "PEER_ERROR"),
        Case("endless interim answers", _saying(b"", flood=b"HTTP/1.1 100 Continue\r\n\r\n"), "rest_api", "PEER_ERROR"),
        # The status is all that an API's test wants; a CSV is counted as far as there is time.
        Case("endless body of an API", _saying(_OK + b"\r\n", flood=b"x" * 99_999), "rest_api", None),
        Case("endless body of a file", _saying(_OK + b"\r\n", flood=b"a,b\n" * 9_999), "csv", None, "at least"),
        Case(
            "endless line of a file",
            _saying(_OK + b"\r\n", flood=b"x" * 99_999),
            "csv",
            "PROTOCOL_MISMATCH",
            "longer than 1 MiB",
        ),
        Case("gzip bomb", partial(peer, _gzip_bomb), "csv", None, "at least"),
        Case("redirect to private", _redirecting(f"http://{PRIVATE}/"), "rest_api", "EGRESS_DENIED", "private"),
        Case("redirect to metadata", _redirecting("http://169.254.169.254/"), "rest_api", "EGRESS_DENIED", "metadata"),
        Case("redirect loop", _redirecting("/"), "rest_api", "PEER_ERROR", "loop"),
    ]


def _strangers() -> list[Case]:
    """Each speaks another protocol than the one that is tested."""
    return [
        Case("ssh for http", _saying(_SSH), "rest_api", "PROTOCOL_MISMATCH"),
        Case("http for https", _saying(_HTML), "rest_api", "PROTOCOL_MISMATCH", config={"tls": True}),
        Case("http for postgresql", _saying(_HTML), "postgresql", "PROTOCOL_MISMATCH", config=DATABASE, auth=LOGIN),
        Case("ssh for mysql", _saying(_SSH, at_once=True), "mysql", "PROTOCOL_MISMATCH", config=DATABASE, auth=LOGIN),
        Case("http for kafka", _saying(_HTML), "kafka", "PROTOCOL_MISMATCH"),
    ]


def _rogues() -> list[Case]:
    return [
        Case("LOAD DATA LOCAL", partial(peer, _rob), "mysql", "PEER_ERROR", "asking for a file", DATABASE, LOGIN),
        Case("kafka that advertises a private broker", partial(peer, _advertise), "kafka", "EGRESS_DENIED"),
        Case("ftp: PASV to private", partial(peer, _passive_elsewhere), "ftp", "EGRESS_DENIED", "private", {}, LOGIN),
    ]


def _certificates(certificates: Certificates) -> list[Case]:
    found = []
    for name, pair, reason in (
        ("an expired certificate", certificates.expired, "TLS_EXPIRED"),
        ("a certificate for another name", certificates.wrong_name, "TLS_NAME_MISMATCH"),
        ("a certificate of an unknown authority", certificates.unknown, "TLS_UNTRUSTED"),
    ):
        database = {"database": "app", "sslMode": "verify-full"}
        found += [
            Case(f"https: {name}", _over_tls(_serving(pair)), "rest_api", reason, config={"tls": True}),
            Case(f"postgresql: {name}", _postgres_tls(_serving(pair)), "postgresql", reason, "", database, LOGIN),
        ]
    old = _serving(certificates.server)
    old.maximum_version = old.minimum_version = ssl.TLSVersion.TLSv1
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    good = _over_tls(_serving(certificates.server), b"HTTP/1.1 204 No Content\r\n\r\n")
    return [
        *found,
        Case("https: TLS 1.0", _over_tls(old), "rest_api", "PROTOCOL_MISMATCH", "1.2", {"tls": True}),
        # Not a fault: that the rows above fail for their certificates, and for nothing else.
        Case("https: a good certificate", good, "rest_api", None, config={"tls": True}),
    ]


def _saying(
    opening: bytes, *, flood: bytes = b"", drip: bool = False, seconds: float = 0.1, at_once: bool = False
) -> Callable[[], AbstractContextManager[Peer]]:
    """Waits for the first bytes of a client (not if `at_once`), says the opening, then floods."""

    def script(conversation: Conversation) -> None:
        if not at_once:
            conversation.sock.recv(65_536)
        if drip:
            conversation.drip(opening, seconds)
        else:
            conversation.sock.sendall(opening)
        if flood:
            conversation.flood(flood)
        conversation.sock.shutdown(socket.SHUT_WR)
        conversation.sock.recv(65_536)

    return partial(peer, script)


def _redirecting(to: str) -> Callable[[], AbstractContextManager[Peer]]:
    answer = f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()

    def script(conversation: Conversation) -> None:
        while conversation.read_request():
            conversation.sock.sendall(answer)

    return partial(peer, script)


@contextlib.contextmanager
def _full_backlog() -> Iterator[Peer]:
    """Linux answers no further SYN when the queue of connections that nobody accepts is full."""
    with contextlib.ExitStack() as held:
        listener = held.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        address = listener.getsockname()
        for _ in range(4):
            waiting = held.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(address)
        yield Peer(address[1])


def _half_close(conversation: Conversation) -> None:
    conversation.read_request()
    conversation.sock.shutdown(socket.SHUT_WR)
    conversation.hang()


def _half_answer(conversation: Conversation) -> None:
    conversation.read_request()
    conversation.sock.sendall(_OK + b"Content-Length: 1000\r\n\r\na,b\n")
    conversation.sock.shutdown(socket.SHUT_WR)
    conversation.hang()


def _reset_after_request(conversation: Conversation) -> None:
    conversation.sock.recv(65_536)
    conversation.reset()


def _gzip_bomb(conversation: Conversation) -> None:
    """4 GB of well-formed rows in 10 MB."""
    conversation.read_request()
    conversation.sock.sendall(_OK + b"Content-Encoding: gzip\r\n\r\n")
    packer = zlib.compressobj(9, wbits=31)
    megabyte = b"a,b\n" * 250_000
    for _ in range(4_000):
        conversation.sock.sendall(packer.compress(megabyte))


def _rob(conversation: Conversation) -> None:
    """A MySQL server that answers a query by asking for a file of the client's (LOAD DATA LOCAL INFILE)."""
    speaker = Speaker(conversation)
    speaker.greet(b"mysql_native_password")
    speaker.hear()
    for answer in (MYSQL_OK, MYSQL_OK, MYSQL_OK, b"\xfb/etc/passwd"):  # login, use, transaction, query
        speaker.say(answer)
        stolen = speaker.hear()
    assert b"root:" not in stolen
    conversation.hang()


def _advertise(conversation: Conversation) -> None:
    """A broker whose cluster lives, it says, at an address of the service's own network."""
    apis = [(18, 0, 0), (3, 4, 4)]  # ApiVersions, Metadata
    keys = [ApiVersionsResponse.ApiVersion(api_key=key, min_version=low, max_version=high) for key, low, high in apis]
    broker = MetadataResponse.MetadataResponseBroker(node_id=1, host=PRIVATE, port=9092, rack=None)
    while head := conversation.sock.recv(4, socket.MSG_WAITALL):
        request = conversation.sock.recv(struct.unpack(">i", head)[0], socket.MSG_WAITALL)
        key, _version, number = struct.unpack_from(">hhi", request)
        answer = (
            ApiVersionsResponse[0](error_code=0, api_keys=keys)
            if key == 18
            else MetadataResponse[4](throttle_time_ms=0, brokers=[broker], cluster_id="c", controller_id=1, topics=[])
        )
        answer.with_header(correlation_id=number)
        conversation.sock.sendall(bytes(answer.encode(header=True, framed=True)))


def _passive_elsewhere(conversation: Conversation) -> None:
    """An FTP server that wants its data connection made to a machine of the service's own network."""
    replies = {
        b"USER": b"331 Password?",
        b"PASS": b"230 Welcome",
        b"PWD": b'257 "/"',
        b"EPSV": b"500 What?",
        b"PASV": f"227 Entering Passive Mode ({PRIVATE.replace('.', ',')},21,56)".encode(),
    }
    conversation.sock.sendall(b"220 Hello\r\n")
    with conversation.sock.makefile("rb") as lines:
        for line in lines:
            command = line.split()[0].upper()
            conversation.sock.sendall(replies.get(command, b"200 Fine") + b"\r\n")


def _serving(pair: Pair) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate, pair.key)
    return context


def _over_tls(context: ssl.SSLContext, answer: bytes = b"") -> Callable[[], AbstractContextManager[Peer]]:
    def script(conversation: Conversation) -> None:
        inside = conversation.tls(context)
        while inside.read_request():
            inside.sock.sendall(answer)

    return partial(peer, script)


def _postgres_tls(context: ssl.SSLContext) -> Callable[[], AbstractContextManager[Peer]]:
    def script(conversation: Conversation) -> None:
        conversation.sock.recv(8)
        conversation.sock.sendall(b"S")
        time.sleep(0.05)
        conversation.tls(context).hang()

    return partial(peer, script)
