"""MySQL's protocol: what a test says of a real MariaDB, and of peers that are rogues or something else."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from probes.result import Level, ProbeResult, Reason, StepStatus
from tests.egress.scripted import Conversation, peer
from tests.peers.certificates import Certificates, Pair
from tests.peers.mariadb import MariadbServer
from tests.probes.mysql_peer import CAPABILITIES, OK, SALT, SSL, Speaker, error
from tests.probes.probing import failed, passed, run, steps

REACHED = ["config", "resolve", "egress", "connect"]
SECURED = [*REACHED, "tls"]
LOGGED_IN = [*SECURED, "authenticate"]
ALL = [*LOGGED_IN, "authorize", "resource"]

Cell = tuple[dict[str, Any], dict[str, Any], Reason, str, Level, list[str]]

# Every refusal of the real server's below is a cell of REFUSALS; what it cannot be made to do is scripted.


def probe(server: MariadbServer, config: dict[str, Any], auth: dict[str, Any], **more: Any) -> ProbeResult:
    """The reader's test of `app`, with the certificate's authority given; a None takes a field away."""
    port = config.get("port", server.port)
    whole = {"host": "127.0.0.1", "port": port, "database": server.database, "sslMode": "verify-full"}
    whole["caCertificate"] = server.ca.read_text()
    login = {"username": server.reader, "password": server.reader_password}
    return run(
        more.pop("type_name", "mysql"),
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


@pytest.mark.parametrize("mode", ["verify-full", "verify-ca", "VERIFY_IDENTITY", "VERIFY_CA", "require", None])
def test_right_credentials_are_proven_up_to_a_row_of_the_table(mariadb_server: MariadbServer, mode: str | None) -> None:
    result = probe(mariadb_server, {"table": "customers", "sslMode": mode}, {})
    assert result.success, result
    assert result.level is Level.RESOURCE_READABLE
    assert passed(result) == ALL
    assert result.warning is None
    assert result.steps[-1].message == "logged in and read customers"


def test_without_a_table_the_catalogue_is_read(mariadb_server: MariadbServer) -> None:
    result = probe(mariadb_server, {}, {})
    assert result.success
    assert result.steps[-1].message == "logged in and read app"


def test_an_empty_table_and_an_empty_database_pass_with_a_warning(mariadb_server: MariadbServer) -> None:
    name = mariadb_server.new_database()
    owner = {"username": mariadb_server.user, "password": mariadb_server.password}
    assert probe(mariadb_server, {"database": name}, owner).warning == f"The user owner sees no table in {name}."
    mariadb_server.execute(f"CREATE TABLE `{name}`.nothing (id INT)")
    result = probe(mariadb_server, {"database": name, "table": f"{name}.nothing"}, owner)
    assert result.warning == f"The table {name}.nothing is empty."


def test_nothing_can_be_written_by_reading(mariadb_server: MariadbServer) -> None:
    """A view may call a function that writes; the transaction is read-only, and so that fails."""
    name = mariadb_server.new_database()
    owner = {"username": mariadb_server.user, "password": mariadb_server.password}
    statements = (
        "CREATE TABLE {}.marks (id INT)",
        "CREATE FUNCTION {}.mark() RETURNS INT BEGIN INSERT INTO {}.marks VALUES (1); RETURN 1; END",
        "CREATE TABLE {}.one (id INT)",
        "INSERT INTO {}.one VALUES (1)",
        "CREATE VIEW {}.trap AS SELECT id FROM {}.one WHERE {}.mark() = 1",
    )
    mariadb_server.execute(*(statement.replace("{}", f"`{name}`") for statement in statements))
    result = probe(mariadb_server, {"database": name, "table": "trap"}, owner)
    assert result.reason is Reason.PEER_ERROR
    assert "READ ONLY" in result.message


def test_a_view_that_never_ends_is_ended_by_the_server(mariadb_server: MariadbServer) -> None:
    mariadb_server.execute("CREATE OR REPLACE VIEW app.slow AS SELECT id FROM app.customers WHERE SLEEP(30) = 1")
    result = probe(mariadb_server, {"table": "slow"}, {}, seconds=2.0)
    assert_refused(result, Reason.TIMEOUT, "config.table", Level.AUTHORIZED, ALL[:-1])


REFUSALS: list[Cell] = [  # config, authConfig, reason, field, level, steps done
    ({}, {"password": "not-the-password"}, Reason.AUTHENTICATION_FAILED, "authConfig.password", Level.TLS, SECURED),
    ({}, {"username": "nobody"}, Reason.AUTHENTICATION_FAILED, "authConfig.password", Level.TLS, SECURED),
    ({}, {"password": None}, Reason.CREDENTIAL_MISSING, "authConfig.password", Level.TLS, SECURED),
    ({}, {"password": ""}, Reason.CREDENTIAL_MISSING, "authConfig.password", Level.NONE, []),
    ({}, {"username": None}, Reason.CREDENTIAL_MISSING, "authConfig.username", Level.NONE, []),
    ({}, {"clientCertificate": "x"}, Reason.CREDENTIAL_MISSING, "authConfig.clientKey", Level.NONE, []),
    (
        {},
        {"clientCertificate": "no PEM", "clientKey": "no-PEM-either"},
        Reason.INVALID_CONFIG,
        "authConfig.clientCertificate",
        Level.NONE,
        [],
    ),
    ({"database": "closed"}, {}, Reason.PERMISSION_DENIED, "config.database", Level.AUTHENTICATED, LOGGED_IN),
    ({"table": "absent"}, {}, Reason.RESOURCE_NOT_FOUND, "config.table", Level.AUTHORIZED, ALL[:-1]),
    ({"table": "closed.secret"}, {}, Reason.PERMISSION_DENIED, "config.table", Level.AUTHORIZED, ALL[:-1]),
    (
        {"sslMode": "disable"},
        {"username": "tls_only"},
        Reason.AUTHENTICATION_FAILED,
        "authConfig.password",
        Level.REACHABLE,
        REACHED,
    ),
    ({"caCertificate": None}, {}, Reason.TLS_UNTRUSTED, "config.host", Level.REACHABLE, REACHED),
    ({"caCertificate": "no PEM"}, {}, Reason.INVALID_CONFIG, "config.caCertificate", Level.NONE, []),
    ({"host": None}, {}, Reason.INVALID_CONFIG, "config.host", Level.NONE, []),
    ({"database": None}, {}, Reason.INVALID_CONFIG, "config.database", Level.NONE, []),
]


@pytest.mark.parametrize("cell", REFUSALS)
def test_each_refusal_names_its_reason_field_and_remedy(mariadb_server: MariadbServer, cell: Cell) -> None:
    config, auth, reason, field, level, done = cell
    assert_refused(probe(mariadb_server, config, auth), reason, field, level, done)


def test_an_unknown_database_is_absent_to_one_who_may_see_all(mariadb_server: MariadbServer) -> None:
    owner = {"username": mariadb_server.user, "password": mariadb_server.password}
    result = probe(mariadb_server, {"database": "absent"}, owner)
    assert_refused(result, Reason.RESOURCE_NOT_FOUND, "config.database", Level.AUTHENTICATED, LOGGED_IN)


def test_a_user_that_must_use_tls_is_told_so_when_it_does_not(mariadb_server: MariadbServer) -> None:
    assert probe(mariadb_server, {}, {"username": mariadb_server.tls_only}).success
    hint = probe(mariadb_server, {"sslMode": "disable"}, {"username": mariadb_server.tls_only}).hint
    assert hint
    assert "REQUIRE SSL" in hint


def test_an_expired_password_is_an_expired_credential(mariadb_server: MariadbServer) -> None:
    password = mariadb_server.reader_password
    mariadb_server.execute(f"CREATE OR REPLACE USER 'stale'@'%' IDENTIFIED BY '{password}' PASSWORD EXPIRE")
    result = probe(mariadb_server, {}, {"username": "stale"})
    assert not result.success
    assert result.reason is Reason.CREDENTIAL_EXPIRED


def test_a_locked_account_is_told_apart_from_a_wrong_password(mariadb_server: MariadbServer) -> None:
    password = mariadb_server.reader_password
    mariadb_server.execute(f"CREATE OR REPLACE USER 'locked'@'%' IDENTIFIED BY '{password}' ACCOUNT LOCK")
    result = probe(mariadb_server, {}, {"username": "locked"})
    assert_refused(result, Reason.AUTHENTICATION_FAILED, "authConfig.username", Level.TLS, SECURED)


def test_a_client_certificate_logs_in(mariadb_server: MariadbServer, certificates: Certificates) -> None:
    mariadb_server.execute(
        "CREATE OR REPLACE USER 'certified'@'%' REQUIRE X509", "GRANT SELECT ON app.* TO 'certified'@'%'"
    )
    auth = {"username": "certified", "password": None, **pem_of(certificates.client)}
    assert probe(mariadb_server, {}, auth, auth_method="client_certificate").success
    unsigned = auth | pem_of(certificates.unknown)
    result = probe(mariadb_server, {}, unsigned, auth_method="client_certificate")
    assert not result.success
    assert result.reason is Reason.AUTHENTICATION_FAILED
    assert result.hint
    mixed = auth | {"clientKey": certificates.unknown.key.read_text()}
    result = probe(mariadb_server, {}, mixed, auth_method="client_certificate")
    assert_refused(result, Reason.INVALID_CONFIG, "authConfig.clientCertificate", Level.NONE, [])


def pem_of(pair: Pair) -> dict[str, str]:
    return {"clientCertificate": pair.certificate.read_text(), "clientKey": pair.key.read_text()}


def test_a_password_beyond_latin_1_is_sent_as_utf_8(mariadb_server: MariadbServer) -> None:
    mariadb_server.execute("CREATE OR REPLACE USER 'polyglot'@'%' IDENTIFIED BY 'Zażółć-密码'")
    mariadb_server.execute("GRANT SELECT ON app.* TO 'polyglot'@'%'")
    assert probe(mariadb_server, {}, {"username": "polyglot", "password": "Zażółć-密码"}).success


@pytest.mark.parametrize("mode", ["require", "PREFERRED", None])
def test_a_certificate_of_no_known_authority_passes_with_a_warning_where_no_proof_is_asked(
    mariadb_server: MariadbServer, mode: str | None
) -> None:
    result = probe(mariadb_server, {"sslMode": mode, "caCertificate": None}, {})
    assert result.success
    assert passed(result) == ALL
    assert steps(result)["tls"] is StepStatus.WARNED
    assert result.warning
    assert "does not prove who the server is" in result.warning


@pytest.mark.parametrize("mode", ["verify-full", "require", None])
def test_an_authority_that_did_not_sign_the_certificate_fails_whatever_the_mode(
    mariadb_server: MariadbServer, certificates: Certificates, mode: str | None
) -> None:
    other = certificates.unknown_ca.read_text()
    result = probe(mariadb_server, {"sslMode": mode, "caCertificate": other}, {})
    assert_refused(result, Reason.TLS_UNTRUSTED, "config.host", Level.REACHABLE, REACHED)


def test_disable_crosses_in_clear_text_with_a_warning_and_proves_no_tls(mariadb_server: MariadbServer) -> None:
    for mode in ("disable", "DISABLED"):
        result = probe(mariadb_server, {"sslMode": mode}, {})
        assert result.success
        assert "tls" not in steps(result)
        assert result.warning
        assert "clear text" in result.warning


def test_a_connection_string_stands_for_host_port_database_and_login(mariadb_server: MariadbServer) -> None:
    server = mariadb_server
    url = f"mysql://{server.reader}:{server.reader_password}@localhost:{server.port}/app?ssl-mode=VERIFY_IDENTITY"
    config = {"connectionString": url, "caCertificate": server.ca.read_text()}
    result = run("mysql", config, {}, port=server.port)
    assert result.success, result
    assert server.reader_password not in repr(result)


def test_a_closed_port_is_said_to_be_closed(mariadb_server: MariadbServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    result = probe(mariadb_server, {"port": port}, {})
    assert_refused(result, Reason.CONNECTION_REFUSED, "config.host", Level.RESOLVED, REACHED[:-1])


@pytest.mark.parametrize(("mode", "step"), [("verify-full", "tls"), (None, "tls"), ("disable", "authenticate")])
def test_a_silent_peer_is_a_time_out_in_its_step(mariadb_server: MariadbServer, mode: str | None, step: str) -> None:
    with peer(Conversation.hang) as silent:
        result = probe(mariadb_server, {"port": silent.port, "sslMode": mode}, {}, seconds=1.0)
    assert_refused(result, Reason.TIMEOUT, "config.host", Level.REACHABLE, REACHED)
    assert failed(result) == [step]
    assert "said nothing" in result.message


def test_a_peer_that_drips_is_a_time_out(mariadb_server: MariadbServer) -> None:
    with peer(lambda conversation: conversation.drip(b"\x00\x02\x00\x00" + b"\x0a" * 512, 0.05)) as slow:
        result = probe(mariadb_server, {"port": slow.port}, {}, seconds=1.0)
    assert_refused(result, Reason.TIMEOUT, "config.host", Level.REACHABLE, REACHED)


STRANGERS = [
    (b"HTTP/1.1 400 Bad Request\r\n\r\n", "an HTTP server"),
    (b"SSH-2.0-OpenSSH_9.2\r\n", "an SSH server"),
    (b"220 ready\r\n", "an FTP or SMTP server"),
    (b"\xff" * 64, ""),
    (b"\x03\x00\x00\x00\x0a\x00\x00", ""),
]


@pytest.mark.parametrize("mode", ["verify-full", "disable"])
@pytest.mark.parametrize(("words", "name"), STRANGERS)
def test_a_peer_of_another_protocol_is_named(mariadb_server: MariadbServer, words: bytes, name: str, mode: str) -> None:
    def speak(conversation: Conversation) -> None:
        conversation.sock.sendall(words)
        conversation.hang()

    with peer(speak) as stranger:
        result = probe(mariadb_server, {"port": stranger.port, "sslMode": mode}, {}, seconds=2.0)
    assert_refused(result, Reason.PROTOCOL_MISMATCH, "config.port", Level.REACHABLE, REACHED)
    assert result.message == f"the peer does not speak MySQL's protocol{name and f'; it answers like {name}'}"


GREETING_ERRORS = [
    (1040, Reason.RATE_LIMITED),
    (1129, Reason.PEER_ERROR),
    (1130, Reason.AUTHENTICATION_FAILED),
    (1053, Reason.PEER_ERROR),
    (9999, Reason.PEER_ERROR),
]


@pytest.mark.parametrize(("number", "reason"), GREETING_ERRORS)
def test_errors_instead_of_a_greeting_are_diagnosed(mariadb_server: MariadbServer, number: int, reason: Reason) -> None:
    result = scripted(mariadb_server, lambda speaker: speaker.say(error(number)), None)
    assert not result.success
    assert result.reason is reason
    assert result.hint


LOGIN_ERRORS = [
    (1820, Reason.CREDENTIAL_EXPIRED),
    (3159, Reason.TLS_REQUIRED),
    (1203, Reason.RATE_LIMITED),
    (3955, Reason.RATE_LIMITED),
    (1251, Reason.UNSUPPORTED),
]


@pytest.mark.parametrize(("number", "reason"), LOGIN_ERRORS)
def test_errors_at_login_are_diagnosed_by_their_number(
    mariadb_server: MariadbServer, number: int, reason: Reason
) -> None:
    def refuse(speaker: Speaker) -> None:
        speaker.greet(b"mysql_native_password")
        speaker.hear()
        speaker.say(error(number, f"told {mariadb_server.reader_password}"))

    result = scripted(mariadb_server, refuse, None)
    assert not result.success
    assert result.reason is reason
    assert "told ***" in result.message
    assert failed(result) == ["authenticate"]


def test_a_server_without_tls_fails_where_tls_is_needed(mariadb_server: MariadbServer) -> None:
    for mode in ("require", "verify-ca", "verify-full"):
        result = scripted(mariadb_server, lambda speaker: speaker.greet(b"mysql_native_password"), mode)
        assert_refused(result, Reason.TLS_REQUIRED, "config.sslMode", Level.REACHABLE, REACHED)


SHOWING = [
    b"\xfemysql_clear_password\0",
    b"\xfesha256_password\0" + SALT + b"\0",
    b"\xfedialog\0\x04Password: ",
    b"\xfecaching_sha2_password\0" + SALT + b"\0",
]


@pytest.mark.parametrize("plugin", [b"mysql_native_password", b"caching_sha2_password", b"sha256_password"])
@pytest.mark.parametrize("switch", SHOWING)
def test_a_server_that_proved_nothing_never_gets_the_password(
    mariadb_server: MariadbServer, plugin: bytes, switch: bytes
) -> None:
    got: list[bytes] = []

    def ask(speaker: Speaker) -> None:
        speaker.greet(plugin)
        got.append(speaker.hear())
        speaker.say(switch)
        got.append(speaker.hear())
        speaker.say(b"\x01\x04")  # caching_sha2: the scramble does not do, show the password
        got.append(speaker.hear())

    result = scripted(mariadb_server, ask, None)
    assert_refused(result, Reason.TLS_REQUIRED, "config.sslMode", Level.REACHABLE, REACHED)
    assert mariadb_server.reader_password.encode() not in b"".join(got)
    assert b"\x02" not in got, "not even the key to encrypt it with is asked for"


def test_disable_shows_the_password_under_the_key_that_the_server_sends(mariadb_server: MariadbServer) -> None:
    key = rsa.generate_private_key(65537, 2048)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    got: list[bytes] = []

    def ask(speaker: Speaker) -> None:
        speaker.greet(b"caching_sha2_password")
        speaker.hear()
        speaker.say(b"\x01\x04")
        assert speaker.hear() == b"\x02"
        speaker.say(b"\x01" + public)
        got.append(speaker.hear())
        speaker.say(error(1045))

    scripted(mariadb_server, ask, "disable")
    oaep = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)  # noqa: S303  # MySQL's choice
    plain = bytes(byte ^ SALT[index % len(SALT)] for index, byte in enumerate(key.decrypt(got[0], oaep)))
    assert plain == mariadb_server.reader_password.encode() + b"\0"


def test_a_rogue_server_that_asks_for_a_file_gets_none(mariadb_server: MariadbServer) -> None:
    got: list[bytes] = []

    def rob(speaker: Speaker) -> None:
        speaker.greet(b"mysql_native_password")
        speaker.hear()
        for answer in (OK, OK, OK, b"\xfb/etc/passwd"):  # login, use, transaction, query
            speaker.say(answer)
            got.append(speaker.hear())

    result = scripted(mariadb_server, rob, "disable")
    assert_refused(result, Reason.PEER_ERROR, "config.host", Level.AUTHORIZED, [*REACHED, "authenticate", "authorize"])
    assert "asking for a file" in result.message
    assert b"root:" not in b"".join(got)


def test_an_authentication_plugin_that_is_not_spoken(mariadb_server: MariadbServer) -> None:
    def ask(speaker: Speaker) -> None:
        speaker.greet(b"mysql_native_password")
        speaker.hear()
        speaker.say(b"\xfeauth_gssapi_client\0whatever")

    result = scripted(mariadb_server, ask, "disable")
    assert_refused(result, Reason.UNSUPPORTED, "authMethod", Level.REACHABLE, REACHED)
    assert "auth_gssapi_client" in result.message


@pytest.mark.parametrize(
    ("kind", "reason"), [("wrong_name", Reason.TLS_NAME_MISMATCH), ("expired", Reason.TLS_EXPIRED)]
)
def test_a_certificate_for_another_name_or_another_time(
    mariadb_server: MariadbServer, certificates: Certificates, kind: str, reason: Reason
) -> None:
    pair: Pair = getattr(certificates, kind)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate, pair.key)

    def ask(speaker: Speaker) -> None:
        speaker.greet(b"mysql_native_password", CAPABILITIES | SSL)
        speaker.hear()
        speaker.conversation.tls(context)

    result = scripted(mariadb_server, ask, "verify-full")
    assert_refused(result, reason, "config.host", Level.REACHABLE, REACHED)


def scripted(server: MariadbServer, script: Callable[[Speaker], None], mode: str | None, **more: Any) -> ProbeResult:
    """A test of a rogue, whose certificate would have to be signed by the server's authority where `mode` is set."""

    def converse(conversation: Conversation) -> None:
        script(Speaker(conversation))
        conversation.hang()

    authorities = server.ca.read_text() if mode else None
    with peer(converse) as rogue:
        config = {"port": rogue.port, "sslMode": mode, "caCertificate": authorities}
        return probe(server, config, {}, seconds=3.0, **more)
