"""GET /api/v1/connectors, and ListConnectors."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.contract.caller import Caller, Scenario
from tests.contract.shapes import PAGINATION, assert_connector

Both = Callable[[Scenario], None]


def fill(caller: Caller, count: int) -> list[str]:
    """Makes connectors; their names, newest first."""
    names = [f"connector {number}" for number in range(count)]
    for name in names:
        caller.created(name=name)
    return names[::-1]


def names_of(body: dict[str, list[dict[str, str]]]) -> list[str]:
    return [connector["name"] for connector in body["data"]]


def test_an_empty_tenant_lists_nothing(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        assert caller.list().body == {
            "data": [],
            "pagination": {"total": 0, "hasMore": False, "limit": 20, "cursor": None},
        }

    both(scenario)


def test_the_list_is_newest_first_with_20_on_a_page(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        expected = fill(caller, 22)
        answer = caller.list()
        assert set(answer.body) == {"data", "pagination"}
        assert set(answer.body["pagination"]) == PAGINATION
        assert names_of(answer.body) == expected[:20]
        last = answer.body["data"][-1]["id"]
        assert answer.body["pagination"] == {"total": 22, "hasMore": True, "limit": 20, "cursor": last}
        for connector in answer.body["data"]:
            assert_connector(connector)
        rest = caller.list(cursor=last)
        assert names_of(rest.body) == expected[20:]
        assert rest.body["pagination"] == {"total": 22, "hasMore": False, "limit": 20, "cursor": None}

    both(scenario)


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_of_any_size_give_each_connector_once(both: Both, limit: int) -> None:
    def scenario(caller: Caller) -> None:
        expected, found, cursor = fill(caller, 6), [], None
        while True:
            body = caller.list(limit=limit, **({"cursor": cursor} if cursor else {})).body
            found += names_of(body)
            cursor = body["pagination"]["cursor"]
            assert body["pagination"]["hasMore"] is (cursor is not None)
            if cursor is None:
                break
        assert found == expected

    both(scenario)


@pytest.mark.parametrize(("limit", "used"), [(1, 1), (100, 100), (101, 100), (10_000, 100)])
def test_a_limit_above_100_gives_100(both: Both, limit: int, used: int) -> None:
    def scenario(caller: Caller) -> None:
        assert caller.list(limit=limit).body["pagination"]["limit"] == used

    both(scenario)


@pytest.mark.parametrize("limit", [0, -1, -(2**40)])
def test_a_limit_below_1_is_refused(both: Both, limit: int) -> None:
    def scenario(caller: Caller) -> None:
        answer = caller.list(limit=limit)
        assert (answer.status, answer.fields) == (400, {"limit"})

    both(scenario)


@pytest.mark.parametrize("cursor", ["nonsense", "conn_", "' OR 1=1 --", "conn_" + "z" * 500])
def test_a_malformed_cursor_is_refused(both: Both, cursor: str) -> None:
    def scenario(caller: Caller) -> None:
        answer = caller.list(cursor=cursor)
        assert (answer.status, answer.fields) == (400, {"cursor"})

    both(scenario)


def test_a_cursor_of_a_deleted_connector_still_works(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        expected = fill(caller, 4)
        page = caller.list(limit=2).body
        assert caller.delete(page["pagination"]["cursor"]).status == 204
        rest = caller.list(limit=2, cursor=page["pagination"]["cursor"]).body
        assert names_of(rest) == expected[2:]
        assert rest["pagination"]["total"] == 3

    both(scenario)


def test_a_cursor_of_another_tenant_shows_nothing_of_it(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        other = f"{caller.tenant[:50]}-other"
        request = {"name": "theirs", "type": "csv"}
        theirs = caller.call("CreateConnector", request, tenant=other).body["id"]
        mine = caller.created(name="mine")
        assert [found["id"] for found in caller.list().body["data"]] == [mine]
        assert caller.list(cursor=theirs).body["data"] == []
        assert names_of(caller.list(cursor=mine).body) == []
        assert names_of(caller.call("ListConnectors", {"cursor": mine}, tenant=other).body) == ["theirs"]

    both(scenario)


def test_credentials_are_never_listed(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        caller.created(name="secret", authConfig={"username": "u", "password": "hunter2-never-shown"})
        answer = caller.list()
        assert "authConfig" not in answer.body["data"][0]
        assert "hunter2-never-shown" not in repr(answer)

    both(scenario)
