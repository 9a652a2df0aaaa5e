"""SFTP: what a test says of a real OpenSSH server, and of peers that are something else."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from typing import Any

import paramiko
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_ssh_private_key,
)

from probes.protocols.ssh_keys import private_key
from probes.result import Level, ProbeFailure, ProbeResult, Reason, StepStatus
from tests.egress.name_server import invalid_names  # noqa: F401  # a fixture
from tests.egress.scripted import Conversation, peer
from tests.peers.sshd import SshServer
from tests.probes.probing import failed, passed, run, steps
from tests.probes.ssh_peer import Script
from tests.probes.ssh_peer import ssh_server as scripted_ssh_server

REACHED = ["config", "resolve", "egress", "connect"]
SECURED = [*REACHED, "tls"]
LOGGED_IN = [*SECURED, "authenticate"]
AUTHORIZED = [*LOGGED_IN, "authorize"]
ALL = [*AUTHORIZED, "resource"]

Fields = dict[str, Any]

pytestmark = pytest.mark.usefixtures("invalid_names")


def probe(server: SshServer, config: Fields, auth: Fields, **more: Any) -> ProbeResult:
    """The reader's test of the folder, by password, the host key given; a None takes a field away."""
    port = more.pop("port", config.get("port") or server.port)
    whole = {"host": "127.0.0.1", "port": port, "path": server.folder, "hostKey": server.host_key} | config
    login = {"username": server.reader, "password": server.password} | auth
    return run("sftp", _given(whole), _given(login), port=port, **more)


def _given(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if value is not None}


def assert_refused(result: ProbeResult, reason: Reason, field: str, level: Level, done: list[str]) -> None:
    assert not result.success
    assert (result.reason, result.field, result.level) == (reason, field, level), result
    assert result.hint
    assert passed(result) == done
    assert len(failed(result)) == 1


def test_right_credentials_are_proven_up_to_the_folder(ssh_server: SshServer) -> None:
    result = probe(ssh_server, {}, {})
    assert result.success, result
    assert (result.level, result.warning) == (Level.RESOURCE_READABLE, None)
    assert passed(result) == ALL
    assert result.steps[-1].message == f"logged in and read {ssh_server.folder}"


def test_a_file_and_the_home_folder_are_read_too(ssh_server: SshServer) -> None:
    for path in (ssh_server.file, "outgoing/b.csv", None):
        assert probe(ssh_server, {"path": path}, {}).level is Level.RESOURCE_READABLE, path


def test_an_empty_folder_passes_with_a_warning(ssh_server: SshServer) -> None:
    result = probe(ssh_server, {"path": ssh_server.empty_folder}, {})
    assert result.success
    assert result.warning == f"Nothing is in {ssh_server.empty_folder}."


@pytest.mark.parametrize("method", ["access_key", "private_key"])
def test_a_private_key_logs_in(ssh_server: SshServer, method: str) -> None:
    auth = {"password": None, "privateKey": ssh_server.private_key}
    result = probe(ssh_server, {}, auth, auth_method=method)
    assert result.success, result
    assert result.steps[-3].message == "logged in by private key"


def test_an_encrypted_private_key_logs_in_with_its_passphrase(ssh_server: SshServer) -> None:
    key = load_ssh_private_key(ssh_server.private_key.encode(), None)
    encrypted = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, BestAvailableEncryption(b"a phrase"))
    auth: Fields = {"password": None, "privateKey": encrypted.decode()}
    assert probe(ssh_server, {}, auth | {"passphrase": "a phrase"}).success
    missing = probe(ssh_server, {}, auth)
    assert_refused(missing, Reason.CREDENTIAL_MISSING, "authConfig.passphrase", Level.NONE, [])
    wrong = probe(ssh_server, {}, auth | {"passphrase": "not the phrase"})
    assert_refused(wrong, Reason.INVALID_CONFIG, "authConfig.passphrase", Level.NONE, [])


def test_a_user_that_needs_key_and_password_logs_in_with_both(ssh_server: SshServer) -> None:
    both = {"username": ssh_server.both, "privateKey": ssh_server.private_key}
    assert probe(ssh_server, {}, both).success
    result = probe(ssh_server, {}, both | {"password": None})
    assert_refused(result, Reason.CREDENTIAL_MISSING, "authConfig.password", Level.TLS, SECURED)


def test_each_spelling_of_a_host_key_is_checked(ssh_server: SshServer) -> None:
    """Also the fingerprint of a key that the server does not show at first."""
    spellings = [ssh_server.host_key, f"{ssh_server.host_key} comment", f"host {ssh_server.host_key}"]
    for spelling in [*spellings, ssh_server.fingerprint, ssh_server.other_fingerprint]:
        result = probe(ssh_server, {"hostKey": spelling}, {})
        assert result.success, (spelling, result)
        assert result.warning is None
        assert steps(result)["tls"] is StepStatus.PASSED


def test_without_a_host_key_any_is_accepted_and_the_warning_shows_it(ssh_server: SshServer) -> None:
    result = probe(ssh_server, {"hostKey": None}, {})
    assert result.success
    assert steps(result)["tls"] is StepStatus.WARNED
    assert ssh_server.fingerprint in (result.warning or "")


@dataclass(frozen=True)
class Cell:
    """One refusal. The values of `server` name attributes of the server's description."""

    case: str
    reason: Reason
    field: str
    level: Level
    done: list[str]
    config: Fields = field(default_factory=dict)
    auth: Fields = field(default_factory=dict)
    path: str | None = None
    user: str = "reader"


STRANGE_PEM = (
    ed25519.Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
)
FIELDS = {"field": "authConfig.privateKey", "passphrase_field": "authConfig.passphrase"}
STRANGE_LINE = f"ssh-ed25519 {private_key(STRANGE_PEM, None, **FIELDS).get_base64()}"
RSA_LINE = f"ssh-rsa {paramiko.RSAKey.generate(2048).get_base64()}"

CELLS = [
    Cell(
        "wrong password",
        Reason.AUTHENTICATION_FAILED,
        "authConfig.password",
        Level.TLS,
        SECURED,
        auth={"password": "not-the-password"},
    ),
    Cell(
        "unknown user",
        Reason.AUTHENTICATION_FAILED,
        "authConfig.password",
        Level.TLS,
        SECURED,
        auth={"username": "nobody-here"},
    ),
    Cell(
        "key of someone else",
        Reason.AUTHENTICATION_FAILED,
        "authConfig.privateKey",
        Level.TLS,
        SECURED,
        auth={"password": None, "privateKey": STRANGE_PEM},
    ),
    Cell(
        "password where a key is wanted",
        Reason.AUTHENTICATION_FAILED,
        "authConfig.password",
        Level.TLS,
        SECURED,
        user="both",
    ),
    Cell("no credential", Reason.CREDENTIAL_MISSING, "authConfig.password", Level.NONE, [], auth={"password": None}),
    Cell("no user name", Reason.CREDENTIAL_MISSING, "authConfig.username", Level.NONE, [], auth={"username": None}),
    Cell("no key at all", Reason.INVALID_CONFIG, "authConfig.privateKey", Level.NONE, [], auth={"privateKey": "abc"}),
    Cell("no host", Reason.INVALID_CONFIG, "config.host", Level.NONE, [], {"host": None}),
    Cell("no host key", Reason.INVALID_CONFIG, "config.hostKey", Level.NONE, [], {"hostKey": "ssh-ed25519 abc"}),
    Cell("unknown host", Reason.DNS_NOT_FOUND, "config.host", Level.NONE, ["config"], {"host": "nowhere.invalid"}),
    Cell("blocked address", Reason.EGRESS_DENIED, "config.host", Level.NONE, REACHED[:2], {"host": "10.0.0.1"}),
    Cell(
        "another host key",
        Reason.TLS_UNTRUSTED,
        "config.hostKey",
        Level.REACHABLE,
        REACHED,
        {"hostKey": STRANGE_LINE},
    ),
    Cell(
        "another fingerprint",
        Reason.TLS_UNTRUSTED,
        "config.hostKey",
        Level.REACHABLE,
        REACHED,
        {"hostKey": f"SHA256:{'A' * 43}"},
    ),
    Cell(
        "a host key of a type that it has not",
        Reason.TLS_UNTRUSTED,
        "config.hostKey",
        Level.REACHABLE,
        REACHED,
        {"hostKey": RSA_LINE},
    ),
    Cell(
        "no SFTP for this user",
        Reason.PERMISSION_DENIED,
        "authConfig.username",
        Level.AUTHENTICATED,
        LOGGED_IN,
        user="no_files",
    ),
    Cell(
        "folder of someone else",
        Reason.PERMISSION_DENIED,
        "config.path",
        Level.AUTHORIZED,
        AUTHORIZED,
        path="locked_folder",
    ),
    Cell(
        "file of someone else",
        Reason.PERMISSION_DENIED,
        "config.path",
        Level.AUTHORIZED,
        AUTHORIZED,
        path="locked_file",
    ),
    Cell("path absent", Reason.RESOURCE_NOT_FOUND, "config.path", Level.AUTHORIZED, AUTHORIZED, {"path": "/nowhere"}),
    Cell(
        "neither file nor folder",
        Reason.RESOURCE_NOT_FOUND,
        "config.path",
        Level.AUTHORIZED,
        AUTHORIZED,
        {"path": "/dev/null"},
    ),
]
"""Beside these: closed port, silent peer, rate limit and old algorithms below, with peers of their own."""


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.case)
def test_each_refusal_names_its_reason_field_and_remedy(ssh_server: SshServer, cell: Cell) -> None:
    config = cell.config | ({"path": getattr(ssh_server, cell.path)} if cell.path else {})
    auth = {"username": getattr(ssh_server, cell.user)} | cell.auth
    result = probe(ssh_server, config, auth, port=ssh_server.port)
    assert_refused(result, cell.reason, cell.field, cell.level, cell.done)


def test_a_closed_port_is_said_to_be_closed(ssh_server: SshServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    result = probe(ssh_server, {"port": port}, {})
    assert_refused(result, Reason.CONNECTION_REFUSED, "config.host", Level.RESOLVED, REACHED[:-1])


def test_a_silent_peer_is_a_time_out_in_its_step(ssh_server: SshServer) -> None:
    def greet_and_hang(conversation: Conversation) -> None:
        conversation.sock.sendall(b"SSH-2.0-Slow\r\n")
        conversation.hang()

    for script in (Conversation.hang, greet_and_hang):
        with peer(script) as silent:
            result = probe(ssh_server, {"port": silent.port}, {}, seconds=1.0)
        assert_refused(result, Reason.TIMEOUT, "config.host", Level.REACHABLE, REACHED)
        assert failed(result) == ["tls"]


def test_a_server_that_falls_silent_after_the_login_is_a_time_out(ssh_server: SshServer) -> None:
    with scripted_ssh_server(Script(ssh_server.password, silent_after_login=True)) as silent:
        result = probe(ssh_server, {"port": silent.port, "hostKey": None}, {}, seconds=2.0)
    assert_refused(result, Reason.TIMEOUT, "config.host", Level.AUTHENTICATED, LOGGED_IN)


def test_a_banner_that_drips_is_a_time_out(ssh_server: SshServer) -> None:
    with peer(lambda conversation: conversation.drip(b"hello\r\n" * 50, 0.05)) as slow:
        result = probe(ssh_server, {"port": slow.port}, {}, seconds=1.0)
    assert result.reason in (Reason.TIMEOUT, Reason.PROTOCOL_MISMATCH)
    assert result.hint


def test_a_password_answers_the_one_question_of_keyboard_interactive(ssh_server: SshServer) -> None:
    script = Script(ssh_server.password, questions=["Password: "])
    with scripted_ssh_server(script) as server:
        result = probe(ssh_server, {"port": server.port, "hostKey": None, "path": None}, {})
        assert passed(result)[: len(LOGGED_IN)] == LOGGED_IN
        wrong = probe(ssh_server, {"port": server.port, "hostKey": None}, {"password": "not-the-password"})
    assert_refused(wrong, Reason.AUTHENTICATION_FAILED, "authConfig.password", Level.TLS, SECURED)
    assert script.answers == [[ssh_server.password], ["not-the-password"]]


def test_a_second_factor_is_not_answered_with_the_password(ssh_server: SshServer) -> None:
    script = Script(ssh_server.password, questions=["Password: ", "Code: "])
    with scripted_ssh_server(script) as server:
        result = probe(ssh_server, {"port": server.port, "hostKey": None}, {})
    assert_refused(result, Reason.AUTHENTICATION_FAILED, "authConfig.password", Level.TLS, SECURED)
    assert script.answers == []


@pytest.mark.parametrize(
    ("algorithms", "words"),
    [({"ciphers": ("3des-cbc",)}, "cipher"), ({"digests": ("hmac-md5",)}, "mac")],
)
def test_a_server_with_unsafe_algorithms_alone_is_told_so(
    ssh_server: SshServer, algorithms: dict[str, tuple[str, ...]], words: str
) -> None:
    with scripted_ssh_server(Script(ssh_server.password), **algorithms) as old:
        result = probe(ssh_server, {"port": old.port, "hostKey": None}, {})
    assert_refused(result, Reason.PROTOCOL_MISMATCH, "config.host", Level.REACHABLE, REACHED)
    assert words in result.message


# What OpenSSH says when it drops a connection: drop_connection() in sshd.c.
@pytest.mark.parametrize("words", [b"Exceeded MaxStartups\r\n", b"Not allowed at this time\r\n"])
def test_a_server_that_takes_no_more_connections_asks_to_come_back(ssh_server: SshServer, words: bytes) -> None:
    with peer(lambda conversation: conversation.sock.sendall(words)) as busy:
        result = probe(ssh_server, {"port": busy.port}, {})
    assert_refused(result, Reason.RATE_LIMITED, "config.host", Level.REACHABLE, REACHED)


STRANGERS = [
    (b"HTTP/1.1 400 Bad Request\r\n\r\n", "an HTTP server"),
    (b"220 ftp.example.com ready\r\n", "an FTP or SMTP server"),
    (b"\xff" * 64, ""),
]


@pytest.mark.parametrize(("words", "name"), STRANGERS)
def test_a_peer_of_another_protocol_is_named(ssh_server: SshServer, words: bytes, name: str) -> None:
    with peer(lambda conversation: conversation.sock.sendall(words)) as stranger:
        result = probe(ssh_server, {"port": stranger.port}, {})
    assert_refused(result, Reason.PROTOCOL_MISMATCH, "config.port", Level.REACHABLE, REACHED)
    assert name in result.message


@pytest.mark.parametrize(
    "key",
    [
        ed25519.Ed25519PrivateKey.generate(),
        ec.generate_private_key(ec.SECP384R1()),
        rsa.generate_private_key(65537, 2048),
    ],
    ids=["Ed25519", "ECDSA", "RSA"],
)
@pytest.mark.parametrize("form", [PrivateFormat.OpenSSH, PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
def test_private_keys_are_read_in_every_form(key: Any, form: PrivateFormat) -> None:
    if isinstance(key, ed25519.Ed25519PrivateKey) and form is PrivateFormat.TraditionalOpenSSL:
        return  # there is no such form of it
    plain = key.private_bytes(Encoding.PEM, form, NoEncryption()).decode()
    locked = key.private_bytes(Encoding.PEM, form, BestAvailableEncryption(b"phrase")).decode()
    expected = private_key(plain, None, **FIELDS).asbytes()
    assert private_key(f"\n{plain}\n\n", "unneeded", **FIELDS).asbytes() == expected
    assert private_key(locked, "phrase", **FIELDS).asbytes() == expected
    for phrase, place in ((None, "authConfig.passphrase"), ("other", "authConfig.passphrase")):
        with pytest.raises(ProbeFailure) as failure:
            private_key(locked, phrase, **FIELDS)
        assert failure.value.field == place
        assert failure.value.hint
