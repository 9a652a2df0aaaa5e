"""What calls cost in a tenant with a million connectors and in one with a thousand: two services, the same settings.

The databases are filled by SQLite itself, and kept in .build/bench for the next run of the same schema.
"""

from __future__ import annotations

import itertools
import shutil
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

import grpc

from connectors.v1 import connector_service_pb2 as pb
from server.storage.database import open_database
from tests.bench.connectors import SERVICE, called, creates
from tests.bench.load import unary_calls
from tests.bench.plan import Plan
from tests.bench.rounds import alternate, compare_numbers
from tests.bench.servers import grpc_of, service
from tests.bench.table import Result
from tests.bench.unary_load import Request, make_calls, request
from tests.e2e.service import Service
from tests.load.crowd import TENANT, fill, id_of

MIGRATIONS = Path(__file__).resolve().parents[2] / "server" / "storage" / "migrations"
CROWDS = {"thousand": 1_000, "million": 1_000_000}
STEP = 997  # so that gets and updates go over a thousand of them, and a million
SETTLING_SECONDS = 5.0  # what workers do once when they start, such as looking for what is to be purged
Milliseconds = Callable[[], float]


def crowd(plan: Plan) -> Iterator[Result]:
    with ExitStack() as stack:
        acts: dict[str, Mapping[str, Milliseconds]] = {}
        for name, count in CROWDS.items():
            folder = plan.kept / "crowd" / name
            _fill(folder, count)
            acts[name] = _acts(plan, stack.enter_context(service(folder)), count)
        time.sleep(SETTLING_SECONDS)
        for act in acts["million"]:
            milliseconds = alternate({name: acts[name][act] for name in CROWDS}, plan.rounds)
            yield Result.of(f"crowd-{act}", compare_numbers(milliseconds["million"], milliseconds["thousand"]))


def _fill(folder: Path, count: int) -> None:
    """Unless it was filled for this schema: by a service that makes database and keyring, and is then stopped."""
    schema = "\n".join(sorted(path.name for path in MIGRATIONS.glob("*.*")))
    stamp = folder / "schema"
    if stamp.exists() and stamp.read_text() == schema:
        return
    shutil.rmtree(folder, ignore_errors=True)
    with service(folder) as running:
        path = running.data / "connectors.db"
    with closing(open_database(f"sqlite:///{path}", 1)) as database:
        fill(database, count)
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    stamp.write_text(schema)


def _acts(plan: Plan, running: Service, count: int) -> Mapping[str, Milliseconds]:
    """Each gives the milliseconds of a call: with the workers busy, one over the rate."""

    def page(cursor: str | None) -> float:
        asked, metadata = pb.ListConnectorsRequest(limit=20, cursor=cursor), {"x-tenant-id": TENANT}
        with grpc.insecure_channel(running.grpc_address) as channel:
            size = len(called(channel, "ListConnectors", asked, TENANT))
        message, path = asked.SerializeToString(), f"{SERVICE}ListConnectors"
        done = unary_calls(running.grpc_address, path, message, size, plan.seconds / 2, **metadata)
        return 1000 * done.seconds / done.answers

    def each(requests: Callable[[], Iterator[Request]]) -> float:
        return 1000 / make_calls(grpc_of(running).port, requests(), plan.seconds / 2).rate

    return {
        "page": partial(page, None),
        "page-middle": partial(page, id_of(count // 2)),
        "get": partial(each, partial(_gets, count)),
        "create": partial(each, partial(creates, TENANT)),
        "update": partial(each, partial(_updates, count)),
    }


def _gets(count: int) -> Iterator[Request]:
    for number in _spread(count):
        message = pb.GetConnectorRequest(id=id_of(number))
        yield request(f"{SERVICE}GetConnector", message.SerializeToString(), TENANT)


def _updates(count: int) -> Iterator[Request]:
    word = uuid.uuid4().hex
    for number in _spread(count):
        message = pb.UpdateConnectorRequest(id=id_of(number), description=f"changed by {word}")
        yield request(f"{SERVICE}UpdateConnector", message.SerializeToString(), TENANT)


def _spread(count: int) -> Iterator[int]:
    """Numbers of connectors, none again before all others that are as far apart."""
    return (1 + step * STEP % count for step in itertools.count())
