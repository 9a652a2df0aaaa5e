"""TestConnectors through the whole service: Server-Sent Events over REST, a stream over gRPC."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
import requests

from connectors.v1 import fleet_pb2 as pb
from connectors.v1 import fleet_pb2_grpc
from tests.e2e.service import Service


@pytest.fixture
def identity() -> dict[str, str]:
    return {"x-tenant-id": f"t-{uuid.uuid4().hex}"}


@pytest.fixture
def connectors(service: Service, identity: dict[str, str]) -> list[str]:
    """One that nothing can be tested of, and three whose host does not exist."""
    configs: list[dict[str, Any]] = [{}, *({"host": "nowhere.invalid", "port": 5432, "database": "x"},) * 3]
    made = []
    for number, config in enumerate(configs):
        document = {"name": f"c{number}", "type": "postgresql", "config": config, "authConfig": LOGIN}
        answer = requests.post(f"{service.url}/api/v1/connectors", json=document, headers=identity, timeout=20)
        made.append(str(answer.json()["id"]))
    return made


LOGIN = {"username": "u", "password": "p"}


def events(service: Service, headers: dict[str, str], **request: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """(event id, data), as they come."""
    with requests.post(
        f"{service.url}/api/v1/connectors:test", json=request, headers=headers, stream=True, timeout=60
    ) as response:
        assert response.headers["content-type"] == "text/event-stream", response.text
        event_id = ""
        for line in response.iter_lines(chunk_size=1):
            name, _, value = line.decode().partition(": ")
            if name == "id":
                event_id = value
            elif name == "data":
                yield event_id, json.loads(value)


def test_server_sent_events_tell_of_each_and_go_on_after_a_break(
    service: Service, identity: dict[str, str], connectors: list[str]
) -> None:
    seen: list[dict[str, Any]] = []
    for _, data in events(service, identity, parallelism=1):
        seen.append(data)
        if data["done"] == 2:
            break
    again = {**identity, "last-event-id": seen[-1]["resumeToken"]}
    for event_id, data in events(service, again, parallelism=1):
        seen.append(data)
        assert event_id == data["resumeToken"]
    told = [data["id"] for data in seen if data["result"]]
    assert sorted(told) == sorted(connectors)
    assert seen[-1]["finished"] == {"succeeded": 0, "failed": 4, "refused": 0}
    steps = [data["step"]["name"] for data in seen if data["step"] and data["id"] == connectors[1]]
    assert steps[-1] == "resolve"


def test_over_grpc_the_same(service: Service, identity: dict[str, str], connectors: list[str]) -> None:
    stub = fleet_pb2_grpc.FleetServiceStub(service.channel())  # type: ignore[no-untyped-call]  # generated without types
    answers = list(stub.TestConnectors(pb.TestConnectorsRequest(), metadata=tuple(identity.items()), timeout=60))
    assert sorted(answer.id for answer in answers if answer.WhichOneof("event") == "result") == sorted(connectors)
    assert answers[-1].finished.failed == 4
    assert {answer.total for answer in answers} == {4}
    events = requests.get(f"{service.url}/api/v1/audit-events", headers=identity, timeout=20).json()["data"]
    tests = [event for event in events if event["method"] == "TestConnectors"]
    assert {event["connectorId"] for event in tests} == set(connectors)
    assert all(event["changedFields"] == ["status"] for event in tests)


def test_a_wrong_request_is_an_ordinary_refusal(service: Service, identity: dict[str, str]) -> None:
    response = requests.post(
        f"{service.url}/api/v1/connectors:test", json={"parallelism": 0}, headers=identity, timeout=20
    )
    assert (response.status_code, response.json()["code"]) == (400, 3)
    stub = fleet_pb2_grpc.FleetServiceStub(service.channel())  # type: ignore[no-untyped-call]  # generated without types
    with pytest.raises(grpc.RpcError) as refused:
        next(stub.TestConnectors(pb.TestConnectorsRequest(resume_token="x"), metadata=tuple(identity.items())))
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
