"""Credential metadata, the audit trail, confirmation: the same over REST and over gRPC."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.caller import Caller, Scenario
from tests.contract.shapes import TIMESTAMP

Both = Callable[[Scenario], None]

EVENT = {
    *("id", "time", "user", "role", "method", "connectorId", "connectorType", "changedFields", "outcome", "reason"),
    *("requestId", "sourceAddress", "count"),
}
LOGIN = {"username": "probe", "password": "never shown"}


def _events(caller: Caller, **request: Any) -> list[dict[str, Any]]:
    """Newest first. What differs from run to run is taken out, since both transports' answers are compared."""
    answer = caller.call("ListAuditEvents", request)
    assert answer.status == 200, answer
    found: list[dict[str, Any]] = answer.body["data"]
    caller.answers.pop()
    return found


def _all_seven(caller: Caller) -> list[dict[str, Any]]:
    """A refused call is in the trail at once, or within seconds where many others were refused just before."""
    deadline = time.monotonic() + 60
    while len(events := _events(caller)) < 7:
        assert time.monotonic() < deadline, events
        time.sleep(0.5)
    return events


def test_what_is_told_of_credentials(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        named = {"X-User": "ann"}
        request = {"name": "a", "type": "postgresql", "authConfig": LOGIN}
        created = caller.call("CreateConnector", request, metadata=named).body
        told = created["credentials"]
        assert set(told) == {"fields", "setAt", "setBy", "version", "fingerprint"}
        assert (told["fields"], told["setBy"], told["version"]) == (["password", "username"], "ann", 1)
        assert TIMESTAMP.fullmatch(told["setAt"])
        assert len(told["fingerprint"]) >= 32
        assert "never shown" not in repr(created)
        listed = caller.list().body["data"][0]
        got = caller.get(created["id"]).body
        assert listed["credentials"] == got["credentials"] == told
        updated = caller.update(created["id"], authConfig={**LOGIN, "password": "other"}).body
        assert updated["credentials"]["version"] == 2
        assert updated["credentials"]["setBy"] is None
        assert updated["credentials"]["fingerprint"] != told["fingerprint"]
        assert caller.update(created["id"], authConfig={}).body["credentials"] is None

    both(scenario)


def test_a_trail_of_every_kind_of_call(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        connector_id = caller.created(type="csv", config={"path": "a.csv"})
        caller.update(connector_id, name="renamed", config={"path": "b.csv"})
        caller.test(connector_id)
        caller.create(type="csv", name="renamed")
        caller.call("DeleteConnector", {"id": connector_id}, role="viewer", metadata={"X-User": "eve"})
        caller.call("ListAuditEvents", role="editor")
        caller.get("conn_absent")
        caller.delete(connector_id)
        events = _all_seven(caller)
        done = [event for event in reversed(events) if event["outcome"] == "OK"]
        assert [event["method"] for event in done] == [
            "CreateConnector",
            "UpdateConnector",
            "TestConnector",
            "DeleteConnector",
        ]
        assert done[2]["reason"]
        assert done[1]["changedFields"] == ["config.path", "name"]
        refused = {event["method"]: event for event in events if event["outcome"] != "OK"}
        assert {method: (event["outcome"], event["reason"]) for method, event in refused.items()} == {
            "CreateConnector": ("ALREADY_EXISTS", "NAME_TAKEN"),
            "DeleteConnector": ("PERMISSION_DENIED", "ROLE_NOT_ALLOWED"),
            "ListAuditEvents": ("PERMISSION_DENIED", "ROLE_NOT_ALLOWED"),
        }
        eves = refused["DeleteConnector"]
        assert (eves["user"], eves["role"], eves["connectorId"]) == ("eve", "viewer", connector_id)
        for event in events:
            assert set(event) == EVENT
            assert TIMESTAMP.fullmatch(event["time"])
            assert event["sourceAddress"] in ("127.0.0.1", "::1")
            assert event["requestId"]
            assert event["count"] == 1

    both(scenario)


def test_pages_and_filters(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        ids = [caller.created(name=f"c{number}") for number in range(3)]
        caller.delete(ids[0])
        all_events = _events(caller)
        pages, cursor = [], None
        while True:
            answer = caller.call("ListAuditEvents", {"limit": 3} | ({"cursor": cursor} if cursor else {}))
            caller.answers.pop()
            pages.append(answer.body["data"])
            page = answer.body["pagination"]
            assert (page["total"], page["limit"]) == (4, 3)
            assert (page["cursor"] is None) is not page["hasMore"]
            cursor = page["cursor"]
            if not cursor:
                break
        assert [len(found) for found in pages] == [3, 1]
        assert [event for found in pages for event in found] == all_events
        assert [event["id"] for event in all_events] == sorted((e["id"] for e in all_events), reverse=True)
        assert len(_events(caller, connectorId=ids[0])) == 2
        assert len(_events(caller, method="DeleteConnector")) == 1
        assert _events(caller, user="nobody") == []
        assert _events(caller, outcome="INTERNAL") == []
        assert _events(caller, endTime=all_events[-1]["time"]) == []
        assert _events(caller, startTime=all_events[-1]["time"]) == all_events
        assert _events(caller, startTime="2100-01-01T00:00:00Z") == []

    both(scenario)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"limit": 0}, "limit"),
    ({"cursor": "conn_1"}, "cursor"),
    ({"startTime": "2026-01-02T00:00:00Z", "endTime": "2026-01-01T00:00:00Z"}, "endTime"),
]


@pytest.mark.parametrize(("request_", "path"), WRONG, ids=[path for _, path in WRONG])
def test_a_wrong_request_is_refused_with_its_field(both: Both, request_: dict[str, Any], path: str) -> None:
    def scenario(caller: Caller) -> None:
        answer = caller.call("ListAuditEvents", request_)
        assert (answer.status, answer.fields) == (400, {path})

    both(scenario)


def test_another_tenants_trail_cannot_be_seen(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        caller.created()
        [event] = _events(caller)
        stranger = f"{caller.tenant[:50]}-stranger"
        for request in ({}, {"connectorId": event["connectorId"]}, {"cursor": "evt_ffffffffffffffff"}):
            body = caller.call("ListAuditEvents", request, tenant=stranger).body
            assert (body["data"], body["pagination"]["total"]) == ([], 0)

    both(scenario)


def test_confirmation_is_an_admins_and_needs_credentials(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        bare = caller.created(name="bare")
        full = caller.created(name="full", authConfig=LOGIN)
        assert caller.call("ConfirmCredentials", {"id": full}, role="editor").status == 403
        assert caller.call("ConfirmCredentials", {"id": "conn_absent"}).status == 404
        refused = caller.call("ConfirmCredentials", {"id": bare})
        assert (refused.status, refused.reason) == (412, "PRECONDITION_FAILED")
        before = caller.get(full).body
        confirmed = caller.call("ConfirmCredentials", {"id": full})
        assert confirmed.body == before
        assert "authConfig" not in confirmed.body

    both(scenario)
