"""Two replicas on one PostgreSQL and 50 clients that start at one moment: one creates, one changes, one restores."""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.contract.answer import Answer
from tests.contract.transport import GrpcTransport, RestTransport, Transport
from tests.e2e.service import Service
from tests.faults.replicas import replicas
from tests.peers.postgresql import PostgresqlServer

CLIENTS = 50


@pytest.fixture(scope="module")
def services(postgresql_server: PostgresqlServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Service]]:
    folder: Path = tmp_path_factory.mktemp("races")
    database = postgresql_server.new_database()
    with replicas(folder, 2, database_url=database, deleted_retention_days="1") as started:
        yield started


@pytest.fixture(scope="module")
def transports(services: list[Service]) -> list[Transport]:
    """A transport for each client, over both replicas and both protocols."""
    kinds: tuple[Callable[[Service], Transport], ...] = (RestTransport, GrpcTransport)
    return [kinds[number // 2 % 2](services[number % 2]) for number in range(CLIENTS)]


def _at_once(transports: list[Transport], method: str, requests_: list[dict[str, Any]], tenant: str) -> list[Answer]:
    barrier = threading.Barrier(CLIENTS)

    def call(transport: Transport, request: dict[str, Any]) -> Answer:
        barrier.wait(60)
        return transport.call(method, request, {"X-Tenant-Id": tenant})

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(call, transports, requests_))


def _list(transports: list[Transport], tenant: str, **request: Any) -> list[dict[str, Any]]:
    answer = transports[0].call("ListConnectors", {"limit": 100, **request}, {"X-Tenant-Id": tenant})
    data: list[dict[str, Any]] = answer.body["data"]
    return data


def _tenant() -> str:
    return f"race-{uuid.uuid4().hex}"


def test_one_request_id_creates_one_connector_and_every_client_hears_of_it(transports: list[Transport]) -> None:
    for _ in range(3):
        tenant = _tenant()
        login = {"username": "probe", "password": "the-same"}
        request = {"name": "once", "type": "postgresql", "requestId": str(uuid.uuid4()), "authConfig": login}
        answers = _at_once(transports, "CreateConnector", [request] * CLIENTS, tenant)
        assert {answer.status for answer in answers} == {201}
        assert len({str(sorted(answer.body.items())) for answer in answers}) == 1
        assert [found["id"] for found in _list(transports, tenant)] == [answers[0].body["id"]]


def test_of_different_requests_with_one_id_one_wins_and_the_others_are_told(transports: list[Transport]) -> None:
    tenant, request_id = _tenant(), str(uuid.uuid4())
    different = [{"name": f"n{number}", "type": "csv", "requestId": request_id} for number in range(CLIENTS)]
    answers = _at_once(transports, "CreateConnector", different, tenant)
    assert Counter(answer.reason for answer in answers) == {None: 1, "IDEMPOTENCY_KEY_REUSED": CLIENTS - 1}
    assert len(_list(transports, tenant)) == 1


def test_of_changes_with_one_etag_one_is_stored(transports: list[Transport]) -> None:
    tenant = _tenant()
    made = transports[0].call("CreateConnector", {"name": "a", "type": "csv"}, {"X-Tenant-Id": tenant}).body
    changes = [{"id": made["id"], "etag": made["etag"], "description": str(number)} for number in range(CLIENTS)]
    answers = _at_once(transports, "UpdateConnector", changes, tenant)
    assert Counter((answer.status, answer.reason) for answer in answers) == {
        (200, None): 1,
        (412, "ETAG_MISMATCH"): CLIENTS - 1,
    }
    [won] = [number for number, answer in enumerate(answers) if answer.status == 200]
    [stored] = _list(transports, tenant)
    assert (stored["description"], stored["etag"]) == (str(won), answers[won].body["etag"])


def test_a_deleted_connector_is_brought_back_once_and_its_name_has_one_owner(transports: list[Transport]) -> None:
    tenant = _tenant()
    identity = {"X-Tenant-Id": tenant}
    made = transports[0].call("CreateConnector", {"name": "a", "type": "csv"}, identity).body
    assert transports[1].call("DeleteConnector", {"id": made["id"]}, identity).status == 204
    assert transports[0].call("GetConnector", {"id": made["id"]}, identity).status == 404
    assert transports[0].call("TestConnector", {"id": made["id"]}, identity).status == 404
    [hidden] = _list(transports, tenant, showDeleted=True)
    assert (hidden["id"], set(hidden) >= {"deletedAt", "purgeAt"}) == (made["id"], True)
    answers = _at_once(transports, "UndeleteConnector", [{"id": made["id"]}] * CLIENTS, tenant)
    assert Counter(answer.status for answer in answers) == {200: 1, 412: CLIENTS - 1}
    [back] = _list(transports, tenant)
    assert {**back, "etag": made["etag"]} == made
    assert "deletedAt" not in back
    assert transports[0].call("DeleteConnector", {"id": made["id"]}, identity).status == 204
    transports[0].call("CreateConnector", {"name": "a", "type": "csv"}, identity)
    taken = transports[3].call("UndeleteConnector", {"id": made["id"]}, identity)
    assert (taken.status, taken.reason) == (409, "NAME_TAKEN")


def test_sets_applied_at_once_leave_one_whole_set(services: list[Service], transports: list[Transport]) -> None:
    tenant = _tenant()
    sets = [
        {
            "connectors": [
                {"name": f"n{item}", "type": "csv", "description": str(number), "labels": {"app": "x"}}
                for item in range(5)
            ],
            "prune": True,
            "label": ["app=x"],
        }
        for number in range(CLIENTS)
    ]
    answers = _at_once(transports, "ApplyConnectors", sets, tenant)
    assert {answer.status for answer in answers} <= {200, 409, 503}
    assert any(answer.status == 200 for answer in answers)
    stored = _list(transports, tenant)
    assert (len(stored), len({found["description"] for found in stored})) == (5, 1)
    counted = requests.get(
        f"{services[1].url}/api/v1/connectors:count", headers={"X-Tenant-Id": tenant}, timeout=30
    ).json()
    assert counted["total"] == 5
