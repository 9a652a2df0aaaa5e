"""kill -9 of a process that writes: what it was told is stored is stored, and the total agrees."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from server.storage.database import open_database
from server.storage.migrate import migrate
from server.storage.repository import ConnectorRepository
from tests.peers.postgresql import DurablePostgresql

WRITER = """
import sys
from server.storage.database import open_database
from server.storage.repository import ConnectorRepository
from tests.storage.records import EVENT, a_record

connectors = ConnectorRepository(open_database(sys.argv[1], 1)).for_tenant("acme")
while True:
    record = a_record()
    connectors.insert(record, EVENT)
    sys.stdout.write(record.id + "\\n")  # the acknowledgement
    sys.stdout.flush()
"""


def acknowledged_until_killed(url: str, kill: int, after: int) -> list[str]:
    """Starts a writer, kills `kill` (0: the writer itself) once it acknowledged `after` rows; what it acknowledged."""
    root = Path(__file__).parents[2]
    environ = {**os.environ, "PYTHONPATH": f"{root}:{root / 'generated/python'}"}
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environ, text=True
    )
    try:
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(after)]
        os.kill(kill or writer.pid, signal.SIGKILL)
        if kill:
            time.sleep(0.2)
            writer.kill()
        lines += writer.stdout.readlines()
    finally:
        writer.kill()
        writer.wait()
    return [line.strip() for line in lines if line.endswith("\n")]


def all_of(url: str) -> tuple[set[str], int]:
    connectors = ConnectorRepository(open_database(url, 1)).for_tenant("acme")
    found: set[str] = set()
    after = None
    while True:
        page = connectors.page(100, after)
        found |= {record.id for record in page.records}
        if not page.has_more:
            return found, page.total
        after = page.records[-1].id


@pytest.mark.parametrize("after", [1, 200])
def test_a_killed_writer_loses_no_acknowledged_connector(database_url: str, after: int) -> None:
    migrate(open_database(database_url, 1))
    acknowledged = acknowledged_until_killed(database_url, 0, after)
    stored, total = all_of(database_url)
    assert len(acknowledged) >= after
    assert set(acknowledged) <= stored
    assert total == len(stored)
    assert len(stored) <= len(acknowledged) + 1  # at most the one that was under way


def test_a_killed_postgresql_loses_no_acknowledged_connector(durable_postgresql_server: DurablePostgresql) -> None:
    url = durable_postgresql_server.server.new_database()
    migrate(open_database(url, 1))
    process = durable_postgresql_server.peer.process
    assert process is not None
    acknowledged = acknowledged_until_killed(url, process.pid, 100)
    durable_postgresql_server.kill()  # its remaining processes
    durable_postgresql_server.start_again()
    stored, total = all_of(url)
    assert len(acknowledged) >= 100
    assert set(acknowledged) <= stored
    assert total == len(stored)
