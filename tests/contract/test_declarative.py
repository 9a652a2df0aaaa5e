"""A set of connectors that is described: exported, planned as a diff, applied as a whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.caller import Caller, Scenario
from tests.contract.shapes import MASK, case_id

Both = Callable[[Scenario], None]

LOGIN = {"username": "svc", "password": "canary-of-apply"}


def _desired(name: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, "type": "postgresql", "config": {"host": "db.example.com"}, "labels": {"app": "x"}, **fields}


def _apply(caller: Caller, *connectors: dict[str, Any], **options: Any) -> Any:
    return caller.call("ApplyConnectors", {"connectors": list(connectors), **options})


def _actions(answer: Any) -> dict[str, str]:
    assert answer.status == 200, answer
    return {change["name"]: change["action"].removeprefix("PLANNED_ACTION_") for change in answer.body["changes"]}


def test_a_set_is_created_then_changed_then_as_it_should_be(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        first = _apply(caller, _desired("a", authConfig=LOGIN), _desired("b"))
        assert _actions(first) == {"a": "CREATE", "b": "CREATE"}
        assert [first.body[name] for name in ("created", "updated", "deleted", "unchanged")] == [2, 0, 0, 0]
        again = _apply(caller, _desired("a", authConfig=LOGIN), _desired("b"))
        assert _actions(again) == {"a": "UNCHANGED", "b": "UNCHANGED"}
        kept = _apply(caller, _desired("a"), _desired("b"))
        assert _actions(kept) == {"a": "UNCHANGED", "b": "UNCHANGED"}
        other = {"host": "other.example.com", "port": 5433}
        changed = _apply(caller, _desired("a", config=other, description="x"), _desired("b", authConfig=LOGIN))
        by_name = {change["name"]: change for change in changed.body["changes"]}
        assert by_name["a"]["changedFields"] == ["config.host", "config.port", "description"]
        assert by_name["a"]["credentialsChange"] is False
        assert by_name["b"]["changedFields"] == ["authConfig.password", "authConfig.username"]
        assert by_name["b"]["credentialsChange"] is True
        assert LOGIN["password"] not in str(changed.body)
        stored = {item["name"]: item for item in caller.list().body["data"]}
        assert stored["a"]["config"] == other
        assert stored["a"]["credentials"]["fields"] == ["password", "username"]
        wiped = _apply(caller, _desired("a", config=other, description="x", authConfig={}))
        assert _actions(wiped) == {"a": "UPDATE"}
        assert caller.get(stored["a"]["id"]).body["credentials"] is None
        assert len(caller.events("ApplyConnectors")) == 5

    both(scenario)


def test_a_dry_run_writes_nothing_and_its_plan_can_be_held_to(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        plan = _apply(caller, _desired("a"), _desired("b"), dryRun=True)
        assert _actions(plan) == {"a": "CREATE", "b": "CREATE"}
        assert [change["id"] for change in plan.body["changes"]] == ["", ""]
        assert caller.list().body["pagination"]["total"] == 0
        caller.created(name="b")
        late = _apply(caller, _desired("a"), _desired("b"), etag=plan.body["etag"])
        assert (late.status, late.reason) == (412, "ETAG_MISMATCH")
        assert caller.list().body["pagination"]["total"] == 1
        plan = _apply(caller, _desired("a"), _desired("b"), dryRun=True)
        assert _actions(plan) == {"a": "CREATE", "b": "UPDATE"}
        assert _apply(caller, _desired("a"), _desired("b"), etag=plan.body["etag"]).status == 200

    both(scenario)


def test_prune_touches_only_what_carries_the_labels(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        for name, labels in (("old", {"app": "x"}), ("other", {"app": "y"}), ("bare", {})):
            caller.created(name=name, labels=labels)
        pruned = _apply(caller, _desired("new"), prune=True, label=["app=x"])
        assert _actions(pruned) == {"new": "CREATE", "old": "DELETE"}
        names = {item["name"] for item in caller.list().body["data"]}
        assert names == {"new", "other", "bare"}
        everything = _apply(caller, prune=True, label=["app=x"])
        assert _actions(everything) == {"new": "DELETE"}

    both(scenario)


@pytest.mark.parametrize(
    ("connectors", "options", "fields"),
    [
        ([_desired("a"), _desired("a")], {}, {"connectors[1].name"}),
        ([_desired("a"), _desired("b", type="nope")], {}, {"connectors[1].type"}),
        ([_desired("", config={"port": "x"}), _desired("c")], {}, {"connectors[0].name", "connectors[0].config.port"}),
        ([_desired("a", authConfig={"password": MASK})], {}, {"connectors[0].authConfig.password"}),
        ([_desired("a", labels={"A": "b"})], {}, {"connectors[0].labels"}),
        ([_desired("a")], {"prune": True}, {"label"}),
        ([_desired("a", labels={"app": "y"})], {"prune": True, "label": ["app=x"]}, {"connectors[0].labels"}),
        ([_desired(f"n{number}") for number in range(1001)], {}, {"connectors"}),
    ],
    ids=case_id,
)
def test_a_wrong_set_names_every_place_and_changes_nothing(
    both: Both, connectors: list[dict[str, Any]], options: dict[str, Any], fields: set[str]
) -> None:
    def scenario(caller: Caller) -> None:
        refused = _apply(caller, *connectors, **options)
        assert (refused.status, refused.fields) == (400, fields)
        assert caller.list().body["pagination"]["total"] == 0

    both(scenario)


def test_what_is_exported_can_be_applied_and_changes_nothing(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        url = {"url": "https://svc:canary-in-url@api.example.com/"}
        caller.created(name="api", type="rest_api", config=url, authConfig=LOGIN, labels={"env": "prod"})
        caller.created(name="db", description="the store", config={"host": "h", "port": 5432})
        exported = caller.call("ExportConnectors", {})
        assert [item["name"] for item in exported.body["connectors"]] == ["api", "db"]
        assert exported.body["nextCursor"] is None
        assert "canary" not in str(exported.body)
        filled = [{key: value for key, value in item.items() if value} for item in exported.body["connectors"]]
        assert _actions(_apply(caller, *filled)) == {"api": "UNCHANGED", "db": "UNCHANGED"}
        assert len(caller.call("ExportConnectors", {"label": ["env"]}).body["connectors"]) == 1

    both(scenario)


def test_a_large_set_is_applied_as_a_whole(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        many = [_desired(f"n{number:03}", description="d" * 1500) for number in range(900)]  # above 1 MiB
        assert _apply(caller, *many).body["created"] == 900
        assert caller.call("CountConnectors", {}).body["total"] == 900

    both(scenario)
