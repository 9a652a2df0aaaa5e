"""POST /api/v1/connectors, and CreateConnector."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.contract.caller import Caller, Scenario
from tests.contract.shapes import TYPES, assert_connector, case_id
from tests.e2e.service import Service

Both = Callable[[Scenario], None]

SEED_CURL_BODY = """{
    "name": "Customer Data Warehouse",
    "type": "snowflake",
    "config": {
      "account": "xy12345.us-east-1",
      "warehouse": "COMPUTE_WH",
      "database": "ANALYTICS"
    },
    "authMethod": "access_key",
    "authConfig": {
      "username": "svc_kaireon",
      "password": "secret"
    }
  }"""


def test_the_seeds_own_curl_is_answered_201_with_the_connector(service: Service, tenant: str) -> None:
    headers = {"Content-Type": "application/json", "X-Tenant-Id": tenant}
    response = requests.post(f"{service.url}/api/v1/connectors", data=SEED_CURL_BODY, headers=headers, timeout=30)
    assert response.status_code == 201
    assert response.headers["content-type"].split(";")[0] == "application/json"
    connector = response.json()
    assert_connector(connector)
    assert connector["name"] == "Customer Data Warehouse"
    assert connector["config"] == {"account": "xy12345.us-east-1", "warehouse": "COMPUTE_WH", "database": "ANALYTICS"}
    assert connector["authMethod"] == "access_key"
    assert "secret" not in response.text
    assert "svc_kaireon" not in response.text


def test_a_new_connector_has_the_seeds_defaults(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        connector = caller.create(name="plain", type="postgresql").body
        assert_connector(connector)
        assert connector["authMethod"] == "access_key"
        assert connector["status"] == "untested"
        assert connector["config"] == {}
        empty = ("description", "lastTestedAt", "lastError", "lastSyncRowCount", "lastSyncAt")
        assert [connector[name] for name in empty] == [None] * len(empty)
        assert connector["createdAt"] == connector["updatedAt"]
        assert caller.get(connector["id"]).body == connector
        assert caller.list().body["data"] == [connector]

    both(scenario)


@pytest.mark.parametrize("connector_type", TYPES)
def test_every_type_of_the_seed_can_be_created(both: Both, connector_type: str) -> None:
    def scenario(caller: Caller) -> None:
        answer = caller.create(name=connector_type, type=connector_type)
        assert answer.status == 201, answer
        assert answer.body["type"] == connector_type

    both(scenario)


@pytest.mark.parametrize(
    ("config", "alias", "stored"),
    [
        ({"host": "a"}, None, {"host": "a"}),
        (None, {"host": "a"}, {"host": "a"}),
        ({"host": "a"}, {"host": "b", "port": 5432}, {"host": "a", "port": 5432}),
        ({"options": {"x": 1}}, {"options": {"y": 2}}, {"options": {"x": 1}}),
        ({}, {}, {}),
    ],
)
def test_config_and_connection_config_merge_by_key_and_config_wins(
    both: Both, config: dict[str, Any] | None, alias: dict[str, Any] | None, stored: dict[str, Any]
) -> None:
    given = {"config": config, "connectionConfig": alias}

    def scenario(caller: Caller) -> None:
        connector = caller.create(**{name: value for name, value in given.items() if value is not None}).body
        assert connector["config"] == stored
        assert "connectionConfig" not in connector

    both(scenario)


@pytest.mark.parametrize(
    "value",
    [5432, 0, -1, 1.5, 1e-7, 2**53 - 1, -(2**53 - 1), True, False, None, "5432", "", "é 日本 \U0001f600", [1, [2]], {}],
    ids=repr,
)
def test_a_config_value_comes_back_as_it_was_sent(both: Both, value: Any) -> None:
    def scenario(caller: Caller) -> None:
        stored = caller.create(config={"note": value}).body["config"]["note"]
        assert (stored, type(stored)) == (value, type(value))

    both(scenario)


def test_keys_that_a_type_does_not_declare_are_kept(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        connector_id = caller.created(config={"host": "db.example.com", "ourOwnLabel": {"team": ["a", "b"]}})
        assert caller.get(connector_id).body["config"]["ourOwnLabel"] == {"team": ["a", "b"]}

    both(scenario)


def test_a_name_is_unique_in_its_tenant_and_free_again_after_a_delete(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        connector_id = caller.created(name="warehouse")
        taken = caller.create(name="warehouse", type="mysql")
        assert (taken.status, taken.reason) == (409, "NAME_TAKEN")
        elsewhere = caller.call(
            "CreateConnector", {"name": "warehouse", "type": "mysql"}, tenant=f"{caller.tenant[:50]}-other"
        )
        assert elsewhere.status == 201
        assert caller.delete(connector_id).status == 204
        assert caller.create(name="warehouse").status == 201

    both(scenario)


@pytest.mark.parametrize(
    ("request_fields", "fields"),
    [
        ({"name": ""}, {"name"}),
        ({"name": "   "}, {"name"}),
        ({"name": "n" * 201}, {"name"}),
        ({"name": "line\nbreak"}, {"name"}),
        ({"type": ""}, {"type"}),
        ({"type": "postgres"}, {"type"}),
        ({"description": "d" * 2001}, {"description"}),
        ({"authMethod": "telepathy"}, {"authMethod"}),
        ({"config": {"port": "5432"}}, {"config.port"}),
        ({"config": {"host": 1, "port": True}}, {"config.host", "config.port"}),
        ({"config": {"note": 2**53}}, {"config.note"}),
        ({"config": {"a": [{"b": -(2**53)}]}}, {"config.a[0].b"}),
        ({"authConfig": {"pin": 2**60}}, {"authConfig.pin"}),
        ({"authConfig": {"username": "u", "password": ""}}, {"authConfig.password"}),
        ({"authConfig": {"password": "********"}}, {"authConfig.password"}),
    ],
    ids=case_id,
)
def test_a_wrong_field_is_refused_by_its_name(both: Both, request_fields: dict[str, Any], fields: set[str]) -> None:
    def scenario(caller: Caller) -> None:
        answer = caller.create(**request_fields)
        assert (answer.status, answer.reason) == (400, "INVALID_ARGUMENT"), answer
        assert answer.fields == fields
        assert caller.list().body["pagination"]["total"] == 0

    both(scenario)


def test_an_unknown_type_is_refused_with_the_nearest_known_one(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        assert "did you mean postgresql?" in caller.create(type="postgresq").message

    both(scenario)


def test_names_may_be_200_characters_of_any_script(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        name = "日" * 200
        assert caller.create(name=name).body["name"] == name

    both(scenario)


def nested(levels: int) -> dict[str, Any]:
    """An object with `levels` levels of objects in all, itself counted."""
    found: dict[str, Any] = {}
    for _ in range(levels - 1):
        found = {"x": found}
    return found


def test_nesting_ends_at_32_levels_of_the_request(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        assert caller.create(name="deep", config=nested(31)).status == 201
        refused = caller.create(name="too deep", config=nested(32))
        assert (refused.status, refused.fields) == (400, {"config"})

    both(scenario)


def test_a_large_config_is_taken_and_a_request_over_1_mib_is_not(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        assert caller.create(name="large", config={"note": "x" * 1_000_000}).status == 201

    both(scenario)
