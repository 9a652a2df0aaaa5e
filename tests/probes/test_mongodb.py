"""MongoDB: what a test says of a server that checks logins and roles, and of peers that are something else."""

from __future__ import annotations

import base64
import socket
from dataclasses import dataclass, field
from typing import Any

import pytest

from probes.result import Level, ProbeResult, Reason, StepStatus
from tests.egress.name_server import Zone, invalid_names, name_server  # noqa: F401  # a fixture
from tests.egress.scripted import Conversation, peer
from tests.peers.certificates import Certificates
from tests.peers.mongodb import MongodbServer
from tests.probes.mongodb_peer import OK, error, mongodb
from tests.probes.probing import failed, passed, run, steps

REACHED = ["config", "resolve", "egress", "connect"]
SECURED = [*REACHED, "tls"]
LOGGED_IN = [*SECURED, "authenticate"]
AUTHORIZED = [*LOGGED_IN, "authorize"]
ALL = [*AUTHORIZED, "resource"]

Fields = dict[str, Any]

pytestmark = pytest.mark.usefixtures("invalid_names")


def probe(server: MongodbServer, config: Fields, auth: Fields, **more: Any) -> ProbeResult:
    """The reader's test of `orders`, with the certificate's authority given; a None takes a field away."""
    port = more.pop("port", config.get("port") or server.port)
    whole: Fields = {"host": "localhost", "port": port, "database": server.database, "collection": server.collection}
    whole |= {"tls": True, "caCertificate": server.ca.read_text()}
    login = {"username": server.reader, "password": server.password}
    return run("mongodb", _given(whole | config), _given(login | auth), port=port, **more)


def _given(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if value is not None}


def assert_refused(result: ProbeResult, reason: Reason, field: str, level: Level, done: list[str]) -> None:
    assert not result.success
    assert (result.reason, result.field, result.level) == (reason, field, level), result
    assert result.hint
    assert passed(result) == done
    assert len(failed(result)) == 1


def test_right_credentials_are_proven_up_to_a_document(mongodb_server: MongodbServer) -> None:
    result = probe(mongodb_server, {}, {})
    assert result.success, result
    assert (result.level, result.warning) == (Level.RESOURCE_READABLE, None)
    assert passed(result) == ALL
    assert result.steps[-1].message == "logged in and read app.orders"


@pytest.mark.parametrize(
    ("user", "config"),
    [
        ("legacy", {}),  # has SCRAM-SHA-1 alone, which the server tells
        ("legacy", {"authMechanism": "SCRAM-SHA-1"}),
        ("reader", {"authMechanism": "SCRAM-SHA-256"}),
        ("inside", {"authSource": "app"}),
    ],
)
def test_each_scram_logs_in(mongodb_server: MongodbServer, user: str, config: Fields) -> None:
    assert probe(mongodb_server, config, {"username": getattr(mongodb_server, user)}).success


@pytest.mark.parametrize("method", ["access_key", "client_certificate"])
def test_a_client_certificate_logs_in_without_a_user_name(
    mongodb_server: MongodbServer, certificates: Certificates, method: str
) -> None:
    pair = certificates.client
    auth = {"clientCertificate": pair.certificate.read_text(), "clientKey": pair.key.read_text()}
    result = probe(mongodb_server, {}, auth | {"username": None, "password": None}, auth_method=method)
    assert result.success, result
    assert "MONGODB-X509" in result.steps[-3].message


def test_without_a_collection_the_database_is_proven_and_no_more(mongodb_server: MongodbServer) -> None:
    result = probe(mongodb_server, {"collection": None}, {})
    assert result.success
    assert (result.level, passed(result)) == (Level.AUTHORIZED, AUTHORIZED)


def test_without_a_database_the_login_is_proven_and_the_warning_says_so(mongodb_server: MongodbServer) -> None:
    result = probe(mongodb_server, {"collection": None, "database": None}, {})
    assert result.success
    assert (result.level, passed(result)) == (Level.AUTHENTICATED, LOGGED_IN)
    assert result.warning == "No database is named: only the login was tested."


def test_an_empty_collection_passes_with_a_warning(mongodb_server: MongodbServer) -> None:
    result = probe(mongodb_server, {"collection": mongodb_server.empty_collection}, {})
    assert result.success
    assert result.warning == "The collection nothing_yet is empty."


@dataclass(frozen=True)
class Cell:
    """One refusal. `user` names a user of the server; its password is right unless `auth` says otherwise."""

    case: str
    reason: Reason
    field: str
    level: Level
    done: list[str]
    config: Fields = field(default_factory=dict)
    auth: Fields = field(default_factory=dict)
    user: str = "reader"


WRONG = Reason.AUTHENTICATION_FAILED
CELLS = [
    Cell("wrong password", WRONG, "authConfig.password", Level.TLS, SECURED, auth={"password": "not-the-password"}),
    Cell("unknown user", WRONG, "authConfig.password", Level.TLS, SECURED, auth={"username": "nobody"}),
    Cell("user of another database", WRONG, "authConfig.password", Level.TLS, SECURED, user="inside"),
    Cell("mechanism off", Reason.UNSUPPORTED, "config.authMechanism", Level.TLS, SECURED, {"authMechanism": "PLAIN"}),
    Cell(
        "no credentials",
        Reason.CREDENTIAL_MISSING,
        "authConfig.username",
        Level.TLS,
        SECURED,
        auth={"username": None, "password": None},
    ),
    Cell("no password", Reason.CREDENTIAL_MISSING, "authConfig.password", Level.NONE, [], auth={"password": None}),
    Cell("empty password", Reason.CREDENTIAL_MISSING, "authConfig.password", Level.NONE, [], auth={"password": ""}),
    Cell("no user name", Reason.CREDENTIAL_MISSING, "authConfig.username", Level.NONE, [], auth={"username": None}),
    Cell("no host", Reason.INVALID_CONFIG, "config.host", Level.NONE, [], {"host": None, "port": None}),
    Cell("unknown host", Reason.DNS_NOT_FOUND, "config.host", Level.NONE, ["config"], {"host": "nowhere.invalid"}),
    Cell("blocked address", Reason.EGRESS_DENIED, "config.host", Level.NONE, REACHED[:2], {"host": "10.0.0.1"}),
    Cell("unknown authority", Reason.TLS_UNTRUSTED, "config.host", Level.REACHABLE, REACHED, {"caCertificate": None}),
    Cell("no PEM", Reason.INVALID_CONFIG, "config.caCertificate", Level.NONE, [], {"caCertificate": "no PEM"}),
    Cell(
        "other replica set",
        Reason.RESOURCE_NOT_FOUND,
        "config.replicaSet",
        Level.TLS,
        SECURED,
        {"replicaSet": "rs0"},
    ),
    Cell(
        "no role in the database",
        Reason.PERMISSION_DENIED,
        "config.database",
        Level.AUTHENTICATED,
        LOGGED_IN,
        user="stranger",
    ),
    Cell(
        "may list, not read", Reason.PERMISSION_DENIED, "config.collection", Level.AUTHORIZED, AUTHORIZED, user="lister"
    ),
    Cell(
        "collection absent",
        Reason.RESOURCE_NOT_FOUND,
        "config.collection",
        Level.AUTHORIZED,
        AUTHORIZED,
        {"collection": "absent"},
    ),
    Cell("TLS off", Reason.UNREACHABLE, "config.host", Level.REACHABLE, REACHED, {"tls": False, "caCertificate": None}),
    Cell("tls against sslMode", Reason.INVALID_CONFIG, "config.tls", Level.NONE, [], {"sslMode": "disable"}),
]
"""Beside these: closed port, silent peer, rate limit, absent database and strangers below, with peers of their own."""


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.case)
def test_each_refusal_names_its_reason_field_and_remedy(mongodb_server: MongodbServer, cell: Cell) -> None:
    auth = {"username": getattr(mongodb_server, cell.user)} | cell.auth
    result = probe(mongodb_server, cell.config, auth, port=mongodb_server.port)
    assert_refused(result, cell.reason, cell.field, cell.level, cell.done)


def test_a_closed_port_is_said_to_be_closed(mongodb_server: MongodbServer) -> None:
    result = probe(mongodb_server, {"port": closed_port()}, {})
    assert_refused(result, Reason.CONNECTION_REFUSED, "config.host", Level.RESOLVED, REACHED[:-1])


def test_a_silent_peer_is_a_time_out_in_its_step(mongodb_server: MongodbServer) -> None:
    with peer(Conversation.hang) as silent:
        encrypted = probe(mongodb_server, {"port": silent.port}, {}, seconds=1.0)
        plain = probe(mongodb_server, {"port": silent.port, "tls": False, "caCertificate": None}, {}, seconds=1.0)
    assert_refused(encrypted, Reason.TIMEOUT, "config.host", Level.REACHABLE, REACHED)
    assert_refused(plain, Reason.TIMEOUT, "config.host", Level.REACHABLE, REACHED)
    assert (failed(encrypted), failed(plain)) == (["tls"], ["authenticate"])


def test_a_certificate_of_no_known_authority_passes_with_a_warning_where_no_proof_is_asked(
    mongodb_server: MongodbServer,
) -> None:
    result = probe(mongodb_server, {"tls": None, "caCertificate": None}, {})
    assert result.success
    assert steps(result)["tls"] is StepStatus.WARNED
    assert "does not prove who the server is" in (result.warning or "")


def test_a_server_without_tls_is_tested_with_a_warning_where_none_is_asked(mongodb_server: MongodbServer) -> None:
    config = {"tls": None, "caCertificate": None, "collection": None}
    with mongodb(_open_to_all) as plain:
        allowed = probe(mongodb_server, {**config, "port": plain.port}, {"username": None, "password": None})
        asked = probe(mongodb_server, {**config, "port": plain.port, "tls": True}, {})
    assert allowed.success, allowed
    assert "tls" not in steps(allowed)
    assert "offers no TLS" in (allowed.warning or "")
    assert "to anyone" in (allowed.warning or "")
    assert_refused(asked, Reason.UNREACHABLE, "config.host", Level.REACHABLE, REACHED)


def test_ldap_shows_the_password_to_a_proven_server_alone(
    mongodb_server: MongodbServer, certificates: Certificates
) -> None:
    shown: list[bytes] = []

    def directory(command: Fields) -> Fields:
        if "saslStart" in command:
            shown.append(bytes(command["payload"]))
            return {**OK, "conversationId": 1, "done": True, "payload": b""}
        return _open_to_all(command)

    config: Fields = {"authMechanism": "PLAIN", "collection": None}
    with mongodb(directory, certificates.server) as server:
        verified = probe(mongodb_server, {**config, "port": server.port}, {})
        assert shown == [f"\0reader\0{mongodb_server.password}".encode()]
        shown.clear()
        unproven = {"port": server.port, "caCertificate": None, "tls": None, "sslMode": "require"}
        unverified = probe(mongodb_server, {**config, **unproven}, {})
    assert verified.success, verified
    assert_refused(unverified, Reason.TLS_REQUIRED, "config.sslMode", Level.TLS, SECURED)
    assert shown == []


def test_a_server_that_does_not_know_the_password_is_found_out(
    mongodb_server: MongodbServer, certificates: Certificates
) -> None:
    def rogue(command: Fields) -> Fields:
        if "saslStart" in command:
            nonce = bytes(command["payload"]).decode().rpartition("r=")[2]
            salt = base64.b64encode(b"0" * 16).decode()
            return {**OK, "conversationId": 1, "done": False, "payload": f"r={nonce}x,s={salt},i=15000".encode()}
        if "saslContinue" in command:
            proof = base64.b64encode(b"1" * 32).decode()
            return {**OK, "conversationId": 1, "done": True, "payload": f"v={proof}".encode()}
        return _open_to_all(command)

    with mongodb(rogue, certificates.server) as server:
        result = probe(mongodb_server, {"port": server.port}, {})
    assert_refused(result, Reason.PEER_ERROR, "config.host", Level.TLS, SECURED)
    assert "did not prove" in result.message


@pytest.mark.parametrize(
    ("code", "name", "reason", "place"),
    [
        (16500, "RequestRateTooLarge", Reason.RATE_LIMITED, "config.host"),  # Cosmos DB
        (8000, "AtlasError", Reason.PERMISSION_DENIED, "config.database"),  # Atlas
        (50, "MaxTimeMSExpired", Reason.TIMEOUT, "config.collection"),
        (13436, "NotPrimaryOrSecondary", Reason.PEER_ERROR, "config.host"),
        (59, "CommandNotFound", Reason.PROTOCOL_MISMATCH, "config.host"),
        (4242, "SomethingElse", Reason.PEER_ERROR, "config.host"),
    ],
)
def test_what_a_server_answers_is_explained(
    mongodb_server: MongodbServer, code: int, name: str, reason: Reason, place: str
) -> None:
    def refusing(command: Fields) -> Fields:
        words = f"no, says 10.1.2.3 about {mongodb_server.password}"
        return error(code, name, words) if "listCollections" in command else {**OK, "isWritablePrimary": True}

    config = {"tls": False, "caCertificate": None}
    with mongodb(refusing) as server:
        result = probe(mongodb_server, {**config, "port": server.port}, {"username": None, "password": None})
    assert_refused(result, reason, place, Level.REACHABLE, REACHED)
    assert "10.1.2.3" not in result.message


def test_a_database_that_does_not_exist_is_said_to_be_absent(mongodb_server: MongodbServer) -> None:
    config: Fields = {"tls": False, "caCertificate": None, "database": "absent"}
    with mongodb(_open_to_all) as server:
        result = probe(mongodb_server, {**config, "port": server.port}, {"username": None, "password": None})
    assert_refused(result, Reason.RESOURCE_NOT_FOUND, "config.database", Level.REACHABLE, REACHED)


STRANGERS = [
    (b"HTTP/1.1 400 Bad Request\r\n\r\n", "an HTTP server"),
    (b"SSH-2.0-OpenSSH_9.2\r\n", "an SSH server"),
    (b"\x5d\x00\x00\x00\x0a8.0.36\x00\x01\x00\x00\x00abcdefgh\x00", "a MySQL or MariaDB server"),
    (b"\xff" * 64, ""),
    (b"\x00" * 64, ""),
]


@pytest.mark.parametrize("tls", [True, False, None])
@pytest.mark.parametrize(("words", "name"), STRANGERS)
def test_a_peer_of_another_protocol_is_named(
    mongodb_server: MongodbServer, words: bytes, name: str, tls: bool | None
) -> None:
    def speak(conversation: Conversation) -> None:
        conversation.sock.sendall(words)
        conversation.sock.recv(4096)

    with peer(speak) as stranger:
        result = probe(mongodb_server, {"port": stranger.port, "tls": tls, "caCertificate": None}, {})
    assert result.reason is Reason.PROTOCOL_MISMATCH
    assert result.hint
    if not tls:
        assert name in result.message


def url(server: MongodbServer, rest: str, hosts: str | None = None, user: str | None = None) -> Fields:
    """A config whose connection string stands for everything but the authority."""
    login = f"{user or server.reader}:{server.password}"
    text = f"mongodb://{login}@{hosts or f'localhost:{server.port}'}/{rest}"
    return {"host": None, "port": None, "database": None, "tls": None, "connectionString": text}


NO_LOGIN: Fields = {"username": None, "password": None}


@pytest.mark.parametrize(
    ("rest", "user"),
    [
        ("app?tls=true&authSource=admin&retryWrites=true&w=majority&appName=Cluster0", "reader"),
        ("app?ssl=true&replicaSet=secantus&authsource=admin", "reader"),
        ("app?tls=true", "inside"),  # the database in the path is the user's, where nothing else is said
        ("app?tlsInsecure=true&tls=true&authSource=admin", "reader"),
    ],
)
def test_a_connection_string_stands_for_everything(mongodb_server: MongodbServer, rest: str, user: str) -> None:
    config = url(mongodb_server, rest, user=getattr(mongodb_server, user))
    result = probe(mongodb_server, config, NO_LOGIN, port=mongodb_server.port)
    assert result.success, result
    assert mongodb_server.password not in repr(result)


@pytest.mark.parametrize(
    ("rest", "field"),
    [
        ("app?tls=true&tlsCAFile=/etc/passwd", "config.connectionString"),
        ("app?proxyHost=evil.example", "config.connectionString"),
        ("app?authMechanism=MONGODB-AWS", "config.authMechanism"),
        ("app?authMechanism=GSSAPI", "config.authMechanism"),
        ("app?tls=perhaps", "config.connectionString"),
    ],
)
def test_what_only_a_driver_would_do_is_refused(mongodb_server: MongodbServer, rest: str, field: str) -> None:
    result = probe(mongodb_server, url(mongodb_server, rest), NO_LOGIN, port=mongodb_server.port)
    assert result.reason in (Reason.INVALID_CONFIG, Reason.UNSUPPORTED)
    assert (result.field, result.level) == (field, Level.NONE)
    assert result.hint


def test_of_several_hosts_the_first_that_answers_is_tested(mongodb_server: MongodbServer) -> None:
    hosts = f"127.0.0.1:{mongodb_server.port},localhost:{mongodb_server.port}"
    config = url(mongodb_server, "app?tls=true&authSource=admin", hosts)
    assert probe(mongodb_server, config, NO_LOGIN, port=mongodb_server.port).warning is None
    hosts = f"nowhere.invalid:27017,localhost:{mongodb_server.port}"
    config = url(mongodb_server, "app?tls=true&authSource=admin", hosts)
    result = probe(mongodb_server, config, NO_LOGIN, port=mongodb_server.port)
    assert result.success, result
    assert passed(result) == ALL
    assert result.warning == "1 of 2 hosts could not be reached."


def test_a_host_that_may_not_be_dialled_ends_the_test_even_beside_one_that_may(mongodb_server: MongodbServer) -> None:
    hosts = f"169.254.169.254:27017,localhost:{mongodb_server.port}"
    config = url(mongodb_server, "app?tls=true&authSource=admin", hosts)
    result = probe(mongodb_server, config, NO_LOGIN, port=mongodb_server.port)
    assert_refused(result, Reason.EGRESS_DENIED, "config.connectionString", Level.NONE, ["config", "resolve"])


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name below db.test leads to this machine, as it would in the cluster's own zone."""
    real = socket.getaddrinfo

    def look_up(host: Any, *rest: Any, **more: Any) -> Any:
        return real(b"127.0.0.1" if bytes(host).endswith(b".db.test") else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def srv(server: MongodbServer, target: str = "a.db.test.", txt: str = "authSource=admin&replicaSet=secantus") -> Zone:
    records = {("_mongodb._tcp.cluster.db.test.", "SRV"): [f"0 0 {server.port} {target}"]}
    return Zone(records | {("cluster.db.test.", "TXT"): [f'"{txt}"']} if txt else records)


def srv_url(server: MongodbServer, user: str) -> Fields:
    config = url(server, "app", "cluster.db.test", user)
    text = config["connectionString"].replace("mongodb://", "mongodb+srv://")
    return config | {"connectionString": text, "sslMode": "verify-ca"}  # the certificate is for *.test


@pytest.mark.parametrize(
    ("txt", "user"), [("authSource=admin&replicaSet=secantus", "reader"), ("authSource=app", "inside"), ("", "inside")]
)
def test_srv_and_txt_records_name_server_and_options(
    mongodb_server: MongodbServer, monkeypatch: pytest.MonkeyPatch, cluster: None, txt: str, user: str
) -> None:
    with name_server(monkeypatch, srv(mongodb_server, txt=txt)):
        config = srv_url(mongodb_server, getattr(mongodb_server, user))
        result = probe(mongodb_server, config, NO_LOGIN, port=mongodb_server.port)
    assert result.success, result
    assert passed(result) == ALL


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("a.elsewhere.test.", Reason.EGRESS_DENIED),  # outside the cluster's domain
        ("evildb.test.", Reason.EGRESS_DENIED),
        ("db.test.", Reason.EGRESS_DENIED),
        ("blocked.db.test.", Reason.EGRESS_DENIED),  # leads to a port that nobody opened
    ],
)
def test_an_srv_record_leads_nowhere_that_the_guard_forbids(
    mongodb_server: MongodbServer, monkeypatch: pytest.MonkeyPatch, cluster: None, target: str, reason: Reason
) -> None:
    zone = srv(mongodb_server, target)
    if target.startswith("blocked"):
        zone.records[("_mongodb._tcp.cluster.db.test.", "SRV")][0] = f"0 0 6379 {target}"
    with name_server(monkeypatch, zone):
        result = probe(mongodb_server, srv_url(mongodb_server, "reader"), NO_LOGIN, port=mongodb_server.port)
    assert (result.reason, result.field) == (reason, "config.connectionString"), result
    assert "connect" not in steps(result)
    assert result.hint


def test_a_name_without_srv_record_is_told(
    mongodb_server: MongodbServer, monkeypatch: pytest.MonkeyPatch, cluster: None
) -> None:
    with name_server(monkeypatch, Zone({("cluster.db.test.", "TXT"): ['"authSource=admin"']})):
        result = probe(mongodb_server, srv_url(mongodb_server, "reader"), NO_LOGIN, port=mongodb_server.port)
    assert_refused(result, Reason.DNS_NOT_FOUND, "config.connectionString", Level.NONE, ["config"])


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _open_to_all(command: Fields) -> Fields:
    """A server without authorisation that has the database app, empty but for `orders`."""
    if "listCollections" in command:
        batch = [{"name": "orders", "type": "collection"}] if command["$db"] == "app" else []
        return {**OK, "cursor": {"id": 0, "ns": "app.$cmd", "firstBatch": batch}}
    if "listDatabases" in command:
        return {**OK, "databases": []}
    return {**OK, "isWritablePrimary": True, "maxWireVersion": 21}
