"""Redis and Valkey: what a test says of a real server with ACL users and TLS, and of peers that are something else."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import pytest
import redis

from probes.result import Level, ProbeResult, Reason
from tests.egress.scripted import Conversation, peer
from tests.peers.certificates import Certificates
from tests.peers.valkey import ValkeyServer
from tests.probes.probing import failed, passed, run

REACHED = ["config", "resolve", "egress", "connect"]
SECURED = [*REACHED, "tls"]
LOGGED_IN = [*SECURED, "authenticate"]
ALL = [*LOGGED_IN, "authorize", "resource"]
USER, LIMITED, KEY = "probe-reader", "probe-limited", "probe:orders"

Fields = dict[str, Any]


class Store:
    """The shared server with users of this file's own: one may read KEY, the other may only ping."""

    def __init__(self, server: ValkeyServer) -> None:
        self.server = server
        self.password = secrets.token_hex(16)
        self.ca = server.ca.read_text()


@pytest.fixture(scope="module")
def store(valkey_server: ValkeyServer) -> Iterator[Store]:
    made = Store(valkey_server)
    with redis.Redis.from_url(valkey_server.url) as admin:
        admin.set(KEY, "1")
        for user, rights in ((USER, "+ping +select +dbsize +type ~probe:*"), (LIMITED, "+ping")):
            admin.execute_command("ACL", "SETUSER", user, "reset", "on", f">{made.password}", *rights.split())
        yield made
        admin.delete(KEY)
        admin.execute_command("ACL", "DELUSER", USER, LIMITED)


def probe(store: Store, config: Fields, auth: Fields, **more: Any) -> ProbeResult:
    """The reader's test of KEY over TLS; a None takes a field away."""
    port = more.pop("port", config.get("port") or store.server.tls_port)
    whole = {"host": "localhost", "port": port, "key": KEY, "sslMode": "verify-full", "caCertificate": store.ca}
    login = {"username": USER, "password": store.password}
    return run(
        more.pop("type_name", "redis"),
        {name: value for name, value in (whole | config).items() if value is not None},
        {name: value for name, value in (login | auth).items() if value is not None},
        port=port,
        **more,
    )


def assert_refused(result: ProbeResult, reason: Reason, field: str, level: Level, done: list[str]) -> None:
    assert not result.success
    assert (result.reason, result.field, result.level) == (reason, field, level), result
    assert result.hint
    assert passed(result) == done
    assert len(failed(result)) == 1


@pytest.mark.parametrize("type_name", ["redis", "valkey"])
@pytest.mark.parametrize("mode", ["verify-full", "verify-ca", "require", None])
def test_right_credentials_are_proven_up_to_the_key(store: Store, type_name: str, mode: str | None) -> None:
    result = probe(store, {"sslMode": mode}, {}, type_name=type_name)
    assert result.success, result
    assert (result.level, result.warning) == (Level.RESOURCE_READABLE, None)
    assert passed(result) == ALL
    assert result.steps[-1].message == f"logged in and found {KEY}, a string"


def test_without_a_key_the_keys_of_the_database_are_counted(store: Store) -> None:
    result = probe(store, {"key": None, "database": 3}, {})
    assert result.success, result
    assert result.steps[-1].message == "database 3 holds 0 keys"


def test_a_connection_string_says_it_all(store: Store) -> None:
    port = store.server.tls_port
    url = f"rediss://{USER}:{store.password}@localhost:{port}/0"
    config = {"host": None, "port": None, "sslMode": None, "connectionString": url}
    result = probe(store, config, {"username": None, "password": None}, port=port)
    assert result.success, result


def test_in_clear_text_by_choice_it_passes_and_warns(store: Store) -> None:
    port = store.server.port
    result = probe(store, {"port": port, "sslMode": "disable", "caCertificate": None}, {})
    assert result.success, result
    assert "clear text" in (result.warning or "")


def test_the_password_is_not_shown_where_nobody_chose_clear_text(store: Store) -> None:
    """Without sslMode TLS is tried first; the port has none, and AUTH shows the password."""
    result = probe(store, {"port": store.server.port, "sslMode": None, "caCertificate": None}, {})
    assert_refused(result, Reason.TLS_REQUIRED, "config.sslMode", Level.REACHABLE, REACHED)


REFUSALS = [
    ({}, {"password": "not-the-password"}, Reason.AUTHENTICATION_FAILED, "authConfig.password", Level.TLS, SECURED),
    ({}, {"username": "nobody"}, Reason.AUTHENTICATION_FAILED, "authConfig.password", Level.TLS, SECURED),
    ({}, {"username": None}, Reason.AUTHENTICATION_FAILED, "authConfig.password", Level.TLS, SECURED),
    (
        {},
        {"username": None, "password": None},
        Reason.CREDENTIAL_MISSING,
        "authConfig.password",
        Level.TLS,
        SECURED,
    ),
    ({}, {"password": None}, Reason.CREDENTIAL_MISSING, "authConfig.password", Level.NONE, []),
    ({"host": None}, {}, Reason.INVALID_CONFIG, "config.host", Level.NONE, []),
    ({"database": 9999}, {}, Reason.RESOURCE_NOT_FOUND, "config.database", Level.AUTHENTICATED, LOGGED_IN),
    ({}, {"username": LIMITED}, Reason.PERMISSION_DENIED, "config.key", Level.AUTHORIZED, ALL[:-1]),
    ({"key": "probe:absent"}, {}, Reason.RESOURCE_NOT_FOUND, "config.key", Level.AUTHORIZED, ALL[:-1]),
    ({"key": "elsewhere"}, {}, Reason.PERMISSION_DENIED, "config.key", Level.AUTHORIZED, ALL[:-1]),
    ({"caCertificate": None}, {}, Reason.TLS_UNTRUSTED, "config.host", Level.REACHABLE, REACHED),
]


@pytest.mark.parametrize("case", REFUSALS)
def test_each_refusal_is_diagnosed(store: Store, case: tuple[Any, ...]) -> None:
    config, auth, *expected = case
    assert_refused(probe(store, config, auth), *expected)


def test_tls_wanted_of_a_port_in_clear_text(store: Store) -> None:
    """Redis takes the handshake for the beginning of a command and waits for its end."""
    result = probe(store, {"port": store.server.port}, {}, seconds=1.0)
    assert (result.reason, result.level) == (Reason.TIMEOUT, Level.REACHABLE), result
    assert "TLS from the first byte" in (result.hint or "")


def test_clear_text_spoken_to_a_port_of_tls(store: Store) -> None:
    result = probe(store, {"sslMode": "disable", "caCertificate": None}, {})
    assert result.reason in (Reason.TLS_REQUIRED, Reason.UNREACHABLE), result
    assert "sslMode" in (result.hint or "")


def answering(said: bytes) -> Any:
    def script(conversation: Conversation) -> None:
        conversation.sock.recv(4096)
        conversation.sock.sendall(said)
        conversation.hang()

    return script


SAID = [
    (b"-ERR max number of clients reached\r\n", Reason.RATE_LIMITED, "config.host"),
    (b"-LOADING Redis is loading the dataset in memory\r\n", Reason.PEER_ERROR, "config.host"),
    (b"-DENIED Redis is running in protected mode\r\n", Reason.PERMISSION_DENIED, "config.host"),
    (b"-ERR AUTH <password> called without any password configured for the default user.\r\n",
     Reason.AUTHENTICATION_FAILED, "authConfig.password"),
    (b"-MASTERDOWN Link with MASTER is down\r\n", Reason.PEER_ERROR, "config.host"),
    (b"-ERR secret CANARY-1234567 is no word\r\n", Reason.PEER_ERROR, "config.host"),
    (b"HTTP/1.1 400 Bad Request\r\n\r\n", Reason.PROTOCOL_MISMATCH, "config.port"),
    (b"SSH-2.0-OpenSSH_9.2\r\n", Reason.PROTOCOL_MISMATCH, "config.port"),
    (b"*1000000000\r\n", Reason.PROTOCOL_MISMATCH, "config.port"),
    (b"$999999999999\r\n", Reason.PROTOCOL_MISMATCH, "config.port"),
    (b"\x15\x03\x01\x00\x02\x02\x46", Reason.TLS_REQUIRED, "config.sslMode"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "reason", "field"), SAID)
def test_what_a_real_server_cannot_be_made_to_say(store: Store, said: bytes, reason: Reason, field: str) -> None:
    with peer(answering(said)) as other:
        config = {"port": other.port, "sslMode": "disable", "caCertificate": None}
        result = probe(store, config, {"password": "CANARY-1234567"})
    assert (result.reason, result.field) == (reason, field), result
    assert result.hint


def test_a_key_of_another_node_of_a_cluster_is_enough(store: Store) -> None:
    def script(conversation: Conversation) -> None:
        for answer in (b"+OK\r\n", b"+PONG\r\n", b"-MOVED 3999 10.0.0.7:6381\r\n"):
            conversation.sock.recv(4096)
            conversation.sock.sendall(answer)

    with peer(script) as node:
        result = probe(store, {"port": node.port, "sslMode": "disable", "caCertificate": None}, {})
    assert result.success, result
    assert "10.0.0.7" not in result.steps[-1].message


def test_a_client_certificate_is_presented(store: Store, certificates: Certificates) -> None:
    pair = certificates.client
    card = {"clientCertificate": pair.certificate.read_text(), "clientKey": pair.key.read_text()}
    assert probe(store, {}, card).success
