"""POST /api/v1/connectors/{id}:recordSync, RecordSync: what internal services report of a sync."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.caller import Caller, Scenario
from tests.contract.shapes import assert_connector

Both = Callable[[Scenario], None]


def record(caller: Caller, connector_id: str, role: str = "service", **report: Any) -> Any:
    return caller.call("RecordSync", {"id": connector_id, **report}, role=role)


def test_a_report_is_seen_on_the_connector(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        made = caller.created()
        answer = record(caller, made, rowCount=18432, finishedAt="2026-03-15T10:30:00.123Z")
        assert answer.status == 200, answer
        assert_connector(answer.body)
        shown = caller.get(made).body
        assert (shown["lastSyncRowCount"], shown["lastSyncAt"]) == (18432, "2026-03-15T10:30:00.123Z")
        assert shown == answer.body
        assert (shown["status"], shown["lastTestedAt"]) == ("untested", None)

    both(scenario)


def test_a_late_report_of_an_earlier_sync_changes_nothing(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        made = caller.created()
        record(caller, made, rowCount=2, finishedAt="2026-03-15T10:30:00.000Z")
        assert record(caller, made, rowCount=1, finishedAt="2026-03-15T10:29:59.000Z").body["lastSyncRowCount"] == 2
        kept = record(caller, made, finishedAt="2026-03-15T10:31:00.000Z").body
        assert (kept["lastSyncRowCount"], kept["lastSyncAt"]) == (2, "2026-03-15T10:31:00.000Z")

    both(scenario)


def test_a_report_without_a_time_is_of_now(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        body = record(caller, caller.created(), rowCount=0).body
        assert body["lastSyncAt"] >= body["createdAt"]
        assert body["lastSyncRowCount"] == 0

    both(scenario)


@pytest.mark.parametrize("role", ["admin", "editor", "viewer"])
def test_people_do_not_report_syncs(both: Both, role: str) -> None:
    def scenario(caller: Caller) -> None:
        assert record(caller, caller.created(), role=role, rowCount=1).status == 403

    both(scenario)


def test_the_service_role_does_nothing_else(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        made = caller.created()
        for method in ("GetConnector", "UpdateConnector", "DeleteConnector", "TestConnector"):
            assert caller.call(method, {"id": made}, role="service").status == 403, method

    both(scenario)


@pytest.mark.parametrize(
    ("report", "field"),
    [
        ({"rowCount": -1}, "rowCount"),
        ({"finishedAt": "2999-01-01T00:00:00Z"}, "finishedAt"),
        ({"finishedAt": "1969-12-31T23:59:59Z"}, "finishedAt"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_by_name(both: Both, report: dict[str, Any], field: str) -> None:
    def scenario(caller: Caller) -> None:
        answer = record(caller, caller.created(), **report)
        assert (answer.status, [path for path, _ in answer.violations]) == (400, [field])

    both(scenario)


def test_another_tenants_connector_is_as_absent(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        made = caller.created()
        foreign = caller.call("RecordSync", {"id": made}, tenant="someone-else", role="service")
        absent = record(caller, "conn_" + "0" * 32)
        assert (foreign.status, foreign.message) == (absent.status, absent.message) == (404, absent.message)

    both(scenario)
