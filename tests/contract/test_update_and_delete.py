"""PUT and DELETE /api/v1/connectors, UpdateConnector and DeleteConnector; GET of one connector."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.caller import Caller, Scenario
from tests.contract.shapes import MASK, assert_connector, case_id

Both = Callable[[Scenario], None]

WHOLE: dict[str, Any] = {
    "name": "warehouse",
    "type": "postgresql",
    "description": "the main one",
    "config": {"host": "db.example.com", "port": 5432, "database": "analytics"},
    "authMethod": "password",
    "authConfig": {"username": "reader", "password": "first secret"},
}
UNKNOWN_ID = "conn_" + "0" * 32


@pytest.mark.parametrize(
    "change",
    [
        {"name": "renamed"},
        {"description": "another"},
        {"config": {"host": "other.example.com"}},
        {"authMethod": "access_key"},
        {"type": "mysql"},
        {"status": "inactive"},
        {},
    ],
    ids=case_id,
)
def test_only_the_fields_that_are_sent_change(both: Both, change: dict[str, Any]) -> None:
    def scenario(caller: Caller) -> None:
        before = caller.create(**WHOLE).body
        answer = caller.update(before["id"], **change)
        assert answer.status == 200, answer
        assert_connector(answer.body, masked=True)
        expected = {**before, **change, "updatedAt": answer.body["updatedAt"], "etag": answer.body["etag"]}
        assert answer.body["etag"] != before["etag"]
        assert {name: answer.body[name] for name in before} == expected
        assert answer.body["authConfig"] == {"username": MASK, "password": MASK}
        assert answer.body["updatedAt"] >= before["updatedAt"]
        assert caller.get(before["id"]).body == expected

    both(scenario)


def test_config_is_replaced_whole_and_both_names_are_merged(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        connector_id = caller.created(**WHOLE)
        answer = caller.update(connector_id, config={"host": "a"}, connectionConfig={"host": "b", "port": 1})
        assert answer.body["config"] == {"host": "a", "port": 1}
        assert caller.update(connector_id, config={}).body["config"] == {}

    both(scenario)


def test_null_clears_the_description(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        connector_id = caller.created(**WHOLE)
        assert caller.update(connector_id, description=None).body["description"] is None

    both(scenario)


@pytest.mark.parametrize(
    ("auth_config", "shown"),
    [
        (None, {"username": MASK, "password": MASK}),
        ({}, {}),
        ({"password": "second"}, {"password": MASK}),
        ({"username": MASK, "password": "second"}, {"username": MASK, "password": MASK}),
    ],
    ids=["omitted", "empty", "replaced", "masked"],
)
def test_credentials_are_answered_as_names_with_a_mask(
    both: Both, auth_config: dict[str, str] | None, shown: dict[str, str]
) -> None:
    def scenario(caller: Caller) -> None:
        connector_id = caller.created(**WHOLE)
        change = {} if auth_config is None else {"authConfig": auth_config}
        answer = caller.update(connector_id, **change)
        assert answer.body["authConfig"] == shown
        assert "secret" not in repr(answer)
        assert "second" not in repr(answer)
        assert "authConfig" not in caller.get(connector_id).body

    both(scenario)


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"name": ""}, {"name"}),
        ({"type": "mystery"}, {"type"}),
        ({"status": "ACTIVE"}, {"status"}),
        ({"status": ""}, {"status"}),
        ({"authMethod": "telepathy"}, {"authMethod"}),
        ({"authConfig": {"password": ""}}, {"authConfig.password"}),
        ({"authConfig": {"token": MASK}}, {"authConfig.token"}),
        ({"config": {"port": "x"}}, {"config.port"}),
        ({"type": "rest_api", "authMethod": "basic", "config": {"url": 1}}, {"config.url"}),
        ({"type": "rest_api"}, {"authMethod"}),
    ],
    ids=case_id,
)
def test_a_wrong_change_is_refused_and_changes_nothing(both: Both, change: dict[str, Any], fields: set[str]) -> None:
    def scenario(caller: Caller) -> None:
        before = caller.create(**WHOLE).body
        answer = caller.update(before["id"], **change)
        assert (answer.status, answer.reason, answer.fields) == (400, "INVALID_ARGUMENT", fields), answer
        assert caller.get(before["id"]).body == before

    both(scenario)


@pytest.mark.parametrize("status", ["untested", "active", "error", "inactive"])
def test_a_status_may_be_set(both: Both, status: str) -> None:
    def scenario(caller: Caller) -> None:
        connector_id = caller.created()
        assert caller.update(connector_id, status=status).body["status"] == status

    both(scenario)


def test_a_name_that_another_has_is_refused(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        caller.created(name="first")
        second = caller.created(name="second")
        taken = caller.update(second, name="first")
        assert (taken.status, taken.reason) == (409, "NAME_TAKEN")
        assert caller.update(second, name="second").status == 200

    both(scenario)


def test_a_deleted_connector_is_gone(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        connector_id = caller.created()
        deleted = caller.delete(connector_id)
        assert (deleted.status, deleted.body) == (204, None)
        for answer in (
            caller.get(connector_id),
            caller.update(connector_id, name="x"),
            caller.delete(connector_id),
            caller.test(connector_id),
        ):
            assert (answer.status, answer.reason) == (404, "CONNECTOR_NOT_FOUND")
        assert caller.list().body["pagination"]["total"] == 0

    both(scenario)


@pytest.mark.parametrize("connector_id", [UNKNOWN_ID, "nonsense", "conn_001", "' OR 1=1", "é", "x" * 300])
def test_an_id_that_does_not_exist_is_404(both: Both, connector_id: str) -> None:
    def scenario(caller: Caller) -> None:
        answers = [caller.get(connector_id), caller.update(connector_id), caller.delete(connector_id)]
        for answer in [*answers, caller.test(connector_id)]:
            assert (answer.status, answer.reason) == (404, "CONNECTOR_NOT_FOUND")

    both(scenario)


@pytest.mark.parametrize("method", ["UpdateConnector", "DeleteConnector", "TestConnector"])
def test_a_missing_id_is_400(both: Both, method: str) -> None:
    def scenario(caller: Caller) -> None:
        answer = caller.call(method, {})
        assert (answer.status, answer.fields) == (400, {"id"})

    both(scenario)
