"""Lists as people look through them: labels, filters, other orders, counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.caller import Caller, Scenario
from tests.contract.shapes import case_id

Both = Callable[[Scenario], None]

FLEET: tuple[dict[str, Any], ...] = (
    {"name": "Orders", "type": "postgresql", "labels": {"env": "prod", "team": "shop"}},
    {"name": "orders copy", "type": "postgresql", "labels": {"env": "dev"}},
    {"name": "100% sure_thing", "type": "mysql", "labels": {"env": "prod"}},
    {"name": "Éclair", "type": "rest_api"},
    {"name": "billing", "type": "mysql", "labels": {"team": "money", "env": ""}},
)


def _fleet(caller: Caller) -> None:
    for request in FLEET:
        caller.created(**request)
    listed = caller.list().body["data"]
    by_name = {connector["name"]: connector["id"] for connector in listed}
    assert caller.update(by_name["billing"], status="inactive").status == 200


def _names(answer: Any) -> list[str]:
    assert answer.status == 200, answer
    return [connector["name"] for connector in answer.body["data"]]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"type": ["mysql"]}, ["billing", "100% sure_thing"]),
        ({"type": ["mysql", "rest_api"]}, ["billing", "Éclair", "100% sure_thing"]),
        ({"status": ["inactive"]}, ["billing"]),
        ({"authMethod": ["basic"]}, []),
        ({"label": ["env=prod"]}, ["100% sure_thing", "Orders"]),
        ({"label": ["env"]}, ["billing", "100% sure_thing", "orders copy", "Orders"]),
        ({"label": ["env="]}, ["billing"]),
        ({"label": ["env=prod", "team"]}, ["Orders"]),
        ({"query": "ORDER"}, ["orders copy", "Orders"]),
        ({"query": "éCLAIR"}, ["Éclair"]),
        ({"query": "%"}, ["100% sure_thing"]),
        ({"query": "sure_t"}, ["100% sure_thing"]),
        ({"query": "s_re"}, []),
        ({"query": "x' OR '1'='1"}, []),
        ({"type": ["mysql"], "label": ["env=prod"], "query": "sure"}, ["100% sure_thing"]),
    ],
    ids=case_id,
)
def test_a_filter_gives_what_matches_newest_first_with_its_total(
    both: Both, asked: dict[str, Any], expected: list[str]
) -> None:
    def scenario(caller: Caller) -> None:
        _fleet(caller)
        answer = caller.list(**asked)
        assert _names(answer) == expected
        assert answer.body["pagination"]["total"] == len(expected)
        assert caller.call("CountConnectors", asked).body["total"] == len(expected)

    both(scenario)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("name", ["100% sure_thing", "billing", "Orders", "orders copy", "Éclair"]),
        ("name desc", ["Éclair", "orders copy", "Orders", "billing", "100% sure_thing"]),
        ("createdAt asc", [request["name"] for request in FLEET]),
        ("createdAt desc", [request["name"] for request in FLEET][::-1]),
        ("updatedAt desc", ["billing", "Éclair", "100% sure_thing", "orders copy", "Orders"]),
        ("lastTestedAt", [request["name"] for request in FLEET]),
    ],
)
def test_an_order_pages_through_everything_once(both: Both, order: str, expected: list[str]) -> None:
    def scenario(caller: Caller) -> None:
        _fleet(caller)
        names: list[str] = []
        cursor: dict[str, Any] = {}
        for _ in range(3):
            page = caller.list(orderBy=order, limit=2, **cursor)
            names += _names(page)
            assert page.body["pagination"]["total"] == len(FLEET)
            cursor = {"cursor": page.body["pagination"]["cursor"]}
        assert names == expected
        assert cursor == {"cursor": None}

    both(scenario)


def test_a_cursor_goes_on_where_it_was_when_its_connector_is_deleted(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        _fleet(caller)
        first = caller.list(orderBy="name", limit=2)
        caller.delete(first.body["data"][1]["id"])
        rest = caller.list(orderBy="name", cursor=first.body["pagination"]["cursor"])
        assert _names(rest) == ["Orders", "orders copy", "Éclair"]

    both(scenario)


@pytest.mark.parametrize(
    "other", [{"orderBy": "name desc"}, {"orderBy": "updatedAt"}, {"orderBy": "name", "type": ["mysql"]}], ids=case_id
)
def test_a_cursor_of_another_query_is_refused(both: Both, other: dict[str, Any]) -> None:
    def scenario(caller: Caller) -> None:
        _fleet(caller)
        cursor = caller.list(orderBy="name", limit=2).body["pagination"]["cursor"]
        refused = caller.list(cursor=cursor, **other)
        assert (refused.status, refused.fields) == (400, {"cursor"})

    both(scenario)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"orderBy": "password"}, "orderBy"),
        ({"orderBy": "name sideways"}, "orderBy"),
        ({"status": ["broken"]}, "status"),
        ({"label": ["ENV=prod"]}, "label"),
        ({"label": ["=prod"]}, "label"),
        ({"query": "x" * 201}, "query"),
        ({"orderBy": "name", "cursor": "conn_1"}, "cursor"),
        ({"orderBy": "name", "cursor": "é"}, "cursor"),
    ],
    ids=case_id,
)
def test_a_wrong_filter_names_its_field(both: Both, asked: dict[str, Any], field: str) -> None:
    def scenario(caller: Caller) -> None:
        refused = caller.list(**asked)
        assert (refused.status, refused.fields) == (400, {field})

    both(scenario)


def test_counts_are_by_status_and_type_in_one_call(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        _fleet(caller)
        assert caller.call("CountConnectors", {}).body == {
            "total": 5,
            "byStatus": {"untested": 4, "inactive": 1},
            "byType": {"postgresql": 2, "mysql": 2, "rest_api": 1},
        }

    both(scenario)


@pytest.mark.parametrize(
    ("labels", "field"),
    [
        ({"Env": "prod"}, "labels"),
        ({"-env": "prod"}, "labels"),
        ({"e" * 64: "prod"}, "labels"),
        ({"env": "x" * 64}, "labels.env"),
        ({"env": "a\nb"}, "labels.env"),
        ({f"l{number}": "" for number in range(65)}, "labels"),
    ],
    ids=case_id,
)
def test_a_wrong_label_is_named(both: Both, labels: dict[str, str], field: str) -> None:
    def scenario(caller: Caller) -> None:
        assert caller.create(labels=labels).fields == {field}
        connector_id = caller.created(labels={"env": "prod"})
        assert caller.update(connector_id, labels=labels).fields == {field}

    both(scenario)


def test_labels_are_kept_replaced_and_removed(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        connector_id = caller.created(labels={"env": "prod", "team": "a"})
        assert caller.update(connector_id, description="x").body["labels"] == {"env": "prod", "team": "a"}
        assert caller.update(connector_id, labels={"env": "dev"}).body["labels"] == {"env": "dev"}
        assert (_names(caller.list(label=["env=prod"])), len(_names(caller.list(label=["env=dev"])))) == ([], 1)
        assert caller.update(connector_id, labels={"env": 1}).fields == {"labels.env"}
        assert caller.update(connector_id, labels={}).body["labels"] == {}
        assert _names(caller.list(label=["env"])) == []

    both(scenario)


def test_another_tenants_connectors_are_neither_listed_nor_counted(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        _fleet(caller)
        stranger = f"{caller.tenant}-x"
        assert caller.call("ListConnectors", {"query": "order"}, tenant=stranger).body["data"] == []
        assert caller.call("CountConnectors", {}, tenant=stranger).body["total"] == 0
        assert caller.call("ExportConnectors", {}, tenant=stranger).body["connectors"] == []

    both(scenario)
