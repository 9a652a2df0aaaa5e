"""PostgreSQL: what a test says of a real server, of its certificates, and of peers that are something else."""

from __future__ import annotations

import socket
import struct
from typing import Any

import pytest

from probes.result import Level, ProbeResult, Reason, StepStatus
from tests.egress.scripted import Conversation, peer
from tests.peers.certificates import Certificates
from tests.peers.postgresql import PostgresqlServer
from tests.probes.probing import failed, passed, run, steps
from tests.probes.tls_gate import postgresql_with

REACHED = ["config", "resolve", "egress", "connect"]
SECURED = [*REACHED, "tls"]
LOGGED_IN = [*SECURED, "authenticate"]
ALL = [*LOGGED_IN, "authorize", "resource"]


def probe(server: PostgresqlServer, config: dict[str, Any], auth: dict[str, Any], **more: Any) -> ProbeResult:
    """The reader's test of `app`, with the certificate's authority given; a None takes a field away."""
    port = config.get("port", server.port)
    whole = {"host": "127.0.0.1", "port": port, "database": server.database, "sslMode": "verify-full"}
    whole["caCertificate"] = server.ca.read_text()
    login = {"username": server.reader, "password": server.reader_password}
    return run(
        more.pop("type_name", "postgresql"),
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


@pytest.mark.parametrize("type_name", ["postgresql", "redshift"])
def test_right_credentials_are_proven_up_to_a_row_of_the_table(
    postgresql_server: PostgresqlServer, type_name: str
) -> None:
    result = probe(postgresql_server, {"table": "public.customers"}, {}, type_name=type_name)
    assert result.success
    assert result.level is Level.RESOURCE_READABLE
    assert passed(result) == ALL
    assert result.warning is None
    assert result.steps[-1].message == "logged in and read public.customers"


def test_without_a_table_the_catalogue_is_read(postgresql_server: PostgresqlServer) -> None:
    result = probe(postgresql_server, {}, {})
    assert result.success
    assert result.steps[-1].message == "logged in and read app"


def test_a_database_in_which_nothing_can_be_seen_passes_with_a_warning(postgresql_server: PostgresqlServer) -> None:
    name = postgresql_server.new_database().rpartition("/")[2]
    result = probe(postgresql_server, {"database": name}, {})
    assert result.success
    assert result.warning == f"The user reader sees no table in {name}."


def test_an_empty_table_passes_with_a_warning(postgresql_server: PostgresqlServer) -> None:
    postgresql_server.execute(
        'CREATE TABLE IF NOT EXISTS "Nothing Yet" (id integer)', 'GRANT SELECT ON "Nothing Yet" TO reader'
    )
    result = probe(postgresql_server, {"table": "Nothing Yet"}, {})
    assert result.success
    assert result.warning == "The table Nothing Yet is empty."


def test_nothing_can_be_written_by_reading(postgresql_server: PostgresqlServer) -> None:
    """A view may call a function that writes; the transaction is read-only, and so that fails."""
    postgresql_server.execute(
        "CREATE TABLE marks (id integer)",
        "CREATE FUNCTION mark() RETURNS integer LANGUAGE sql SECURITY DEFINER AS "
        "'INSERT INTO marks VALUES (1) RETURNING 1'",
        "CREATE VIEW trap AS SELECT mark() AS id",
        "GRANT SELECT ON trap TO reader",
    )
    result = probe(postgresql_server, {"table": "trap"}, {})
    assert not result.success
    assert "read-only" in result.message


def test_a_view_that_never_ends_is_ended_by_the_server(postgresql_server: PostgresqlServer) -> None:
    postgresql_server.execute("CREATE VIEW slow AS SELECT 1 AS id FROM pg_sleep(60)", "GRANT SELECT ON slow TO reader")
    result = probe(postgresql_server, {"table": "slow"}, {}, seconds=2.0)
    assert_refused(result, Reason.TIMEOUT, "config.table", Level.AUTHORIZED, ALL[:-1])


Cell = tuple[dict[str, Any], dict[str, Any], Reason, str, Level, list[str]]

REFUSALS: list[Cell] = [  # config, authConfig, reason, field, level, steps done
    ({}, {"password": "not-the-password"}, Reason.AUTHENTICATION_FAILED, "authConfig.password", Level.TLS, SECURED),
    ({}, {"username": "nobody"}, Reason.AUTHENTICATION_FAILED, "authConfig.password", Level.TLS, SECURED),
    ({}, {"password": None}, Reason.CREDENTIAL_MISSING, "authConfig.password", Level.TLS, SECURED),
    ({}, {"password": ""}, Reason.CREDENTIAL_MISSING, "authConfig.password", Level.NONE, []),
    ({}, {"username": None}, Reason.CREDENTIAL_MISSING, "authConfig.username", Level.NONE, []),
    ({"database": "absent"}, {}, Reason.RESOURCE_NOT_FOUND, "config.database", Level.AUTHENTICATED, LOGGED_IN),
    ({"database": "closed"}, {}, Reason.PERMISSION_DENIED, "config.database", Level.AUTHENTICATED, LOGGED_IN),
    ({"table": "payroll"}, {}, Reason.PERMISSION_DENIED, "config.table", Level.AUTHORIZED, ALL[:-1]),
    ({"table": "absent"}, {}, Reason.RESOURCE_NOT_FOUND, "config.table", Level.AUTHORIZED, ALL[:-1]),
    ({"table": "absent.customers"}, {}, Reason.RESOURCE_NOT_FOUND, "config.table", Level.AUTHORIZED, ALL[:-1]),
    ({"table": "customers_pkey"}, {}, Reason.RESOURCE_NOT_FOUND, "config.table", Level.AUTHORIZED, ALL[:-1]),
    ({"sslMode": "disable"}, {"username": "tls_only"}, Reason.TLS_REQUIRED, "config.sslMode", Level.REACHABLE, REACHED),
    ({"caCertificate": None}, {}, Reason.TLS_UNTRUSTED, "config.host", Level.REACHABLE, REACHED),
    ({"caCertificate": "no PEM"}, {}, Reason.INVALID_CONFIG, "config.caCertificate", Level.NONE, []),
    ({"sslMode": "verify-more"}, {}, Reason.INVALID_CONFIG, "config.sslMode", Level.NONE, []),
    ({"host": None}, {}, Reason.INVALID_CONFIG, "config.host", Level.NONE, []),
    ({"database": None}, {}, Reason.INVALID_CONFIG, "config.database", Level.NONE, []),
]


@pytest.mark.parametrize("cell", REFUSALS)
def test_each_refusal_names_its_reason_field_and_remedy(postgresql_server: PostgresqlServer, cell: Cell) -> None:
    config, auth, reason, field, level, done = cell
    assert_refused(probe(postgresql_server, config, auth), reason, field, level, done)


def test_a_closed_port_is_said_to_be_closed(postgresql_server: PostgresqlServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    result = probe(postgresql_server, {"port": port}, {})
    assert_refused(result, Reason.CONNECTION_REFUSED, "config.host", Level.RESOLVED, REACHED[:-1])


@pytest.mark.parametrize("mode", ["verify-ca", "verify-full", "require", None])
def test_an_authority_that_did_not_sign_the_certificate_fails_whatever_the_mode(
    postgresql_server: PostgresqlServer, certificates: Certificates, mode: str | None
) -> None:
    other = certificates.unknown_ca.read_text()
    result = probe(postgresql_server, {"sslMode": mode, "caCertificate": other}, {})
    assert_refused(result, Reason.TLS_UNTRUSTED, "config.host", Level.REACHABLE, REACHED)


@pytest.mark.parametrize("mode", ["require", "prefer", "allow", None])
def test_a_certificate_of_no_known_authority_passes_with_a_warning_where_no_proof_is_asked(
    postgresql_server: PostgresqlServer, mode: str | None
) -> None:
    result = probe(postgresql_server, {"sslMode": mode, "caCertificate": None}, {})
    assert result.success
    assert passed(result) == ALL
    assert steps(result)["tls"] is StepStatus.WARNED
    assert result.warning
    assert "does not prove who the server is" in result.warning


@pytest.mark.parametrize("mode", ["require", None])
def test_a_password_is_not_shown_to_a_server_that_proved_nothing(
    postgresql_server: PostgresqlServer, mode: str | None
) -> None:
    config = {"sslMode": mode, "caCertificate": None}
    result = probe(postgresql_server, config, {"username": postgresql_server.clear_text})
    assert_refused(result, Reason.TLS_REQUIRED, "config.sslMode", Level.TLS, SECURED)


@pytest.mark.parametrize("config", [{"sslMode": "verify-full"}, {"sslMode": "verify-ca"}, {"sslMode": "disable"}])
def test_a_password_is_shown_where_tls_is_verified_or_the_connector_says_so(
    postgresql_server: PostgresqlServer, config: dict[str, Any]
) -> None:
    result = probe(postgresql_server, config, {"username": postgresql_server.clear_text})
    assert result.success
    assert bool(result.warning) == (config["sslMode"] == "disable")


def test_md5_is_still_spoken(postgresql_server: PostgresqlServer) -> None:
    assert probe(postgresql_server, {}, {"username": postgresql_server.legacy_md5}).success


def test_disable_crosses_in_clear_text_with_a_warning_and_proves_no_tls(postgresql_server: PostgresqlServer) -> None:
    result = probe(postgresql_server, {"sslMode": "disable"}, {})
    assert result.success
    assert "tls" not in steps(result)
    assert result.warning
    assert "clear text" in result.warning


def test_a_connection_string_stands_for_host_port_database_and_login(postgresql_server: PostgresqlServer) -> None:
    server = postgresql_server
    login = f"{server.reader}:{server.reader_password}"
    url = f"postgres://{login}@localhost:{server.port}/{server.database}?sslmode=verify-full"
    config = {"host": None, "database": None, "sslMode": None, "connectionString": url}
    result = run("postgresql", {**config, "caCertificate": server.ca.read_text()}, {}, port=server.port)
    assert result.success, result
    assert passed(result) == ALL
    assert server.reader_password not in repr(result)


def test_a_failure_of_a_connection_string_is_blamed_on_it(postgresql_server: PostgresqlServer) -> None:
    server = postgresql_server
    url = f"postgres://127.0.0.1:{server.port}/absent"
    result = probe(server, {"host": None, "database": None, "connectionString": url}, {})
    assert_refused(result, Reason.RESOURCE_NOT_FOUND, "config.connectionString", Level.AUTHENTICATED, LOGGED_IN)


def test_two_hosts_are_not_chosen_between(postgresql_server: PostgresqlServer) -> None:
    url = f"postgres://localhost:{postgresql_server.port}/app"
    result = probe(postgresql_server, {"connectionString": url}, {})
    assert_refused(result, Reason.INVALID_CONFIG, "config.host", Level.NONE, [])


def test_a_certificate_for_another_name(postgresql_server: PostgresqlServer, certificates: Certificates) -> None:
    with postgresql_with(certificates.wrong_name, postgresql_server.port) as gate:
        strict = probe(postgresql_server, {"port": gate.port}, {})
        chain_only = probe(postgresql_server, {"port": gate.port, "sslMode": "verify-ca"}, {})
    assert_refused(strict, Reason.TLS_NAME_MISMATCH, "config.host", Level.REACHABLE, REACHED)
    assert chain_only.success


def test_a_certificate_that_has_expired(postgresql_server: PostgresqlServer, certificates: Certificates) -> None:
    with postgresql_with(certificates.expired, postgresql_server.port) as gate:
        strict = probe(postgresql_server, {"port": gate.port}, {})
    assert_refused(strict, Reason.TLS_EXPIRED, "config.host", Level.REACHABLE, REACHED)


def test_scram_finds_out_someone_who_ends_tls_in_between(
    postgresql_server: PostgresqlServer, certificates: Certificates
) -> None:
    """The certificate passes unverified, and the password is not given away all the same (channel binding)."""
    with postgresql_with(certificates.unknown, postgresql_server.port, encrypt_onward=True) as gate:
        result = probe(postgresql_server, {"port": gate.port, "sslMode": "require", "caCertificate": None}, {})
    assert_refused(result, Reason.TLS_UNTRUSTED, "config.host", Level.TLS, SECURED)


def test_a_silent_peer_is_a_time_out_in_its_step(postgresql_server: PostgresqlServer) -> None:
    with peer(Conversation.hang) as silent:
        result = probe(postgresql_server, {"port": silent.port}, {}, seconds=1.0)
    assert_refused(result, Reason.TIMEOUT, "config.host", Level.REACHABLE, REACHED)
    assert failed(result) == ["tls"]
    assert "said nothing" in result.message


def test_a_peer_that_drips_is_a_time_out(postgresql_server: PostgresqlServer) -> None:
    notice = b"N" + struct.pack("!i", 1000) + b"x" * 996
    with peer(lambda conversation: conversation.drip(notice, 0.05)) as slow:
        result = probe(postgresql_server, {"port": slow.port, "sslMode": "disable"}, {}, seconds=1.0)
    assert_refused(result, Reason.TIMEOUT, "config.host", Level.REACHABLE, REACHED)


def test_a_peer_that_hangs_up_is_unreachable(postgresql_server: PostgresqlServer) -> None:
    def hang_up(conversation: Conversation) -> None:
        conversation.sock.recv(8)
        conversation.reset()

    with peer(hang_up) as rude:
        result = probe(postgresql_server, {"port": rude.port}, {})
    assert_refused(result, Reason.UNREACHABLE, "config.host", Level.REACHABLE, REACHED)


STRANGERS = [
    (b"HTTP/1.1 400 Bad Request\r\n\r\n", "an HTTP server"),
    (b"SSH-2.0-OpenSSH_9.2\r\n", "an SSH server"),
    (b"\x5d\x00\x00\x00\x0a8.0.36\x00\x01\x00\x00\x00abcdefgh\x00", "a MySQL or MariaDB server"),
    (b"-ERR unknown command\r\n", "a Redis server"),
    (b"S\x00\x00\x00\x0a8.0.36\x00", "a MySQL or MariaDB server"),
    (b"\xff" * 64, ""),
]


@pytest.mark.parametrize("mode", ["verify-full", None, "disable"])
@pytest.mark.parametrize(("words", "name"), STRANGERS)
def test_a_peer_of_another_protocol_is_named(
    postgresql_server: PostgresqlServer, words: bytes, name: str, mode: str | None
) -> None:
    def speak(conversation: Conversation) -> None:
        conversation.sock.sendall(words)
        conversation.hang()

    with peer(speak) as stranger:
        result = probe(postgresql_server, {"port": stranger.port, "sslMode": mode}, {}, seconds=2.0)
    assert_refused(result, Reason.PROTOCOL_MISMATCH, "config.port", Level.REACHABLE, REACHED)
    assert result.message == f"the peer does not speak PostgreSQL's protocol{name and f'; it answers like {name}'}"


def message(code: bytes, body: bytes) -> bytes:
    return code + struct.pack("!i", len(body) + 4) + body


def error(state: str, words: str = "no") -> bytes:
    fields = b"SFATAL\0VFATAL\0C" + state.encode() + b"\0M" + words.encode() + b"\0\0"
    return message(b"E", fields)


LOGIN_ERRORS = [
    ("53300", Reason.RATE_LIMITED),
    ("57P03", Reason.PEER_ERROR),
    ("28000", Reason.AUTHENTICATION_FAILED),
    ("XX000", Reason.PEER_ERROR),
    ("", Reason.PEER_ERROR),
]


@pytest.mark.parametrize(("state", "reason"), LOGIN_ERRORS)
def test_errors_before_login_are_diagnosed_by_their_sqlstate(
    postgresql_server: PostgresqlServer, state: str, reason: Reason
) -> None:
    result = scripted(postgresql_server, error(state))
    assert not result.success
    assert result.reason is reason
    assert result.hint
    assert failed(result) == ["authenticate"]


def test_a_server_without_tls_fails_where_tls_is_needed(postgresql_server: PostgresqlServer) -> None:
    def decline(conversation: Conversation) -> None:
        conversation.sock.recv(8)
        conversation.sock.sendall(b"N")
        conversation.hang()

    for mode in ("require", "verify-ca", "verify-full"):
        with peer(decline) as plain:
            result = probe(postgresql_server, {"port": plain.port, "sslMode": mode, "caCertificate": None}, {})
        assert_refused(result, Reason.TLS_REQUIRED, "config.sslMode", Level.REACHABLE, REACHED)


def test_a_server_without_tls_that_asks_for_the_bare_password_never_gets_it(
    postgresql_server: PostgresqlServer,
) -> None:
    got: list[bytes] = []

    def ask(conversation: Conversation) -> None:
        conversation.sock.recv(8)
        conversation.sock.sendall(b"N")
        conversation.sock.recv(4096)
        conversation.sock.sendall(message(b"R", struct.pack("!i", 3)))
        while data := conversation.sock.recv(4096):
            got.append(data)

    with peer(ask) as rogue:
        result = probe(postgresql_server, {"port": rogue.port, "sslMode": None, "caCertificate": None}, {})
    assert_refused(result, Reason.TLS_REQUIRED, "config.sslMode", Level.REACHABLE, REACHED)
    assert postgresql_server.reader_password.encode() not in b"".join(got)


def test_a_server_that_repeats_the_password_in_an_error_is_scrubbed(postgresql_server: PostgresqlServer) -> None:
    """`run` looks for the password in the whole result."""
    words = f"bad password {postgresql_server.reader_password}\x1b[31m"
    result = scripted(postgresql_server, error("XX000", words))
    assert "bad password ***" in result.message
    assert "\x1b" not in result.message


def test_a_server_that_breaks_scram_off_has_proven_nothing(postgresql_server: PostgresqlServer) -> None:
    def break_off(conversation: Conversation) -> None:
        conversation.sock.recv(4096)
        conversation.sock.sendall(message(b"R", struct.pack("!i", 10) + b"SCRAM-SHA-256\0\0"))
        conversation.sock.recv(4096)
        conversation.sock.sendall(message(b"R", struct.pack("!i", 0)) + message(b"Z", b"I"))
        conversation.hang()

    with peer(break_off) as impostor:
        result = probe(postgresql_server, {"port": impostor.port, "sslMode": "disable"}, {})
    assert_refused(result, Reason.PEER_ERROR, "config.host", Level.REACHABLE, REACHED)


def test_a_server_that_asks_for_endless_hashing_is_refused(postgresql_server: PostgresqlServer) -> None:
    def demand(conversation: Conversation) -> None:
        conversation.sock.recv(4096)
        conversation.sock.sendall(message(b"R", struct.pack("!i", 10) + b"SCRAM-SHA-256\0\0"))
        nonce = conversation.sock.recv(4096).rpartition(b"r=")[2]
        first = b"r=" + nonce + b"abc,s=" + b"QUJDREVGR0hJSktMTU5PUA==" + b",i=2000000000"
        conversation.sock.sendall(message(b"R", struct.pack("!i", 11) + first))
        conversation.hang()

    with peer(demand) as rogue:
        result = probe(postgresql_server, {"port": rogue.port, "sslMode": "disable"}, {})
    assert_refused(result, Reason.PEER_ERROR, "config.host", Level.REACHABLE, REACHED)


def test_gssapi_is_not_spoken(postgresql_server: PostgresqlServer) -> None:
    result = scripted(postgresql_server, message(b"R", struct.pack("!i", 7)))
    assert_refused(result, Reason.UNSUPPORTED, "authMethod", Level.REACHABLE, REACHED)


def scripted(server: PostgresqlServer, answer: bytes) -> ProbeResult:
    def say(conversation: Conversation) -> None:
        conversation.sock.recv(4096)
        conversation.sock.sendall(answer)
        conversation.hang()

    with peer(say) as rogue:
        return probe(server, {"port": rogue.port, "sslMode": "disable"}, {}, seconds=2.0)
