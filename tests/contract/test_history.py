"""The history of tests: the same over REST and over gRPC."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.contract.caller import Caller, Scenario
from tests.contract.shapes import TIMESTAMP

Both = Callable[[Scenario], None]


def test_each_test_is_listed_newest_first_as_it_was(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        connector = caller.created()
        for _ in range(3):
            caller.test(connector)
        first = caller.call("ListTestRuns", {"id": connector, "limit": 2})
        assert first.status == 200, first
        [newest, _] = first.body["data"]
        assert (newest["trigger"], newest["success"], newest["reason"]) == (
            "TEST_TRIGGER_USER",
            False,
            "INVALID_CONFIG",
        )
        assert [step["name"] for step in newest["steps"]] == ["config"]
        assert (newest["targetRevision"], newest["credentialVersion"]) == (1, 0)
        assert TIMESTAMP.fullmatch(newest["startedAt"])
        assert (first.body["pagination"]["total"], first.body["pagination"]["hasMore"]) == (3, True)
        cursor = first.body["pagination"]["cursor"]
        caller.answers.pop()  # run ids differ
        rest = caller.call("ListTestRuns", {"id": connector, "cursor": cursor}).body
        assert [len(rest["data"]), rest["pagination"]["cursor"]] == [1, None]
        caller.answers.pop()
        assert caller.call("ListTestRuns", {"id": connector, "success": True}).body["data"] == []

    both(scenario)


def test_the_history_is_a_series_a_streak_and_what_changed(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        connector = caller.created()
        empty = caller.call("GetConnectorHistory", {"id": connector}).body
        assert (empty["streak"], empty["changes"], empty["total"]["uptime"]) == (None, None, None)
        caller.test(connector)
        told = caller.call("GetConnectorHistory", {"id": connector, "days": 1}).body
        assert (told["bucketSeconds"], len(told["buckets"])) == (900, 96)
        assert (told["total"]["runs"], told["total"]["uptime"], told["total"]["latencyMsMean"]) == (1, 0, None)
        assert (told["streak"]["success"], told["streak"]["runs"]) == (False, 1)
        caller.answers.pop()  # a bucket may end between the two

    both(scenario)


@pytest.mark.parametrize(
    ("method", "request_", "fields"),
    [
        ("ListTestRuns", {"limit": 0}, {"limit"}),
        ("ListTestRuns", {"cursor": "conn_1"}, {"cursor"}),
        ("ListTestRuns", {"startTime": "2026-01-02T00:00:00Z", "endTime": "2026-01-01T00:00:00Z"}, {"endTime"}),
        ("GetConnectorHistory", {"days": 0}, {"days"}),
        ("GetConnectorHistory", {"days": 367}, {"days"}),
    ],
)
def test_a_wrong_request_names_the_field(
    both: Both, method: str, request_: dict[str, object], fields: set[str]
) -> None:
    def scenario(caller: Caller) -> None:
        refused = caller.call(method, {"id": caller.created(), **request_})
        assert (refused.status, refused.fields) == (400, fields)

    both(scenario)


@pytest.mark.parametrize("method", ["ListTestRuns", "GetConnectorHistory"])
def test_another_tenants_connector_is_as_absent(both: Both, method: str) -> None:
    def scenario(caller: Caller) -> None:
        connector = caller.created()
        foreign = caller.call(method, {"id": connector}, tenant="stranger")
        absent = caller.call(method, {"id": "conn_none"})
        assert foreign.masked() == absent.masked()
        assert foreign.status == 404

    both(scenario)
