"""What a user of the Python client sees, against the running service."""

from __future__ import annotations

import asyncio
import doctest
import inspect
from datetime import datetime

import connectors_client
import pytest
from connectors_client import (
    KEEP,
    Aborted,
    AlreadyExists,
    AsyncConnectorsClient,
    Connection,
    ConnectorsClient,
    DesiredConnector,
    FailedPrecondition,
    Filter,
    Finished,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    TestResult,
    Unauthenticated,
    Unavailable,
)

from tests.e2e.service import Service
from tests.peers.process import free_port

WAREHOUSE = {"host": "warehouse.example.com", "port": 5432, "database": "orders", "ratio": 0.5, "tags": ["a", None]}


def test_a_connector_comes_back_as_it_was_given(client: ConnectorsClient) -> None:
    made = client.create(
        "warehouse", "postgresql", config=WAREHOUSE, credentials={"password": "s3cret"}, description="the main one"
    )
    assert made == client.get(made.id)
    assert (made.name, made.type, made.status, made.description) == (
        "warehouse",
        "postgresql",
        "untested",
        "the main one",
    )
    assert made.config == WAREHOUSE
    assert type(made.config["port"]) is int
    assert isinstance(made.created_at, datetime)
    assert made.created_at.utcoffset() is not None
    assert made.masked_credentials is None
    assert "s3cret" not in repr(made)


def test_credentials_are_kept_replaced_and_wiped(client: ConnectorsClient) -> None:
    made = client.create("keeps", "postgresql", credentials={"username": "reader", "password": "s3cret"})
    assert client.update(made.id, name="kept").masked_credentials == {"username": KEEP, "password": KEEP}
    assert client.update(made.id, credentials={"password": KEEP}).masked_credentials == {"password": KEEP}
    assert client.update(made.id, credentials={}).masked_credentials == {}
    assert client.get(made.id).name == "kept"


def test_the_list_goes_through_all_pages(client: ConnectorsClient) -> None:
    made = [client.create(f"source {number}", "rest_api").id for number in range(7)]
    assert [connector.id for connector in client.list(page_size=3)] == made[::-1]
    page = client.page(limit=3)
    assert (len(page.items), page.total, page.cursor) == (3, 7, made[4])


def test_a_change_with_a_stale_etag_is_aborted(client: ConnectorsClient) -> None:
    made = client.create("etag", "csv", labels={"env": "prod"})
    changed = client.update(made.id, etag=made.etag, labels={})
    assert (changed.labels, changed.etag != made.etag) == ({}, True)
    with pytest.raises(Aborted) as refused:
        client.delete(made.id, etag=made.etag)
    assert refused.value.reason == "ETAG_MISMATCH"
    client.delete(made.id, etag=changed.etag)


def test_a_request_with_an_id_may_be_sent_again(client: ConnectorsClient) -> None:
    made = [client.create("once", "csv", request_id="r-1") for _ in range(2)]
    assert made[0] == made[1]
    assert client.create("would", "csv", validate_only=True).id == ""
    with pytest.raises(FailedPrecondition):
        client.create("untestable", "postgresql", only_if_test_passes=True)
    assert client.count().total == 1


def test_the_asynchronous_client_has_the_same_calls(service: Service, tenant: str) -> None:
    async def scenario() -> list[str]:
        async with AsyncConnectorsClient(service.grpc_address, tenant=tenant) as client:
            plan = await client.apply([DesiredConnector("a", "csv"), DesiredConnector("b", "mysql")])
            assert plan.created == 2
            assert (await client.count(Filter(types=["csv"]))).total == 1
            assert (await client.test_config("postgresql")).reason == "INVALID_CONFIG"
            assert [connector.name async for connector in client.export()] == ["a", "b"]
            return [connector.name async for connector in client.list(order_by="name")]

    assert asyncio.run(scenario()) == ["a", "b"]


def test_a_failed_probe_is_a_result_that_says_what_is_wrong(client: ConnectorsClient) -> None:
    made = client.create("incomplete", "postgresql", config={"host": "db.example.com"})
    result = client.test(made.id)
    assert (result.success, result.reason, result.verified_level) == (False, "INVALID_CONFIG", "NONE")
    assert result.hint
    assert [step.name for step in result.steps] == ["config"]
    assert client.get(made.id).last_error == result.message


def test_a_fleet_tells_of_each_and_is_kept(client: ConnectorsClient) -> None:
    made = [client.create(f"fleet {number}", "postgresql").id for number in range(3)]
    events = list(client.test_many(parallelism=2))
    results = [event.what for event in events if isinstance(event.what, TestResult)]
    assert sorted(result.id for result in results) == sorted(made)
    assert events[-1].what == Finished(succeeded=0, failed=3, refused=0)
    [run] = client.test_runs(made[0])
    assert (run.trigger, run.reason, run.steps) == ("FLEET", "INVALID_CONFIG", results[0].steps)
    assert list(client.test_runs(made[0], success=True)) == []
    told = client.history(made[0])
    assert (told.bucket_seconds, len(told.buckets), told.total.runs) == (7200, 84, 1)


def test_every_refusal_is_an_exception_of_its_kind(client: ConnectorsClient, service: Service, tenant: str) -> None:
    client.create("taken", "postgresql")
    with pytest.raises(AlreadyExists) as taken:
        client.create("taken", "postgresql")
    assert taken.value.reason == "NAME_TAKEN"
    assert taken.value.request_id
    with pytest.raises(InvalidArgument) as wrong:
        client.create("wrong", "postgresql", config={"port": "54x2"}, credentials={"password": ""})
    assert {violation.path for violation in wrong.value.violations} == {"config.port", "authConfig.password"} or {
        violation.path for violation in wrong.value.violations
    } == {"config.port"}
    with pytest.raises(NotFound):
        client.delete("conn_0")
    with (
        ConnectorsClient(service.grpc_address, tenant=tenant, role="viewer") as viewer,
        pytest.raises(PermissionDenied),
    ):
        viewer.create("no", "postgresql")
    with ConnectorsClient(service.grpc_address) as nobody, pytest.raises(Unauthenticated):
        nobody.page()


def test_an_integer_that_would_change_on_the_way_is_refused_here(client: ConnectorsClient) -> None:
    with pytest.raises(ValueError, match=r"config\.limits\[1\]: expected an integer up to 2\*\*53-1"):
        client.create("large", "rest_api", config={"limits": [1, 2**53]})


def test_a_service_that_is_not_there_is_unavailable_within_the_calls_own_time() -> None:
    with ConnectorsClient(f"127.0.0.1:{free_port()}", tenant="a", timeout=2.0) as away, pytest.raises(Unavailable):
        away.page()


def test_the_environment_says_where_and_who() -> None:
    found = Connection.from_environment(
        {"CONNECTORS_ADDRESS": "a:1", "CONNECTORS_TENANT": "acme", "CONNECTORS_TOKEN": "t0ken"}, role="viewer"
    )
    assert found == Connection(address="a:1", tenant="acme", role="viewer", token="t0ken")
    assert ("authorization", "Bearer t0ken") in found.metadata()
    assert "t0ken" not in repr(found)


def test_a_token_function_is_asked_before_each_call() -> None:
    tokens = iter(["first", "second"])
    connection = Connection(token=lambda: next(tokens))
    assert connection.metadata() == (("authorization", "Bearer first"),)
    assert connection.metadata() == (("authorization", "Bearer second"),)


def test_the_asyncio_client_does_the_same(service: Service, tenant: str) -> None:
    async def scenario() -> None:
        async with AsyncConnectorsClient(service.grpc_address, tenant=tenant) as client:
            made = await asyncio.gather(*(client.create(f"async {number}", "rest_api") for number in range(5)))
            assert {connector.id async for connector in client.list(page_size=2)} == {entry.id for entry in made}
            result = await client.test(made[0].id)
            assert result.reason == "INVALID_CONFIG"
            await client.delete(made[0].id)
            with pytest.raises(NotFound):
                await client.get(made[0].id)

    asyncio.run(scenario())


def test_both_clients_have_the_same_methods_with_the_same_parameters() -> None:
    def methods(client: type) -> dict[str, list[str]]:
        return {
            name: list(inspect.signature(member).parameters)
            for name, member in inspect.getmembers(client, inspect.isfunction)
            if not name.startswith("_")
        }

    assert methods(ConnectorsClient) == methods(AsyncConnectorsClient)


@pytest.mark.parametrize("module", ["connectors_client", "connectors_client.client", "connectors_client.aio"])
def test_the_examples_in_the_documentation_do_what_they_print(module: str, service: Service) -> None:
    loaded = __import__(module, fromlist=["_"])
    given = {**vars(connectors_client), "address": service.grpc_address}
    outcome = doctest.testmod(loaded, extraglobs=given, optionflags=doctest.ELLIPSIS)
    assert outcome.attempted > 0
    assert outcome.failed == 0
