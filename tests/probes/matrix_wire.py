"""The rows of the databases with a wire protocol of their own: real servers, and peers scripted from specifications."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from probes.result import Level, ProbeResult, Reason
from tests.egress.scripted import peer
from tests.peers.certificates import Certificates
from tests.peers.http_peer import serving
from tests.probes import (
    test_bolt,
    test_cql,
    test_drda,
    test_hana,
    test_hive,
    test_listeners,
    test_redis,
    test_tds,
    test_vertica,
)
from tests.probes.matrix import Cell, LeftOut, Row, Run, wire
from tests.probes.wire_peer import Scripted

HOST, PASSWORD = "config.host", "authConfig.password"
WRONG_PASSWORD = {"password": "not-the-password"}
FIXTURES = {"store": test_redis.store}

Fields = dict[str, Any]


def _redis(type_name: str, *, silent: str | None = None) -> Row:
    def asked(config: Fields, auth: Fields | None = None, **more: Any) -> Run:
        def run(request: pytest.FixtureRequest) -> ProbeResult:
            store = request.getfixturevalue("store")
            return test_redis.probe(store, config, auth or {}, type_name=type_name, **more)

        return run

    def ask(request: pytest.FixtureRequest, host: str, port: int, seconds: float) -> ProbeResult:
        return asked({"host": host, "port": port}, seconds=seconds)(request)

    def busy(request: pytest.FixtureRequest) -> ProbeResult:
        with peer(test_redis.answering(b"-ERR max number of clients reached\r\n")) as full:
            clear = {"port": full.port, "sslMode": None, "caCertificate": None}
            return asked(clear, {"username": None, "password": None})(request)

    return {
        **wire(ask, HOST, silent=silent),
        "right credentials": Cell(asked({}), None, Level.RESOURCE_READABLE),
        "wrong credentials": Cell(
            asked({}, WRONG_PASSWORD), Reason.AUTHENTICATION_FAILED, Level.TLS, PASSWORD, "check both"
        ),
        "missing field": Cell(asked({"host": None}), Reason.INVALID_CONFIG, Level.NONE, HOST, "give config.host"),
        "resource absent": Cell(
            asked({"key": "probe:absent"}), Reason.RESOURCE_NOT_FOUND, Level.AUTHORIZED, "config.key", "capitals"
        ),
        "permission missing": Cell(
            asked({"key": "elsewhere"}), Reason.PERMISSION_DENIED, Level.AUTHORIZED, "config.key", "ACL SETUSER"
        ),
        "peer rate-limits": Cell(busy, Reason.RATE_LIMITED, Level.REACHABLE, HOST, "maxclients"),
        "TLS untrusted": Cell(asked({"caCertificate": None}), Reason.TLS_UNTRUSTED, Level.REACHABLE, HOST),
    }


@dataclass(frozen=True, slots=True)
class Told:
    """What a scripted type's refusals say: fields that make it refuse, and the telling words of each hint.

    `missing`, `absent`: config, field and hint. `denied`: config, field, hint. Levels are those of a whole login.
    """

    wrong: str = "check both"
    missing: tuple[Fields, str, str] = ({"host": None}, HOST, "give config.host")
    absent: tuple[Fields, str, str] = ({"table": "absent"}, "config.table", "check the name")
    absent_at: Level = Level.AUTHORIZED
    denied_at: Level = Level.AUTHORIZED
    proven: Level = Level.RESOURCE_READABLE
    denied: tuple[Fields, str, str] = ({"table": "payroll"}, "config.table", "GRANT SELECT")
    busy: tuple[str, str, Level] = (HOST, "try again later", Level.TLS)


def _scripted(server: Scripted, told: Told, *, silent: str | None = None) -> Row:
    def asked(config: Fields, auth: Fields | None = None, **more: Any) -> Run:
        def run(request: pytest.FixtureRequest) -> ProbeResult:
            return server.probe(request.getfixturevalue("certificates"), config, auth, **more)

        return run

    def ask(request: pytest.FixtureRequest, host: str, port: int, seconds: float) -> ProbeResult:
        return asked({"host": host, "port": port}, seconds=seconds)(request)

    missing, absent, denied = told.missing, told.absent, told.denied
    at, hint, level = told.busy
    unreached = wire(ask, HOST, silent=silent)
    silence = unreached["silent peer"]
    if server.announced and isinstance(silence, Cell):
        unreached["silent peer"] = replace(silence, hint="not overloaded")
    return {
        **unreached,
        "right credentials": Cell(asked({}), None, told.proven),
        "wrong credentials": Cell(
            asked({}, WRONG_PASSWORD), Reason.AUTHENTICATION_FAILED, Level.TLS, PASSWORD, told.wrong
        ),
        "missing field": Cell(asked(missing[0]), Reason.INVALID_CONFIG, Level.NONE, *missing[1:]),
        "resource absent": Cell(asked(absent[0]), Reason.RESOURCE_NOT_FOUND, told.absent_at, *absent[1:]),
        "permission missing": Cell(asked(denied[0]), Reason.PERMISSION_DENIED, told.denied_at, *denied[1:]),
        "peer rate-limits": Cell(asked({}, busy=True), Reason.RATE_LIMITED, level, at, hint),
        "TLS untrusted": Cell(asked({"caCertificate": None}), Reason.TLS_UNTRUSTED, Level.REACHABLE, HOST),
    }


@dataclass(frozen=True, slots=True)
class ByToken(Scripted):
    """A server whose clients get their token from a scripted Entra first."""

    def probe(self, certificates: Certificates, *args: Any, **more: Any) -> ProbeResult:
        with serving() as authority:
            authority.script = test_tds.entra
            there = {"authority": f"http://127.0.0.1:{authority.port}"}
            known = replace(self, config=self.config | there)
            return super(ByToken, known).probe(certificates, *args, allow=(f"127.0.0.1:{authority.port}",), **more)


def _fabric() -> Row:
    server = ByToken("fabric", test_tds.SERVER.serve, test_tds.SERVER.config, test_tds.PRINCIPAL, announced=True)
    row = dict(_scripted(server, TDS, silent="mssql"))

    def wrong(request: pytest.FixtureRequest) -> ProbeResult:
        return server.probe(request.getfixturevalue("certificates"), {}, {"clientId": "app-2"})

    row["wrong credentials"] = Cell(
        wrong, Reason.AUTHENTICATION_FAILED, Level.TLS, "authConfig.clientId", "FROM EXTERNAL PROVIDER"
    )
    return row


TDS = Told(
    absent=({"table": "dbo.absent"}, "config.table", "schema.table"),
    denied=({"table": "dbo.payroll"}, "config.table", "GRANT SELECT"),
)
NEO4J = Told(
    absent=({"database": "absent"}, "config.database", "SHOW DATABASES"),
    absent_at=Level.AUTHENTICATED,
    denied=({"label": "Secret"}, "config.label", "GRANT ACCESS"),
)
VERTICA = Told(missing=({"database": None}, "config.database", "give config.database"))
DB2 = Told(
    missing=({"database": None}, "config.database", "give config.database"),
    absent=({"database": "absent"}, "config.database", "LIST DATABASE DIRECTORY"),
    absent_at=Level.AUTHENTICATED,
    denied=({"database": "private"}, "config.database", "GRANT CONNECT"),
    denied_at=Level.AUTHENTICATED,
    proven=Level.AUTHORIZED,
    busy=(HOST, "MAXAPPLS", Level.AUTHENTICATED),
)
HANA_ABSENT: tuple[Fields, str, str] = ({"table": "absent"}, "config.table", "SCHEMA.TABLE")
ORACLE = Told(
    absent=({"serviceName": "absent"}, "config.serviceName", "lsnrctl services"),
    absent_at=Level.TLS,
    denied=({"serviceName": "walled"}, HOST, "access lists"),
    denied_at=Level.TLS,
    proven=Level.TLS,
    busy=(HOST, "PROCESSES", Level.TLS),
)


def _oracle() -> Row:
    """No credentials are sent: wrong ones pass, and the result says that they were not tested."""
    row = dict(_scripted(test_listeners.SERVER, ORACLE))

    def wrong(request: pytest.FixtureRequest) -> ProbeResult:
        return _unchecked(test_listeners.SERVER.probe(request.getfixturevalue("certificates"), {}, WRONG_PASSWORD))

    row["wrong credentials"] = Cell(wrong, None, Level.TLS)
    return row


def _hana() -> Row:
    row: dict[str, Cell | LeftOut] = dict(_scripted(test_hana.SERVER, Told(absent=HANA_ABSENT)))
    row["peer rate-limits"] = LeftOut("no public page names HANA's code for too many sessions", "db2")
    return row


def _teradata() -> Row:
    server = Scripted("teradata", lambda line: line.hang(), {})

    def run(request: pytest.FixtureRequest, config: Fields, auth: Fields, seconds: float = 5.0) -> ProbeResult:
        return server.probe(request.getfixturevalue("certificates"), config, auth, tls=False, seconds=seconds)

    def ask(request: pytest.FixtureRequest, host: str, port: int, seconds: float) -> ProbeResult:
        return run(request, {"host": host, "port": port}, {}, seconds)

    nothing = LeftOut(
        "nothing is said to the server, as its protocol is not public: db2 stands for such answers", "db2"
    )
    return {
        **wire(ask, HOST),
        "silent peer": Cell(lambda request: _unchecked(run(request, {}, {})), None, Level.REACHABLE),
        "right credentials": Cell(lambda request: _unchecked(run(request, {}, {})), None, Level.REACHABLE),
        "wrong credentials": Cell(lambda request: _unchecked(run(request, {}, WRONG_PASSWORD)), None, Level.REACHABLE),
        "missing field": Cell(
            lambda request: run(request, {"host": None}, {}),
            Reason.INVALID_CONFIG,
            Level.NONE,
            HOST,
            "give config.host",
        ),
        **dict.fromkeys(("resource absent", "permission missing", "peer rate-limits", "TLS untrusted"), nothing),
    }


def _unchecked(result: ProbeResult) -> ProbeResult:
    assert "The login is not tested" in (result.warning or "")
    return result


ROWS: dict[str, Row] = {
    "redis": _redis("redis"),
    "valkey": _redis("valkey", silent="redis"),
    "mssql": _scripted(test_tds.SERVER, TDS),
    "synapse": _scripted(test_tds.SERVER.as_type("synapse"), TDS, silent="mssql"),
    "fabric": _fabric(),
    "neo4j": _scripted(test_bolt.SERVER, NEO4J),
    "vertica": _scripted(test_vertica.SERVER, VERTICA),
    "hive": _scripted(test_hive.SERVER, Told()),
    "db2": _scripted(test_drda.SERVER, DB2),
    "oracle": _oracle(),
    "hana": _hana(),
    "teradata": _teradata(),
    "cassandra": _scripted(test_cql.SERVER, Told()),
    "scylladb": _scripted(test_cql.SERVER.as_type("scylladb"), Told(), silent="cassandra"),
}
