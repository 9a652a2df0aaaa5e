"""Webhooks: the same over REST and over gRPC."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.contract.caller import Caller, Scenario
from tests.contract.shapes import MASK, TIMESTAMP

Both = Callable[[Scenario], None]

URL = "https://hooks.example.com/events"
SHOWN = {
    "id",
    "url",
    "description",
    "statuses",
    "disabled",
    "createdAt",
    "updatedAt",
    "lastDeliveredAt",
    "lastError",
    "failingSince",
    "pending",
    "undelivered",
    "previousSecretUntil",
}


def test_a_webhook_lives_and_shows_its_secret_where_it_is_made_and_nowhere_else(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        made = caller.call("CreateWebhook", {"url": f"{URL}?key=k", "statuses": ["error"], "description": "pages"})
        assert made.status == 201
        assert set(made.body) == SHOWN | {"secret"}
        assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", made.body["secret"])
        webhook = {"id": made.body["id"]}
        shown = caller.call("GetWebhook", webhook).body
        assert set(shown) == SHOWN
        assert shown == {name: value for name, value in made.body.items() if name != "secret"}
        assert (shown["url"], shown["statuses"], shown["disabled"]) == (f"{URL}?{MASK}", ["error"], False)
        assert (shown["pending"], shown["undelivered"], shown["lastDeliveredAt"]) == (0, 0, None)
        assert TIMESTAMP.fullmatch(shown["createdAt"])
        assert caller.call("ListWebhooks").body == {"data": [shown]}
        changed = caller.call("UpdateWebhook", {**webhook, "disabled": True, "description": None}).body
        assert (changed["disabled"], changed["description"], changed["url"]) == (True, None, shown["url"])
        rotated = caller.call("RotateWebhookSecret", webhook).body
        assert rotated["secret"] != made.body["secret"]
        assert TIMESTAMP.fullmatch(rotated["previousSecretUntil"])
        assert caller.call("DeleteWebhook", webhook).status == 204
        assert caller.call("GetWebhook", webhook).reason == "WEBHOOK_NOT_FOUND"
        for method in ("CreateWebhook", "UpdateWebhook", "RotateWebhookSecret", "DeleteWebhook"):
            [event] = caller.events(method)
            assert event["connectorId"] is None
            assert all(name.startswith(made.body["id"]) for name in event["changedFields"])

    both(scenario)


@pytest.mark.parametrize(
    ("request_", "fields"),
    [
        ({}, {"url"}),
        ({"url": "http://hooks.example.com/"}, {"url"}),
        ({"url": "https://user:password@hooks.example.com/"}, {"url"}),
        ({"url": URL, "statuses": ["broken"]}, {"statuses[0]"}),
        ({"url": URL, "description": "x" * 2001}, {"description"}),
    ],
)
def test_what_is_wrong_is_named(both: Both, request_: dict[str, object], fields: set[str]) -> None:
    def scenario(caller: Caller) -> None:
        refused = caller.call("CreateWebhook", request_)
        assert (refused.status, refused.fields) == (400, fields)

    both(scenario)


def test_ten_are_as_many_as_a_tenant_may_have(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        assert {caller.call("CreateWebhook", {"url": URL}).status for _ in range(10)} == {201}
        refused = caller.call("CreateWebhook", {"url": URL})
        assert (refused.status, refused.reason) == (429, "QUOTA_EXCEEDED")

    both(scenario)


@pytest.mark.parametrize("role", ["editor", "viewer", "service"])
def test_they_are_for_admins_alone(both: Both, role: str) -> None:
    def scenario(caller: Caller) -> None:
        assert caller.call("ListWebhooks", role=role).status == 403
        assert caller.call("CreateWebhook", {"url": URL}, role=role).status == 403

    both(scenario)


@pytest.mark.parametrize(
    "method", ["GetWebhook", "UpdateWebhook", "DeleteWebhook", "RotateWebhookSecret", "TestWebhook"]
)
def test_another_tenants_webhook_is_as_absent(both: Both, method: str) -> None:
    def scenario(caller: Caller) -> None:
        webhook = caller.call("CreateWebhook", {"url": URL}).body["id"]
        foreign = caller.call(method, {"id": webhook}, tenant="stranger")
        assert (foreign.status, foreign.reason) == (404, "WEBHOOK_NOT_FOUND")
        assert foreign.masked() == caller.call(method, {"id": "wh_none"}).masked()

    both(scenario)


def test_a_test_that_the_guard_refuses_says_so(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        webhook = caller.call("CreateWebhook", {"url": "https://10.0.0.1/events"}).body["id"]
        tried = caller.call("TestWebhook", {"id": webhook}).body
        assert (tried["success"], tried["reason"], tried["httpStatus"]) == (False, "EGRESS_DENIED", None)

    both(scenario)
