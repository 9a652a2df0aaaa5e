"""SQLite and DuckDB: a database in one file, in the tenant's folder or behind a URL, judged by its bytes alone.

https://www.sqlite.org/fileformat2.html and https://duckdb.org/docs/stable/internals/storage.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from probes.protocols import sqlite_pages
from probes.protocols.csv_folder import open_beneath
from probes.protocols.http_exchange import Exchange, client_for
from probes.protocols.http_request import request_of
from probes.protocols.http_status import refusal
from probes.protocols.sqlite_pages import NotSqlite, ReadAt
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

MAX_DOWNLOAD = 16 << 20  # of a URL, what is looked at; a file in the folder is read where it is
_DUCKDB_MAGIC, _DUCKDB_HEADER = b"DUCK", 12 + 8 + 32 + 32  # checksum and magic, version, flags, library version
_LIBRARY = re.compile(rb"v?\d{1,3}\.\d{1,3}\.\d{1,3}[\w.-]{0,20}")
_WAL = "The database is in WAL mode: what only its -wal file holds is not in this file."


def probe_sqlite(target: Target, context: ProbeContext) -> Finding:
    with _opened(target, context) as (read, exchange, source):
        try:
            header = sqlite_pages.header_of(read(0, sqlite_pages.HEADER_BYTES))
            names = {
                entry.name: entry for entry in sqlite_pages.schema(read, header) if entry.kind in ("table", "view")
            }
            said = f"SQLite {header.version}, {len(names)} tables and views"
            wanted = target.parameters.get("table")
            if wanted:
                said = _look_up(wanted, names, read, header)
        except NotSqlite as error:
            raise _unlike(source, "an SQLite database", str(error)) from None
        exchange.passed(StepName.RESOURCE, said)
    return Finding(said, warning=_WAL if header.wal else None)


def probe_duckdb(target: Target, context: ProbeContext) -> Finding:
    with _opened(target, context) as (read, exchange, source):
        start = read(0, _DUCKDB_HEADER)
        if start[8:12] != _DUCKDB_MAGIC or len(start) < _DUCKDB_HEADER:
            raise _unlike(source, "a DuckDB database", "the file does not begin as a DuckDB database does")
        library = _LIBRARY.match(start[52:84])
        written = f", written by DuckDB {library[0].decode().removeprefix('v')}" if library else ""
        said = f"storage version {int.from_bytes(start[12:20], 'little')}{written}"
        exchange.passed(StepName.AUTHORIZE, said)
    return Finding(said)


def _look_up(wanted: str, names: dict[str, sqlite_pages.Entry], read: ReadAt, header: sqlite_pages.Header) -> str:
    """Finds the table as SQLite does, whatever its letters' case, and reads its first row. Raises ProbeFailure."""
    entry = next((entry for name, entry in names.items() if name.lower() == wanted.lower()), None)
    if entry is None:
        message, hint = "the database has no such table or view", "check its spelling"
        raise ProbeFailure(Reason.RESOURCE_NOT_FOUND, message, field="config.table", hint=hint)
    if entry.kind == "view" or entry.root == 0:  # views and virtual tables have no page of their own
        return f"the database has the {entry.kind} {entry.name}"
    first = next(sqlite_pages.leaf_cells(read, header, entry.root), None)
    return f"{entry.name} can be read" if first is not None else f"{entry.name} is there and empty"


@contextmanager
def _opened(target: Target, context: ProbeContext) -> Iterator[tuple[ReadAt, Exchange, str]]:
    """What reads the file, the exchange that records, and the field that names the file. Raises ProbeFailure."""
    parameters = target.parameters
    with context.trace.step(StepName.CONFIG):
        given = [name for name in ("path", "url") if name in parameters]
        if len(given) != 1:
            raise ProbeFailure(
                Reason.INVALID_CONFIG,
                f"config.path and config.url {'are both given' if given else 'are both missing'}",
                field="config.url" if given else "config.path",
                hint="give one of them",
            )
        request = request_of(target) if given == ["url"] else None
    with ExitStack() as opened:
        exchange = opened.enter_context(Exchange(context.trace, StepName.RESOURCE))
        if request is None:
            if context.files_dir is None:
                message = "this service reads no files"
                raise ProbeFailure(Reason.UNSUPPORTED, message, field="config.path", hint="give a URL instead")
            file = opened.enter_context(open_beneath(context.files_dir, parameters["path"]))

            def from_file(offset: int, length: int) -> bytes:
                file.seek(offset)
                return file.read(length)

            yield from_file, exchange, "config.path"
            return
        client = client_for(parameters, context.dialer)
        answer = opened.enter_context(client.stream("GET", request.sent_url, headers=request.headers))
        refused = refusal(answer.status, answer.headers, request, answer.url)
        if refused:
            exchange.stage = refused.step
            raise refused.failure
        body, truncated = answer.read(MAX_DOWNLOAD)

        def from_body(offset: int, length: int) -> bytes:
            if truncated and offset + length > len(body):
                message = f"the file is longer than a test reads of a URL ({MAX_DOWNLOAD >> 20} MiB)"
                hint = "leave config.table out, or put the file into the tenant's folder"
                raise ProbeFailure(Reason.UNSUPPORTED, message, field="config.url", hint=hint)
            return body[offset : offset + length]

        yield from_body, exchange, "config.url"


def _unlike(source: str, what: str, why: str) -> ProbeFailure:
    return ProbeFailure(
        Reason.PROTOCOL_MISMATCH,
        f"{source} does not lead to {what}: {why}",
        field=source,
        hint="check that it is whole, uncompressed and not encrypted; of a URL, that it leads to no login page",
    )
