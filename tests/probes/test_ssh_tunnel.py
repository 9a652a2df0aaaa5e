"""Databases behind an SSH bastion: the bastion is checked and logged in to, the database is tested through it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from probes.egress.policy import EgressPolicy
from probes.isolation.prober import Prober
from probes.isolation.runner import ProbeRunner
from probes.registry import connector_types
from probes.result import Level, ProbeResult, Reason
from probes.run import Job
from tests.egress.scripted import Conversation, peer
from tests.peers.mariadb import MariadbServer
from tests.peers.mongodb import MongodbServer
from tests.peers.postgresql import PostgresqlServer
from tests.peers.sshd import SshServer
from tests.probes.probing import failed, passed, run, steps

REACHED = ["config", "resolve", "egress"]
ALL = [*REACHED, "connect", "tls", "authenticate", "authorize", "resource"]
DATABASES = ("postgresql", "mysql", "mongodb")

Fields = dict[str, Any]


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> tuple[str, Fields, Fields]:
    """Type, config and credentials of a reader, with the certificate verified."""
    if request.param == "mongodb":
        mongo: MongodbServer = request.getfixturevalue("mongodb_server")
        config: Fields = {"port": mongo.port, "database": mongo.database, "collection": mongo.collection}
        reader, password, ca = mongo.reader, mongo.password, mongo.ca
    else:
        name = {"postgresql": "postgresql_server", "mysql": "mariadb_server"}[request.param]
        server: PostgresqlServer | MariadbServer = request.getfixturevalue(name)
        config = {"port": server.port, "database": server.database, "table": "customers"}
        reader, password, ca = server.reader, server.reader_password, server.ca
    config |= {"host": "localhost", "sslMode": "verify-full", "caCertificate": ca.read_text()}
    return request.param, config, {"username": reader, "password": password}


def tunnel(server: SshServer, **changes: Any) -> Fields:
    whole = {"host": "127.0.0.1", "port": server.port, "username": server.reader, "hostKey": server.host_key} | changes
    return {"sshTunnel": {name: value for name, value in whole.items() if value is not None}}


def test_a_database_is_read_through_a_bastion_that_alone_may_be_dialled(
    ssh_server: SshServer, database: tuple[str, Fields, Fields]
) -> None:
    type_name, config, auth = database
    for credential in ({"sshPrivateKey": ssh_server.private_key}, {"sshPassword": ssh_server.password}):
        result = run(type_name, config | tunnel(ssh_server), auth | credential, port=ssh_server.port)
        assert result.success, result
        assert (result.level, result.warning) == (Level.RESOURCE_READABLE, None)
        assert passed(result) == ALL


def test_a_certificate_that_is_not_verified_takes_a_second_channel(
    ssh_server: SshServer, database: tuple[str, Fields, Fields]
) -> None:
    type_name, config, auth = database
    config = {name: value for name, value in config.items() if name not in ("sslMode", "caCertificate")}
    result = run(
        type_name, config | tunnel(ssh_server), auth | {"sshPrivateKey": ssh_server.private_key}, port=ssh_server.port
    )
    assert result.success, result
    assert "does not prove" in (result.warning or "")


def test_the_guard_is_not_asked_about_the_database_but_the_database_is_not_dialled_from_here_either(
    ssh_server: SshServer, mongodb_server: MongodbServer
) -> None:
    """Without the tunnel the same address is refused."""
    config = {"host": "127.0.0.1", "port": mongodb_server.port, "database": "app"}
    auth = {"username": mongodb_server.reader, "password": mongodb_server.password}
    result = run("mongodb", config, auth, port=ssh_server.port)
    assert result.reason is Reason.EGRESS_DENIED


@dataclass(frozen=True)
class Cell:
    case: str
    reason: Reason
    field: str
    level: Level
    tunnel: Fields = field(default_factory=dict)
    config: Fields = field(default_factory=dict)
    auth: Fields = field(default_factory=dict)
    user: str = "reader"


NO_KEY: Fields = {"sshPrivateKey": None}
CELLS = [
    Cell("no host", Reason.INVALID_CONFIG, "config.sshTunnel.host", Level.NONE, {"host": None}),
    Cell("no user name", Reason.INVALID_CONFIG, "config.sshTunnel.username", Level.NONE, {"username": None}),
    Cell("no port", Reason.INVALID_CONFIG, "config.sshTunnel.port", Level.NONE, {"port": "22"}),
    Cell("no credential", Reason.CREDENTIAL_MISSING, "authConfig.sshPrivateKey", Level.NONE, auth=NO_KEY),
    Cell("blocked bastion", Reason.EGRESS_DENIED, "config.sshTunnel.host", Level.NONE, {"host": "10.0.0.1"}),
    Cell(
        "another host key",
        Reason.TLS_UNTRUSTED,
        "config.sshTunnel.hostKey",
        Level.RESOLVED,
        {"hostKey": f"SHA256:{'A' * 43}"},
    ),
    Cell(
        "wrong password at the bastion",
        Reason.AUTHENTICATION_FAILED,
        "authConfig.sshPassword",
        Level.RESOLVED,
        auth=NO_KEY | {"sshPassword": "not-the-password"},
    ),
    Cell("closed port behind it", Reason.CONNECTION_REFUSED, "config.host", Level.RESOLVED, config={"port": 1}),
    Cell(
        "no forwarding for this user",
        Reason.PERMISSION_DENIED,
        "config.sshTunnel",
        Level.RESOLVED,
        auth=NO_KEY | {"sshPassword": True},
        user="no_files",
    ),
    Cell("no host name", Reason.INVALID_CONFIG, "config.host", Level.RESOLVED, config={"host": "0x7f.1"}),
]


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.case)
def test_each_refusal_names_its_reason_field_and_remedy(
    ssh_server: SshServer, mongodb_server: MongodbServer, cell: Cell
) -> None:
    config: Fields = {"host": "localhost", "port": mongodb_server.port, "database": mongodb_server.database}
    auth: Fields = {"username": mongodb_server.reader, "password": mongodb_server.password}
    auth |= {"sshPrivateKey": ssh_server.private_key} | cell.auth
    if auth.get("sshPassword") is True:
        auth["sshPassword"] = ssh_server.password
    bastion = tunnel(ssh_server, **({"username": getattr(ssh_server, cell.user)} | cell.tunnel))
    given = {name: value for name, value in auth.items() if value is not None}
    result = run("mongodb", config | cell.config | bastion, given, port=ssh_server.port)
    assert not result.success
    assert (result.reason, result.field, result.level) == (cell.reason, cell.field, cell.level), result
    assert result.hint
    assert "connect" not in passed(result)


def test_a_bastion_that_is_silent_or_something_else_is_told_apart_from_the_database(ssh_server: SshServer) -> None:
    config: Fields = {"host": "localhost", "port": 1, "database": "app"}
    auth = {"username": "reader", "password": "a-password", "sshPassword": "b-password"}
    with peer(Conversation.hang) as silent:
        bastion = tunnel(ssh_server, port=silent.port)
        late = run("postgresql", config | bastion, auth, port=silent.port, seconds=1.0)
    with peer(lambda conversation: conversation.sock.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as web:
        stranger = run("postgresql", config | tunnel(ssh_server, port=web.port), auth, port=web.port)
    assert (late.reason, late.field) == (Reason.TIMEOUT, "config.sshTunnel.host")
    assert (stranger.reason, stranger.field) == (Reason.PROTOCOL_MISMATCH, "config.sshTunnel.port")
    for result in (late, stranger):
        assert failed(result) == ["connect"]
        assert "bastion" in result.message
        assert result.hint


def test_a_database_that_is_silent_behind_the_bastion_is_a_time_out(ssh_server: SshServer) -> None:
    before = threading.active_count()
    with peer(Conversation.hang) as silent:
        config: Fields = {"host": "127.0.0.1", "port": silent.port, "database": "app"} | tunnel(ssh_server)
        auth = {"username": "reader", "password": "a-password", "sshPrivateKey": ssh_server.private_key}
        result = run("postgresql", config, auth, port=ssh_server.port, seconds=1.5)
    assert (result.reason, result.field) == (Reason.TIMEOUT, "config.host"), result
    assert failed(result) == ["tls"]
    for thread in threading.enumerate()[before:]:
        thread.join(5)
    assert threading.active_count() <= before


@pytest.fixture(scope="module")
def runner(ssh_server: SshServer) -> Iterator[ProbeRunner]:
    prober = Prober(EgressPolicy.parse([f"127.0.0.1:{ssh_server.port}"], []), concurrency=4)
    prober.start()
    try:
        yield ProbeRunner(prober.socket_path)
    finally:
        prober.stop()


def test_the_tunnel_holds_in_a_confined_child(
    runner: ProbeRunner, ssh_server: SshServer, database: tuple[str, Fields, Fields]
) -> None:
    type_name, config, auth = database
    parameters = connector_types()[type_name].parameters(config | tunnel(ssh_server))
    credentials = auth | {"sshPrivateKey": ssh_server.private_key}
    job = Job("acme", "conn_1", type_name, "access_key", parameters, credentials, timeout_seconds=10.0)
    result: ProbeResult = runner.run(job)
    assert result.success, result
    assert list(steps(result)) == ALL
