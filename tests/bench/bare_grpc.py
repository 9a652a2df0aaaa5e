"""The bare limit: one process of grpcio's sync server that answers with prepared messages, and does nothing else.

    python -m tests.bench.bare_grpc FOLDER ADDRESS THREADS

FOLDER holds the answers, `GetConnector.bin` and so on. A method of which there is `NAME.row` (JSON) as well first
inserts one row into FOLDER/rows.db by the bare driver. Any number of these share an address.
"""

from __future__ import annotations

import itertools
import os
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import orjson
from google.protobuf.message import Message

from server.services import declared_methods

PREPARED_BYTES = "/bench.Prepared/"  # the same answers, as bytes that nothing parses or serialises


class RawInsert:
    """Inserts a copy of one row, each under another id and name, as durably as the service does: WAL, one writer of
    this process at a time, an fsync for each."""

    def __init__(self, database: Path, row: dict[str, object]) -> None:
        self._database = database
        self._names = tuple(row)
        self._values = [bytes.fromhex(value["hex"]) if isinstance(value, dict) else value for value in row.values()]
        self._unique = [self._names.index(name) for name in ("id", "name", "folded_name")]
        marks = ", ".join("?" for _ in row)
        self._sql = f"INSERT INTO connectors ({', '.join(self._names)}) VALUES ({marks})"  # noqa: S608 - columns' names
        self._numbers = itertools.count()
        self._writer = threading.Lock()
        self._own = threading.local()

    def __call__(self) -> None:
        values = list(self._values)
        unique = f"conn_{os.getpid():08d}_{next(self._numbers):010d}"
        for index in self._unique:
            values[index] = unique
        with self._writer:
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(self._sql, values)
            connection.execute("COMMIT")

    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._own, "connection"):
            opened = sqlite3.connect(self._database, timeout=10, isolation_level=None)
            opened.execute("PRAGMA journal_mode = WAL")
            opened.execute("PRAGMA synchronous = FULL")
            self._own.connection = opened
        found: sqlite3.Connection = self._own.connection
        return found


def _answering(answer: Message | bytes, first: Callable[[], None] | None) -> Callable[[object, object], object]:
    if first is None:
        return lambda _request, _context: answer

    def insert_and_answer(_request: object, _context: object) -> object:
        first()
        return answer

    return insert_and_answer


def _handlers(folder: Path) -> list[grpc.GenericRpcHandler]:
    methods = {method.name: method for method in declared_methods()}
    messages: dict[str, grpc.RpcMethodHandler[Any, Any]] = {}
    prepared: dict[str, grpc.RpcMethodHandler[Any, Any]] = {}
    for path in folder.glob("*.bin"):
        method, content = methods[path.stem], path.read_bytes()
        row = path.with_suffix(".row")
        insert = RawInsert(folder / "rows.db", orjson.loads(row.read_bytes())) if row.exists() else None
        messages[path.stem] = grpc.unary_unary_rpc_method_handler(
            _answering(method.response.FromString(content), insert),
            request_deserializer=method.request.FromString,
            response_serializer=method.response.SerializeToString,
        )
        prepared[path.stem] = grpc.unary_unary_rpc_method_handler(_answering(content, insert))
    return [
        grpc.method_handlers_generic_handler("connectors.v1.ConnectorService", messages),
        grpc.method_handlers_generic_handler(PREPARED_BYTES.strip("/"), prepared),
    ]


def main(folder: Path, address: str, threads: int) -> None:
    server = grpc.server(ThreadPoolExecutor(threads), options=[("grpc.so_reuseport", 1)])
    server.add_generic_rpc_handlers(_handlers(folder))
    server.add_insecure_port(address)
    server.start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    server.stop(0).wait()


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
