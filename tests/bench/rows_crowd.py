"""What calls cost in a tenant with a million connectors and in one with a thousand, of one database of one service.

The million is written by the database itself, and kept in .build/bench for the next run of the same schema.
"""

from __future__ import annotations

import itertools
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path

import grpc

from connectors.v1 import connector_service_pb2 as pb
from server.storage.database import open_database
from tests.bench.connectors import SERVICE, creates
from tests.bench.load import unary_calls
from tests.bench.plan import Plan
from tests.bench.rounds import alternate, compare_numbers
from tests.bench.servers import grpc_of, service
from tests.bench.table import Result
from tests.bench.unary_load import Request, make_calls, request
from tests.e2e.service import Service
from tests.load.crowd import fill, id_of

MIGRATIONS = Path(__file__).resolve().parents[2] / "server" / "storage" / "migrations"
CROWDS = {"thousand": 1_000, "million": 1_000_000}
STEP = 997  # so that gets and updates go over a thousand of them, and a million


def crowd(plan: Plan) -> Iterator[Result]:
    folder = plan.kept / "crowd"
    _fill(folder)
    with service(folder) as running:
        for name, side in _acts(plan, running).items():
            milliseconds = alternate({tenant: partial(side, tenant) for tenant in CROWDS}, plan.rounds)
            yield Result.of(f"crowd-{name}", compare_numbers(milliseconds["million"], milliseconds["thousand"]))


def _fill(folder: Path) -> None:
    """Unless it was filled for this schema: by a service that makes database and keyring, and is then stopped."""
    schema = "\n".join(sorted(path.name for path in MIGRATIONS.glob("*.*")))
    stamp = folder / "schema"
    if stamp.exists() and stamp.read_text() == schema:
        return
    shutil.rmtree(folder, ignore_errors=True)
    with service(folder) as running:
        path = running.data / "connectors.db"
    with closing(open_database(f"sqlite:///{path}", 1)) as database:
        for tenant, count in CROWDS.items():
            fill(database, count, tenant)
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    stamp.write_text(schema)


def _acts(plan: Plan, running: Service) -> Mapping[str, Callable[[str], float]]:
    """Each gives the milliseconds of a call in a tenant: with the workers busy, one over the rate."""

    def page(at: float, tenant: str) -> float:
        cursor = id_of(int(CROWDS[tenant] * at)) if at < 1 else None
        asked = pb.ListConnectorsRequest(limit=20, cursor=cursor).SerializeToString()
        size = len(_once(running, "ListConnectors", asked, tenant))
        path = f"{SERVICE}ListConnectors"
        done = unary_calls(running.grpc_address, path, asked, size, plan.seconds / 2, **{"x-tenant-id": tenant})
        return 1000 * done.seconds / done.answers

    def each(requests: Callable[[str], Iterator[Request]], tenant: str) -> float:
        return 1000 / make_calls(grpc_of(running).port, requests(tenant), plan.seconds / 2).rate

    return {
        "page": partial(page, 1),
        "page-middle": partial(page, 0.5),
        "get": partial(each, _gets),
        "create": partial(each, creates),
        "update": partial(each, _updates),
    }


def _once(running: Service, name: str, message: bytes, tenant: str) -> bytes:
    with grpc.insecure_channel(running.grpc_address) as channel:
        answer: bytes = channel.unary_unary(SERVICE + name)(message, metadata=(("x-tenant-id", tenant),), timeout=20)
        return answer


def _gets(tenant: str) -> Iterator[Request]:
    for number in _spread(tenant):
        message = pb.GetConnectorRequest(id=id_of(number))
        yield request(f"{SERVICE}GetConnector", message.SerializeToString(), tenant)


def _updates(tenant: str) -> Iterator[Request]:
    word = uuid.uuid4().hex
    for number in _spread(tenant):
        message = pb.UpdateConnectorRequest(id=id_of(number), description=f"changed by {word}")
        yield request(f"{SERVICE}UpdateConnector", message.SerializeToString(), tenant)


def _spread(tenant: str) -> Iterator[int]:
    """Numbers of the tenant's connectors, none again before all others that are as far apart."""
    count = CROWDS[tenant]
    return (1 + step * STEP % count for step in itertools.count())
