"""The rows of the databases and of SFTP: real servers, and scripted peers that are too busy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from probes.result import Level, ProbeResult, Reason
from tests.egress.scripted import Conversation, peer
from tests.probes import mongodb_peer, mysql_peer, test_mongodb, test_mysql, test_postgres, test_sftp
from tests.probes.matrix import Ask, Cell, Row, Run, wire

Request = pytest.FixtureRequest
Probe = Callable[..., ProbeResult]
POSTGRESQL_FAMILY = ("cockroachdb", "yugabytedb", "timescaledb", "greenplum")
MYSQL_FAMILY = ("mariadb", "tidb")
HOST, PASSWORD = "config.host", "authConfig.password"
WRONG_PASSWORD = {"password": "not-the-password"}
SQLSTATE_TOO_MANY_CONNECTIONS, MYSQL_TOO_MANY_CONNECTIONS, COSMOS_TOO_MANY_REQUESTS = "53300", 1040, 16500


def _asked(
    probe: Probe, server: str, config: dict[str, Any] | None = None, auth: dict[str, Any] | None = None, **more: Any
) -> Run:
    """The family's own test of its server, some fields changed. A callable value is made from the server."""

    def run(request: Request) -> ProbeResult:
        found = request.getfixturevalue(server)
        fields = [
            {name: value(found) if callable(value) else value for name, value in (given or {}).items()}
            for given in (config, auth)
        ]
        return probe(found, *fields, **more)

    return run


def _placed(probe: Probe, server: str, **more: Any) -> Ask:
    def ask(request: Request, host: str, port: int, seconds: float) -> ProbeResult:
        return probe(request.getfixturevalue(server), {"host": host, "port": port}, {}, seconds=seconds, **more)

    return ask


def _postgresql(type_name: str, *, silent: str | None = None) -> Row:
    def asked(config: dict[str, Any], auth: dict[str, Any] | None = None) -> Run:
        return _asked(test_postgres.probe, "postgresql_server", config, auth, type_name=type_name)

    def busy(request: Request) -> ProbeResult:
        def refuse(conversation: Conversation) -> None:
            conversation.sock.recv(4096)
            conversation.sock.sendall(test_postgres.error(SQLSTATE_TOO_MANY_CONNECTIONS))
            conversation.hang()

        with peer(refuse) as full:
            config = {"port": full.port, "sslMode": "disable"}
            return asked(config)(request)

    def untrusted(request: Request) -> ProbeResult:
        unknown = request.getfixturevalue("certificates").unknown_ca.read_text()
        return asked({"caCertificate": unknown})(request)

    return {
        **wire(_placed(test_postgres.probe, "postgresql_server", type_name=type_name), HOST, silent=silent),
        "right credentials": Cell(asked({"table": "public.customers"}), None, Level.RESOURCE_READABLE),
        "wrong credentials": Cell(asked({}, WRONG_PASSWORD), Reason.AUTHENTICATION_FAILED, Level.TLS, PASSWORD),
        "missing field": Cell(asked({"database": None}), Reason.INVALID_CONFIG, Level.NONE, "config.database"),
        "resource absent": Cell(
            asked({"table": "absent"}), Reason.RESOURCE_NOT_FOUND, Level.AUTHORIZED, "config.table"
        ),
        "permission missing": Cell(
            asked({"table": "payroll"}), Reason.PERMISSION_DENIED, Level.AUTHORIZED, "config.table"
        ),
        "peer rate-limits": Cell(busy, Reason.RATE_LIMITED, Level.REACHABLE, HOST),
        "TLS untrusted": Cell(untrusted, Reason.TLS_UNTRUSTED, Level.REACHABLE, HOST),
    }


def _mysql(type_name: str, *, silent: str | None = None) -> Row:
    def asked(config: dict[str, Any], auth: dict[str, Any] | None = None) -> Run:
        return _asked(test_mysql.probe, "mariadb_server", config, auth, type_name=type_name)

    def busy(request: Request) -> ProbeResult:
        refusal = mysql_peer.error(MYSQL_TOO_MANY_CONNECTIONS)
        return test_mysql.scripted(
            request.getfixturevalue("mariadb_server"), lambda speaker: speaker.say(refusal), None, type_name=type_name
        )

    return {
        **wire(_placed(test_mysql.probe, "mariadb_server", type_name=type_name), HOST, silent=silent),
        "right credentials": Cell(asked({"table": "customers"}), None, Level.RESOURCE_READABLE),
        "wrong credentials": Cell(asked({}, WRONG_PASSWORD), Reason.AUTHENTICATION_FAILED, Level.TLS, PASSWORD),
        "missing field": Cell(asked({"database": None}), Reason.INVALID_CONFIG, Level.NONE, "config.database"),
        "resource absent": Cell(
            asked({"table": "absent"}), Reason.RESOURCE_NOT_FOUND, Level.AUTHORIZED, "config.table"
        ),
        "permission missing": Cell(
            asked({"table": "closed.secret"}), Reason.PERMISSION_DENIED, Level.AUTHORIZED, "config.table"
        ),
        "peer rate-limits": Cell(busy, Reason.RATE_LIMITED, Level.REACHABLE, HOST),
        "TLS untrusted": Cell(asked({"caCertificate": None}), Reason.TLS_UNTRUSTED, Level.REACHABLE, HOST),
    }


def _mongodb() -> Row:
    def asked(config: dict[str, Any], auth: dict[str, Any] | None = None) -> Run:
        return _asked(test_mongodb.probe, "mongodb_server", config, auth)

    def busy(request: Request) -> ProbeResult:
        def refuse(command: dict[str, Any]) -> dict[str, Any]:
            if "listCollections" in command:
                return mongodb_peer.error(COSMOS_TOO_MANY_REQUESTS, "RequestRateTooLarge", "later")
            return {**mongodb_peer.OK, "isWritablePrimary": True}

        with mongodb_peer.mongodb(refuse) as full:
            config = {"port": full.port, "tls": False, "caCertificate": None}
            return asked(config, {"username": None, "password": None})(request)

    return {
        **wire(_placed(test_mongodb.probe, "mongodb_server"), HOST),
        "right credentials": Cell(asked({}), None, Level.RESOURCE_READABLE),
        "wrong credentials": Cell(asked({}, WRONG_PASSWORD), Reason.AUTHENTICATION_FAILED, Level.TLS, PASSWORD),
        "missing field": Cell(asked({"host": None}), Reason.INVALID_CONFIG, Level.NONE, HOST),
        "resource absent": Cell(
            asked({"collection": "absent"}), Reason.RESOURCE_NOT_FOUND, Level.AUTHORIZED, "config.collection"
        ),
        "permission missing": Cell(
            asked({}, {"username": lambda server: server.lister}),
            Reason.PERMISSION_DENIED,
            Level.AUTHORIZED,
            "config.collection",
        ),
        "peer rate-limits": Cell(busy, Reason.RATE_LIMITED, Level.REACHABLE, HOST),
        "TLS untrusted": Cell(asked({"caCertificate": None}), Reason.TLS_UNTRUSTED, Level.REACHABLE, HOST),
    }


def _sftp() -> Row:
    def asked(config: dict[str, Any], auth: dict[str, Any] | None = None) -> Run:
        return _asked(test_sftp.probe, "ssh_server", config, auth)

    def busy(request: Request) -> ProbeResult:
        with peer(lambda conversation: conversation.sock.sendall(b"Exceeded MaxStartups\r\n")) as full:
            return asked({"port": full.port})(request)

    return {
        **wire(_placed(test_sftp.probe, "ssh_server"), HOST),
        "right credentials": Cell(asked({}), None, Level.RESOURCE_READABLE),
        "wrong credentials": Cell(asked({}, WRONG_PASSWORD), Reason.AUTHENTICATION_FAILED, Level.TLS, PASSWORD),
        "missing field": Cell(asked({"host": None}), Reason.INVALID_CONFIG, Level.NONE, HOST),
        "resource absent": Cell(
            asked({"path": "/nowhere"}), Reason.RESOURCE_NOT_FOUND, Level.AUTHORIZED, "config.path"
        ),
        "permission missing": Cell(
            asked({"path": lambda server: server.locked_folder}),
            Reason.PERMISSION_DENIED,
            Level.AUTHORIZED,
            "config.path",
        ),
        "peer rate-limits": Cell(busy, Reason.RATE_LIMITED, Level.REACHABLE, HOST),
        # SSH has no certificates to trust: it is the host key that proves the server.
        "TLS untrusted": Cell(
            asked({"hostKey": test_sftp.STRANGE_LINE}), Reason.TLS_UNTRUSTED, Level.REACHABLE, "config.hostKey"
        ),
    }


ROWS: dict[str, Row] = {
    "postgresql": _postgresql("postgresql"),
    "redshift": _postgresql("redshift", silent="postgresql"),
    **{name: _postgresql(name, silent="postgresql") for name in POSTGRESQL_FAMILY},
    "mysql": _mysql("mysql"),
    **{name: _mysql(name, silent="mysql") for name in MYSQL_FAMILY},
    "mongodb": _mongodb(),
    "sftp": _sftp(),
}
