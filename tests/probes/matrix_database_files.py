"""The rows of databases in one file: over HTTPS, and in the tenant's folder."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from probes.egress.policy import EgressPolicy
from probes.registry import connector_types
from probes.result import Level, ProbeResult, Reason
from probes.run import Job, run_probe
from tests.peers.http_peer import Answer, HttpPeer, Script
from tests.peers.saas_answers import says
from tests.peers.store_scripts import LOGIN, knows
from tests.probes.matrix import Cell, Row, Run, untrusted_https, wire
from tests.probes.matrix_stores import ADDRESS, PASSWORD, PASSWORD_AT, UNAUTHORIZED, WRONG_PASSWORD
from tests.probes.probing import run

Request = pytest.FixtureRequest
Fields = Mapping[str, Any]


def _file(type_name: str, content: bytes, best: Level, absent: Fields, absent_at: str) -> Row:
    """A database's file, in the tenant's folder and over HTTPS."""

    def asked(script: Script, auth: Fields = PASSWORD) -> Run:
        def ask(request: Request) -> ProbeResult:
            https: HttpPeer = request.getfixturevalue("https_peer")
            https.script = script
            ca = request.getfixturevalue("certificates").ca.read_text()
            return run(type_name, {"url": https.url("/a.db"), "caCertificate": ca}, auth, port=https.port)

        return ask

    def placed(request: Request, host: str, port: int, seconds: float) -> ProbeResult:
        ca = request.getfixturevalue("certificates").ca.read_text()
        given = {"url": f"https://{host}:{port}/a.db", "caCertificate": ca}
        return run(type_name, given, PASSWORD, port=port, seconds=seconds)

    def in_folder(config: Fields) -> Run:
        def ask(request: Request) -> ProbeResult:
            folder: Path = request.getfixturevalue("tmp_path")
            (folder / "acme").mkdir()
            (folder / "acme" / "a.db").write_bytes(content)
            parameters = connector_types()[type_name].parameters(config)
            job = Job("acme", "c", type_name, "access_key", parameters, {}, 5.0)
            return run_probe(job, EgressPolicy.parse([], []), folder)

        return ask

    busy = says(429, {}, {"Retry-After": "7"})
    whole = knows(LOGIN, UNAUTHORIZED, lambda _received: Answer(200, body=content))
    return {
        **wire(placed, ADDRESS, silent="csv"),
        "right credentials": Cell(asked(whole), None, best),
        "wrong credentials": Cell(
            asked(whole, WRONG_PASSWORD), Reason.AUTHENTICATION_FAILED, Level.TLS, PASSWORD_AT, "not revoked"
        ),
        "missing field": Cell(in_folder({}), Reason.INVALID_CONFIG, Level.NONE, "config.path", "give one of them"),
        "resource absent": Cell(
            in_folder({"path": "a.db", **absent}),
            Reason.RESOURCE_NOT_FOUND,
            Level.NONE,
            absent_at,
            "check its spelling",
        ),
        "permission missing": Cell(
            asked(lambda _received: says(403, {})),
            Reason.PERMISSION_DENIED,
            Level.TLS,
            ADDRESS,
            "grant the credentials",
        ),
        "peer rate-limits": Cell(asked(lambda _received: busy), Reason.RATE_LIMITED, Level.TLS, ADDRESS, "wait 7 s"),
        "TLS untrusted": untrusted_https(placed, ADDRESS),
    }


def sqlite_file(*statements: str) -> bytes:
    """The bytes of a database that SQLite wrote."""
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()
        return database.serialize()


# The header that DuckDB 2.0.1 wrote: checksum, magic, storage version, flags, the library's version
# (https://duckdb.org/docs/stable/internals/storage.html).
DUCKDB = (
    bytes.fromhex("adb90a85c1a862754455434be703000000000000") + bytes(32) + b"v2.0.1".ljust(32, b"\0") + bytes(4012)
)
SQLITE = sqlite_file("CREATE TABLE orders (id INTEGER, name TEXT)", "INSERT INTO orders VALUES (1, 'Ada')")

ROWS: dict[str, Row] = {
    "sqlite": _file("sqlite", SQLITE, Level.RESOURCE_READABLE, {"table": "absent"}, "config.table"),
    "duckdb": _file("duckdb", DUCKDB, Level.AUTHORIZED, {"path": "absent.db"}, "config.path"),
}
