"""CRUD over gRPC and REST on SQLite, beside the bare limit of each: one service, and its references by turns."""

from __future__ import annotations

import itertools
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from connectors.v1 import connector_service_pb2 as pb
from tests.bench.bare_grpc import PREPARED_BYTES
from tests.bench.connectors import (
    COUNT,
    METADATA,
    SERVICE,
    TENANT,
    WRITER,
    Answers,
    create_body,
    creates,
    new_connector,
    prepare_bare,
)
from tests.bench.load import LoadFailed, http_requests, unary_calls
from tests.bench.plan import Plan
from tests.bench.rounds import Side
from tests.bench.servers import Target, bare_grpc, bare_rest, grpc_of, rest_of, service
from tests.bench.table import Result
from tests.bench.unary_load import make_calls, request
from tests.e2e.service import Service

CREATE_SCRIPT = Path(__file__).with_name("create.lua")
SETTLING_SECONDS = 0.05
CROWDED = "crowded"
MANY = 6000  # more than a worker keeps the answers of


def calls(plan: Plan) -> Iterator[Result]:
    with ExitStack() as stack:
        running = stack.enter_context(service(plan.folder / "service"))
        fill(running)
        answers = Answers(running)
        bare_folder = plan.folder / "bare"
        prepare_bare(running, answers, bare_folder)
        bare = stack.enter_context(bare_grpc(bare_folder))
        rest = stack.enter_context(bare_rest(bare_folder))
        yield from _get(plan, running, answers, bare)
        if plan.wants("grpc-get-each"):
            yield from _get_each(plan, running, bare)
        yield from _list(plan, running, answers, bare, rest)
        yield from _create(plan, running, bare, bare_folder / "rows.db")
        answers.check()


def fill(running: Service, count: int = COUNT, tenant: str = TENANT) -> list[str]:
    """So many connectors of the tenant; their ids."""
    ids: list[str] = []

    def heard(message: bytes) -> None:
        ids.append(pb.CreateConnectorResponse.FromString(message).connector.id)

    made = (
        request(f"{SERVICE}CreateConnector", new_connector(f"Orders {number}").SerializeToString(), tenant, heard)
        for number in range(count)
    )
    make_calls(grpc_of(running).port, made, 120)
    return ids


def _get(plan: Plan, running: Service, answers: Answers, bare: Target) -> Iterator[Result]:
    name = "GetConnector"
    path = f"/api/v1/connectors/{answers.one}"
    sides = {
        "bare": _unary(plan, bare, SERVICE, name, answers),
        "grpc": _unary(plan, grpc_of(running), SERVICE, name, answers),
        "rest": _http(plan, rest_of(running), path),
    }
    yield from plan.contest(sides, ("grpc-get", "grpc", "bare"), ("rest-get", "rest", "grpc"))


def _get_each(plan: Plan, running: Service, bare: Target) -> Iterator[Result]:
    ids = fill(running, MANY, tenant=CROWDED)
    messages = [pb.GetConnectorRequest(id=each).SerializeToString() for each in ids]

    def side(target: Target) -> Side:
        requests = itertools.cycle([request(f"{SERVICE}GetConnector", message, CROWDED) for message in messages])

        def load() -> tuple[int, float]:
            done = make_calls(target.port, requests, plan.seconds)
            return len(done.latencies), done.seconds

        return lambda: target.turn(load)

    yield from plan.contest({"bare": side(bare), "grpc": side(grpc_of(running))}, ("grpc-get-each", "grpc", "bare"))


def _list(plan: Plan, running: Service, answers: Answers, bare: Target, rest: Target) -> Iterator[Result]:
    name = "ListConnectors"
    sides = {
        "bare": _unary(plan, bare, SERVICE, name, answers),
        "grpc": _unary(plan, grpc_of(running), SERVICE, name, answers),
        "bytes": _unary(plan, bare, PREPARED_BYTES, name, answers),
        "rest": _http(plan, rest_of(running), "/api/v1/connectors?limit=20"),
        "plan": _http(plan, rest, "/plan"),
        "json_format": _http(plan, rest, "/json_format"),
        "orjson": _http(plan, rest, "/orjson"),
    }
    yield from plan.contest(
        sides,
        ("grpc-list", "grpc", "bare"),
        ("grpc-list-bytes", "grpc", "bytes"),
        ("rest-list", "rest", "plan"),
        ("rest-list-json-format", "rest", "json_format"),
        ("rest-list-orjson", "rest", "orjson"),
    )


def _create(plan: Plan, running: Service, bare: Target, bare_database: Path) -> Iterator[Result]:
    own_database = running.data / "connectors.db"
    sides = {
        "bare": _creating(plan, bare, bare_database),
        "grpc": _creating(plan, grpc_of(running), own_database),
        "rest": _posting(plan, rest_of(running), own_database),
    }
    yield from plan.contest(sides, ("grpc-create", "grpc", "bare"), ("rest-create", "rest", "grpc"))


def _unary(plan: Plan, target: Target, prefix: str, name: str, answers: Answers) -> Side:
    message, size = answers.requests[name].SerializeToString(), len(answers.messages[name])

    def load() -> tuple[int, float]:
        done = unary_calls(target.address, prefix + name, message, size, plan.seconds, **dict(METADATA))
        return done.answers, done.seconds

    return lambda: target.turn(load)


def _http(plan: Plan, target: Target, path: str) -> Side:
    def load() -> tuple[int, float]:
        done = http_requests(f"http://{target.address}{path}", plan.seconds, dict(METADATA))
        return done.answers, done.seconds

    return lambda: target.turn(load)


def _creating(plan: Plan, target: Target, database: Path) -> Side:
    def load() -> tuple[int, float]:
        done = make_calls(target.port, creates(), plan.seconds)
        return len(done.latencies), done.seconds

    return lambda: target.turn(_counted(database, load))


def _posting(plan: Plan, target: Target, database: Path) -> Side:
    url = f"http://{target.address}/api/v1/connectors"
    headers = {"X-Tenant-Id": WRITER, "Content-Type": "application/json"}

    def load() -> tuple[int, float]:
        arguments = (create_body(), uuid.uuid4().hex)
        done = http_requests(url, plan.seconds, headers, script=CREATE_SCRIPT, arguments=arguments)
        return done.answers, done.seconds

    return lambda: target.turn(_counted(database, load, cut_off=True))


def _counted(
    database: Path, load: Callable[[], tuple[int, float]], *, cut_off: bool = False
) -> Callable[[], tuple[int, float]]:
    """The load, after which the database must have a row more for each answer. `cut_off`: the load ends without waiting
    for the last answers, whose rows may be there too."""

    def rows() -> int:
        with closing(sqlite3.connect(database, timeout=20)) as opened:
            found: int = opened.execute("SELECT count(*) FROM connectors").fetchone()[0]
            return found

    def settled() -> int:
        """Once nothing that an earlier turn left behind is still being written."""
        seen = rows()
        while True:
            time.sleep(SETTLING_SECONDS)
            if (now := rows()) == seen:
                return now
            seen = now

    def counted() -> tuple[int, float]:
        before = settled()
        answers, seconds = load()
        stored = rows() - before
        if stored < answers or (stored > answers and not cut_off):
            raise LoadFailed(f"{answers} creates were answered, {stored} rows are there")
        return answers, seconds

    return counted
