"""What calls cost in a tenant with a thousand connectors and in one with a million: on SQLite, in milliseconds.

python -m tests.bench.bench_crowd
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from server.storage.database import open_database
from server.storage.migrate import migrate
from server.storage.record import TestStamp
from server.storage.repository import ConnectorRepository
from tests.load.crowd import TENANT, fill, id_of
from tests.storage.records import EVENT, a_record

COUNTS = (1_000, 1_000_000)
ROUNDS = 200


def milliseconds(act: Callable[[int], object]) -> float:
    taken = []
    for number in range(ROUNDS):
        began = time.perf_counter()
        act(number)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000


def measured(count: int, path: Path) -> dict[str, float]:
    database = open_database(f"sqlite:///{path}", 1)
    migrate(database)
    began = time.perf_counter()
    fill(database, count)
    filled = time.perf_counter() - began
    connectors = ConnectorRepository(database).for_tenant(TENANT)
    spread = max(1, count // ROUNDS - 1)

    def stamp(number: int) -> None:
        record = connectors.get(id_of(1 + number * spread))
        assert record is not None
        found = TestStamp(status="active", tested_at=number + 1, error=None, row_count=3, sync_at=1)
        connectors.stamp_test(record.id, record.target_revision, found, EVENT)

    def update(number: int) -> None:
        record = connectors.get(id_of(2 + number * spread))
        assert record is not None
        changed = replace(record, description="changed", revision=record.revision + 1)
        connectors.replace(changed, record.revision, EVENT)

    found = {
        "newest page of 100": milliseconds(lambda _: connectors.page(100, None)),
        "page of 100 in the middle": milliseconds(lambda _: connectors.page(100, id_of(count // 2))),
        "get": milliseconds(lambda number: connectors.get(id_of(1 + number * spread))),
        "create": milliseconds(
            lambda number: connectors.insert(
                a_record(TENANT, id=id_of(count + 1 + number), name=f"new {number}"), EVENT
            )
        ),
        "read and stamp of a test": milliseconds(stamp),
        "update": milliseconds(update),
        "filled, seconds": filled,
        "file, MB": path.stat().st_size / 1e6,
    }
    database.close()
    return found


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        columns = [measured(count, Path(folder) / f"{count}.db") for count in COUNTS]
    sys.stdout.write(f"{'connectors in the tenant':32}" + "".join(f"{count:>14,}" for count in COUNTS) + "\n")
    for name in columns[0]:
        sys.stdout.write(f"{name:32}" + "".join(f"{column[name]:14.3f}" for column in columns) + "\n")


if __name__ == "__main__":
    main()
