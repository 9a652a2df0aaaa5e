"""SQLite's pages read without SQLite, judged by SQLite; files that are damaged, cut, or something else."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.egress.policy import EgressPolicy
from probes.protocols.sqlite_pages import HEADER_BYTES, NotSqlite, header_of, leaf_cells, schema
from probes.registry import connector_types
from probes.result import Level, ProbeResult, Reason
from probes.run import Job, run_probe
from tests.probes.matrix_database_files import DUCKDB, SQLITE, sqlite_file

LETTERS = st.characters(codec="utf-8", exclude_characters='"\x00')
NAMES = st.lists(st.text(LETTERS, min_size=1, max_size=20), max_size=40, unique_by=str.casefold)


def read_schema(content: bytes) -> list[tuple[str, str]]:
    read = lambda offset, length: content[offset : offset + length]  # noqa: E731 - a file of bytes
    header = header_of(content[:HEADER_BYTES])
    return [(entry.kind, entry.name) for entry in schema(read, header)]


@given(
    names=NAMES, page_size=st.sampled_from([512, 1024, 4096, 65536]), encoding=st.sampled_from(["UTF-8", "UTF-16le"])
)
def test_what_sqlite_wrote_is_read_as_sqlite_reads_it(names: list[str], page_size: int, encoding: str) -> None:
    created = [f'CREATE TABLE "t{name}" (id INTEGER PRIMARY KEY, v TEXT)' for name in names]
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.execute(f"PRAGMA page_size = {page_size}")
        database.execute(f"PRAGMA encoding = '{encoding}'")
        database.execute("CREATE TABLE first (id)")
        for statement in created:
            with contextlib.suppress(sqlite3.OperationalError):  # names that differ in case alone, to SQLite
                database.execute(statement)
        database.commit()
        expected = database.execute("SELECT type, name FROM sqlite_schema").fetchall()
        content = database.serialize()
    assert read_schema(content) == expected


@given(st.data())
def test_damaged_files_are_refused_and_never_crash(data: st.DataObject) -> None:
    content = bytearray(SQLITE)
    for _ in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(content[: data.draw(st.integers(0, len(content)))])
    read = lambda offset, length: cut[offset : offset + length]  # noqa: E731 - a file of bytes
    with contextlib.suppress(NotSqlite):  # the one exception that it may raise
        header = header_of(cut[:HEADER_BYTES])
        for entry in schema(read, header):
            if entry.root > 0:
                list(leaf_cells(read, header, entry.root))


def asked(folder: Path, content: bytes, type_name: str = "sqlite", **config: Any) -> ProbeResult:
    (folder / "acme").mkdir()
    (folder / "acme" / "a.db").write_bytes(content)
    parameters = connector_types()[type_name].parameters({"path": "a.db", **config})
    job = Job("acme", "c", type_name, "access_key", parameters, {}, 5.0)
    return run_probe(job, EgressPolicy.parse([], []), folder)


@pytest.mark.parametrize("table", ["orders", "Orders", "recent"])
def test_tables_and_views_are_found_as_sqlite_finds_them(tmp_path: Path, table: str) -> None:
    content = sqlite_file("CREATE TABLE orders (id)", "INSERT INTO orders VALUES (1)",
                          "CREATE VIEW recent AS SELECT * FROM orders")  # fmt: skip
    result = asked(tmp_path, content, table=table)
    assert (result.success, result.level, result.warning) == (True, Level.RESOURCE_READABLE, None), result


def test_a_write_ahead_log_beside_it_is_a_warning(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "b.db")) as database:
        database.execute("PRAGMA journal_mode = wal")
        database.execute("CREATE TABLE orders (id)")
        database.commit()
    result = asked(tmp_path, (tmp_path / "b.db").read_bytes())
    assert result.success
    assert "WAL mode" in (result.warning or "")


@pytest.mark.parametrize(
    ("type_name", "content"),
    [
        ("sqlite", b""),
        ("sqlite", DUCKDB),
        ("sqlite", b"PK\x03\x04 a zip"),
        ("sqlite", SQLITE[:60]),
        ("sqlite", SQLITE[:5000]),
        ("sqlite", SQLITE[:100] + b"\xff" * (len(SQLITE) - 100)),
        ("duckdb", b""),
        ("duckdb", SQLITE),
    ],
    ids=["empty", "DuckDB's", "zip", "cut in the header", "cut", "encrypted", "empty", "SQLite's"],
)
def test_what_is_no_such_database_is_said_to_be_none(tmp_path: Path, type_name: str, content: bytes) -> None:
    result = asked(tmp_path, content, type_name, **({"table": "orders"} if type_name == "sqlite" else {}))
    assert (result.reason, result.field, result.level) == (Reason.PROTOCOL_MISMATCH, "config.path", Level.NONE), result
    assert result.hint


def test_duckdbs_header_says_who_wrote_it(tmp_path: Path) -> None:
    result = asked(tmp_path, DUCKDB, "duckdb")
    assert (result.success, result.level) == (True, Level.AUTHORIZED), result
    assert "DuckDB 2.0.1" in result.steps[-1].message


@pytest.mark.parametrize("path", ["../other.db", "/etc/passwd"])
def test_nothing_outside_the_tenants_folder_is_opened(tmp_path: Path, path: str) -> None:
    (tmp_path / "other.db").write_bytes(SQLITE)
    result = asked(tmp_path, SQLITE, path=path)
    assert (result.reason, result.field) == (Reason.INVALID_CONFIG, "config.path")
