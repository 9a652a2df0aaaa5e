"""FTP and FTPS: what a test says of a real server (pyftpdlib), of its certificates, and of peers that are neither."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest

from probes.result import Level, ProbeResult, Reason
from tests.egress.scripted import Conversation, peer
from tests.peers.certificates import Certificates
from tests.peers.ftp import PASSWORD, USER, ftp_server
from tests.probes.probing import failed, passed, run

LOGIN = {"username": USER, "password": PASSWORD}
WRONG = {"username": USER, "password": "not-the-password"}
REACHED = ["config", "resolve", "egress", "connect"]
SECURED = [*REACHED, "tls"]
ANYWHERE = ("127.0.0.1",)  # the data connection has a port of its own
FILE = "/outgoing/orders.csv"


def probe(
    type_name: str, port: int, config: dict[str, Any], auth: dict[str, Any] | None = None, **more: Any
) -> ProbeResult:
    """The reader's test of /outgoing; a None takes a field away."""
    whole = {"host": "127.0.0.1", "port": port, "path": "/outgoing", **config}
    given = {name: value for name, value in whole.items() if value is not None}
    return run(type_name, given, LOGIN if auth is None else auth, port=port, allow=more.pop("allow", ANYWHERE), **more)


def assert_refused(result: ProbeResult, reason: Reason, at: str, level: Level, done: list[str]) -> None:
    assert not result.success
    assert (result.reason, result.field, result.level) == (reason, at, level), result
    assert result.hint
    assert passed(result) == done
    assert len(failed(result)) == 1


READABLE = [  # path, the proof in words, the warning
    ("/outgoing", "listed /outgoing", None),
    (None, "listed the folder of the login", None),
    (FILE, f"read the beginning of {FILE}", None),
    ("/outgoing/with space.csv", "read the beginning of /outgoing/with space.csv", None),
    ("/empty", "listed /empty", "The folder is empty."),
    ("/outgoing/nothing.csv", "read the beginning of /outgoing/nothing.csv", "The file is empty."),
]


@pytest.mark.parametrize(("path", "proof", "warning"), READABLE)
@pytest.mark.parametrize("mode", ["explicit", "implicit"])
def test_ftps_reads_what_is_named(
    certificates: Certificates, mode: str, path: str | None, proof: str, warning: str | None
) -> None:
    ca = certificates.ca.read_text()
    with ftp_server(certificates.server, implicit=mode == "implicit") as server:
        result = probe("ftps", server.port, {"path": path, "tlsMode": mode, "caCertificate": ca})
    assert result.success, result
    assert result.level is Level.RESOURCE_READABLE
    assert passed(result) == [*SECURED, "authenticate", "resource"]
    assert (result.steps[-1].message, result.warning) == (proof, warning)


def test_ftp_reads_in_clear_text_and_says_so() -> None:
    with ftp_server() as server:
        result = probe("ftp", server.port, {})
    assert result.success, result
    assert passed(result) == [*REACHED, "authenticate", "resource"]
    assert result.warning == "FTP is not encrypted: the password and all data cross the network in clear text."


def test_an_anonymous_login_proves_nobody() -> None:
    with ftp_server() as server:
        result = probe("ftp", server.port, {}, {}, auth_method="none")
    assert result.success, result
    assert passed(result) == [*REACHED, "resource"]


Cell = tuple[str, dict[str, Any], dict[str, Any], Reason, str, Level, list[str]]

AUTHENTICATED = [*SECURED, "authenticate"]
REFUSALS: list[Cell] = [  # type, config, authConfig, reason, field, level, steps done
    (
        "ftps",
        {},
        {**LOGIN, "password": "no it"},
        Reason.AUTHENTICATION_FAILED,
        "authConfig.password",
        Level.TLS,
        SECURED,
    ),
    ("ftps", {}, {**LOGIN, "username": "x"}, Reason.AUTHENTICATION_FAILED, "authConfig.password", Level.TLS, SECURED),
    ("ftps", {}, {"username": USER}, Reason.CREDENTIAL_MISSING, "authConfig.password", Level.NONE, []),
    ("ftps", {}, {}, Reason.CREDENTIAL_MISSING, "authConfig.username", Level.NONE, []),
    ("ftps", {}, {**LOGIN, "password": "a\r\nDELE x"}, Reason.INVALID_CONFIG, "authConfig.password", Level.NONE, []),
    ("ftps", {"path": "a\nb"}, LOGIN, Reason.INVALID_CONFIG, "config.path", Level.NONE, []),
    ("ftps", {"host": None}, LOGIN, Reason.INVALID_CONFIG, "config.host", Level.NONE, []),
    ("ftps", {"host": "absent.invalid"}, LOGIN, Reason.DNS_NOT_FOUND, "config.host", Level.NONE, ["config"]),
    ("ftps", {"host": "10.0.0.1"}, LOGIN, Reason.EGRESS_DENIED, "config.host", Level.NONE, ["config", "resolve"]),
    ("ftps", {"path": "/absent"}, LOGIN, Reason.RESOURCE_NOT_FOUND, "config.path", Level.AUTHENTICATED, AUTHENTICATED),
    ("ftps", {"path": "/closed"}, LOGIN, Reason.PERMISSION_DENIED, "config.path", Level.AUTHENTICATED, AUTHENTICATED),
    ("ftps", {"caCertificate": None}, LOGIN, Reason.TLS_UNTRUSTED, "config.host", Level.REACHABLE, REACHED),
    ("ftps", {"caCertificate": "x"}, LOGIN, Reason.INVALID_CONFIG, "config.caCertificate", Level.NONE, []),
    ("ftp", {}, LOGIN, Reason.TLS_REQUIRED, "config.host", Level.REACHABLE, REACHED),
]


@pytest.mark.parametrize("cell", REFUSALS)
def test_each_refusal_names_its_reason_field_and_remedy(certificates: Certificates, cell: Cell) -> None:
    type_name, config, auth, reason, at, level, done = cell
    with ftp_server(certificates.server, tls_control_required=True) as server:
        result = probe(type_name, server.port, {"caCertificate": certificates.ca.read_text(), **config}, auth)
    assert_refused(result, reason, at, level, done)


@pytest.mark.parametrize(
    ("pair", "reason"), [("wrong_name", Reason.TLS_NAME_MISMATCH), ("expired", Reason.TLS_EXPIRED)]
)
def test_a_certificate_that_is_wrong_in_one_way(certificates: Certificates, pair: str, reason: Reason) -> None:
    with ftp_server(getattr(certificates, pair)) as server:
        result = probe("ftps", server.port, {"caCertificate": certificates.ca.read_text()})
    assert_refused(result, reason, "config.host", Level.REACHABLE, REACHED)


def test_a_server_without_tls_gets_no_password() -> None:
    with ftp_server() as server:
        result = probe("ftps", server.port, {})
    assert_refused(result, Reason.TLS_REQUIRED, "config.host", Level.REACHABLE, REACHED)


def test_a_server_that_is_full() -> None:
    with ftp_server(max_connections=1) as server, socket.create_connection(("127.0.0.1", server.port)) as first:
        first.recv(1024)
        result = probe("ftp", server.port, {})
    assert_refused(result, Reason.RATE_LIMITED, "config.host", Level.REACHABLE, REACHED)


def test_the_data_connection_goes_through_the_guard() -> None:
    """Only the control connection's port is permitted."""
    with ftp_server() as server:
        result = probe("ftp", server.port, {}, allow=())
    done = [*REACHED, "authenticate"]
    assert_refused(result, Reason.EGRESS_DENIED, "config.host", Level.AUTHENTICATED, done)
    assert "passive ports" in (result.hint or "")


def announcing(reply: str) -> Callable[[Conversation], None]:
    """A server without EPSV, and what it says to PASV."""
    answers = {"USER": "331 password", "PASS": "230 in", "CWD": "250 there", "EPSV": "500 unknown", "PASV": reply}

    def converse(conversation: Conversation) -> None:
        conversation.sock.sendall(b"220 ready\r\n")
        for line in conversation.sock.makefile("r"):
            conversation.sock.sendall(f"{answers.get(line[:4].strip(), '502 no')}\r\n".encode())

    return converse


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("227 here (10,20,30,40,200,10)", Reason.EGRESS_DENIED),
        ("227 here (169,254,169,254,0,80)", Reason.EGRESS_DENIED),
        ("227 here (10,20,30,999,200,10)", Reason.PEER_ERROR),
        ("227 here (127,0,0,1,0,1)", Reason.CONNECTION_REFUSED),
        ("227 nowhere", Reason.PROTOCOL_MISMATCH),
    ],
)
def test_an_address_that_a_server_announces_goes_through_the_guard(reply: str, reason: Reason) -> None:
    with peer(announcing(reply)) as server:
        result = probe("ftp", server.port, {})
    assert (result.reason, result.level) == (reason, Level.AUTHENTICATED), result
    assert failed(result) == ["resource"]
    assert result.hint
    assert "10.20.30.40" not in str(result.to_wire())
    assert "169.254" not in str(result.to_wire())


def test_a_server_without_epsv_is_read() -> None:
    from pyftpdlib.handlers.ftp.control import proto_cmds

    commands = {name: value for name, value in proto_cmds.items() if name != "EPSV"}
    with ftp_server(proto_cmds=commands) as server:
        assert probe("ftp", server.port, {}).success


def test_a_closed_port_is_said_to_be_closed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    result = probe("ftps", port, {})
    assert_refused(result, Reason.CONNECTION_REFUSED, "config.host", Level.RESOLVED, REACHED[:-1])


@pytest.mark.parametrize(("type_name", "step"), [("ftp", "authenticate"), ("ftps", "tls")])
def test_a_silent_peer_is_a_time_out_in_its_step(type_name: str, step: str) -> None:
    with peer(Conversation.hang) as silent:
        result = probe(type_name, silent.port, {}, seconds=1.0)
    assert_refused(result, Reason.TIMEOUT, "config.host", Level.REACHABLE, REACHED)
    assert failed(result) == [step]


def test_a_peer_that_drips_is_a_time_out() -> None:
    with peer(lambda conversation: conversation.drip(b"220 " + b"x" * 1000, 0.05)) as slow:
        result = probe("ftp", slow.port, {}, seconds=1.0)
    assert_refused(result, Reason.TIMEOUT, "config.host", Level.REACHABLE, REACHED)


def test_a_peer_whose_reply_never_ends() -> None:
    with peer(lambda conversation: conversation.flood(b"220-still there\r\n" * 100)) as endless:
        result = probe("ftp", endless.port, {}, seconds=2.0)
    assert_refused(result, Reason.PROTOCOL_MISMATCH, "config.port", Level.REACHABLE, REACHED)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "an HTTP server"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "an SSH server"),
        (b"220 mail.example.com ESMTP\r\n", "an SMTP server"),
        (b"\xff" * 64 + b"\r\n", ""),
        (b"\xff" * 20_000, ""),
    ],
)
def test_a_peer_of_another_protocol_is_named(words: bytes, name: str) -> None:
    def speak(conversation: Conversation) -> None:
        conversation.sock.sendall(words)
        conversation.hang()

    with peer(speak) as stranger:
        result = probe("ftp", stranger.port, {}, seconds=2.0)
    assert_refused(result, Reason.PROTOCOL_MISMATCH, "config.port", Level.REACHABLE, REACHED)
    assert name in result.message
