"""Two replicas on one PostgreSQL and 50 clients that promote at one moment: one does, beside an update that is kept."""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.contract.answer import Answer
from tests.contract.transport import GrpcTransport, RestTransport, Transport
from tests.e2e.neighbours import PASSWORD, USER, http_origin
from tests.faults.replicas import replicas
from tests.peers.postgresql import PostgresqlServer

CLIENTS = 50
LOGIN = {"username": USER, "password": PASSWORD}


@pytest.fixture(scope="module")
def around(
    postgresql_server: PostgresqlServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[list[Transport], str]]:
    """A transport for each client, over both replicas and both protocols; and where a connector may lead."""
    folder: Path = tmp_path_factory.mktemp("races")
    with http_origin() as origin:
        allowed = f"127.0.0.1:{origin.port}"
        database = postgresql_server.new_database()
        with replicas(folder, 2, database_url=database, egress_allow=allowed) as services:
            kinds = (RestTransport, GrpcTransport)
            transports: list[Transport] = [kinds[number // 2 % 2](services[number % 2]) for number in range(CLIENTS)]
            yield transports, f"{origin.url}/guarded"


def _staged(transport: Transport, url: str, identity: dict[str, str]) -> dict[str, Any]:
    """A connector with wrong credentials, and right ones staged."""
    wrong = {"username": USER, "password": "out of date"}
    new = {"name": "c", "type": "rest_api", "config": {"url": url}, "authMethod": "basic", "authConfig": wrong}
    made: dict[str, Any] = transport.call("CreateConnector", new, identity).body
    staged = transport.call("StageCredentials", {"id": made["id"], "authConfig": LOGIN}, identity)
    assert staged.body["test"]["success"], staged
    return made


@pytest.mark.parametrize("beside", [None, {"description": "by hand"}], ids=["alone", "beside an update"])
def test_one_promotes_and_every_other_hears_that_nothing_is_staged(
    around: tuple[list[Transport], str], beside: dict[str, Any] | None
) -> None:
    transports, url = around
    identity = {"X-Tenant-Id": f"race-{uuid.uuid4().hex}"}
    connector = _staged(transports[0], url, identity)["id"]
    barrier = threading.Barrier(CLIENTS)

    def run(number: int) -> Answer:
        barrier.wait(60)
        if beside and number == 0:
            return transports[0].call("UpdateConnector", {"id": connector, **beside}, identity)
        return transports[number].call("PromoteCredentials", {"id": connector}, identity)

    with ThreadPoolExecutor(CLIENTS) as pool:
        first, *others = pool.map(run, range(CLIENTS))
    promotions = others if beside else [first, *others]
    told = Counter(answer.reason for answer in promotions)
    assert told == {None: 1, "PRECONDITION_FAILED": len(promotions) - 1}
    stored = transports[1].call("GetConnector", {"id": connector}, identity).body
    assert stored["credentials"]["version"] == 2
    assert transports[2].call("TestConnector", {"id": connector}, identity).body["success"]
    if beside:
        assert (first.status, stored["description"]) == (200, "by hand")
