"""Changes that cannot go wrong unseen: etags, requests that create once, validation alone, tests before saving."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.contract.caller import Caller, Scenario
from tests.contract.shapes import MASK
from tests.contract.transport import RestTransport
from tests.e2e.plugin import Neighbourhood

Both = Callable[[Scenario], None]

SECRET = {"username": "probe", "password": "s3cret-of-the-store"}


def _http(around: Neighbourhood, path: str = "/guarded", **auth: str) -> dict[str, Any]:
    origin = around.http
    credentials = auth or {"username": origin.user, "password": origin.password}
    return {"type": "rest_api", "config": {"url": origin.url + path}, "authConfig": credentials}


def test_a_change_with_the_etag_that_was_read_goes_through_once(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        connector = caller.create().body
        changed = caller.update(connector["id"], description="mine", etag=connector["etag"])
        assert changed.status == 200
        late = caller.update(connector["id"], description="yours", etag=connector["etag"])
        assert (late.status, late.code, late.reason) == (412, 10, "ETAG_MISMATCH")
        assert caller.get(connector["id"]).body["description"] == "mine"
        deleted = caller.call("DeleteConnector", {"id": connector["id"], "etag": connector["etag"]})
        assert (deleted.status, deleted.reason) == (412, "ETAG_MISMATCH")
        assert caller.call("DeleteConnector", {"id": connector["id"], "etag": changed.body["etag"]}).status == 204
        gone = caller.call("DeleteConnector", {"id": connector["id"], "etag": "*"})
        assert gone.status == 404

    both(scenario)


def test_a_test_changes_no_etag(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        connector = caller.create().body
        assert caller.test(connector["id"]).status == 200
        tested = caller.get(connector["id"]).body
        assert (tested["status"], tested["etag"]) == ("error", connector["etag"])
        assert caller.update(connector["id"], description="x", etag=connector["etag"]).status == 200

    both(scenario)


def test_if_match_is_the_etag_of_rest(rest: RestTransport) -> None:
    caller = Caller(rest)
    created = caller.create()
    connector_id, tag = created.body["id"], created.headers["etag"]
    assert tag == f'"{created.body["etag"]}"'
    read = caller.get(connector_id)
    assert read.headers["etag"] == tag

    def put(if_match: str, **fields: Any) -> Any:
        return caller.call("UpdateConnector", {"id": connector_id, **fields}, metadata={"If-Match": if_match})

    changed = put(tag, description="mine")
    assert (changed.status, changed.headers["etag"]) == (200, f'"{changed.body["etag"]}"')
    for stale in (tag, f"W/{changed.headers['etag']}", '""', '"*"'):
        assert put(stale, description="no").status == 412, stale
    assert put("*", description="any").status == 200
    for wrong in ("r1", '"a", "b"', '"a'):
        assert put(wrong, description="no").fields == {"if-match"}, wrong
    twice = put('"r9"', description="no", etag="r1")
    assert (twice.status, twice.fields) == (400, {"if-match"})
    elsewhere = caller.call("TestConnector", {"id": connector_id}, metadata={"If-Match": tag})
    assert (elsewhere.status, elsewhere.fields) == (400, {"if-match"})
    now = caller.get(connector_id)
    again = caller.call("GetConnector", {"id": connector_id}, metadata={"If-None-Match": now.headers["etag"]})
    assert again.status == 200  # a test's outcome may have changed, which no etag tells
    gone = caller.call("DeleteConnector", {"id": connector_id}, metadata={"If-Match": tag})
    assert gone.status == 412
    gone = caller.call("DeleteConnector", {"id": connector_id}, metadata={"If-Match": now.headers["etag"]})
    assert gone.status == 204


def test_a_request_with_an_id_creates_once_and_is_answered_the_same(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        request = {"name": "once", "requestId": str(uuid.uuid4()), "authConfig": SECRET, "labels": {"env": "prod"}}
        first = caller.create(**request)
        caller.update(first.body["id"], description="changed since")
        again = caller.create(**request)
        assert (again.status, again.body) == (201, first.body)
        assert caller.list().body["pagination"]["total"] == 1
        for other in ({"description": "x"}, {"authConfig": {**SECRET, "password": "other"}}, {"labels": {}}):
            reused = caller.create(**{**request, **other})
            assert (reused.status, reused.code, reused.reason) == (409, 6, "IDEMPOTENCY_KEY_REUSED")
        caller.delete(first.body["id"])
        assert caller.create(**request).body == first.body
        assert caller.list().body["pagination"]["total"] == 0

    both(scenario)


def test_a_request_that_failed_leaves_its_id_free(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        caller.created(name="taken")
        request = {"requestId": "the-second", "name": "taken"}
        assert caller.create(**request).reason == "NAME_TAKEN"
        assert caller.create(**{**request, "name": "free"}).status == 201
        wrong = caller.create(requestId="a b", name="other")
        assert (wrong.status, wrong.fields) == (400, {"requestId"})

    both(scenario)


def test_idempotency_key_is_the_request_id_of_rest(rest: RestTransport) -> None:
    caller = Caller(rest)
    keys = ({"Idempotency-Key": '"8e03978e-40d5"'}, {"Idempotency-Key": "8e03978e-40d5"})
    answers = [caller.call("CreateConnector", {"name": "once", "type": "postgresql"}, metadata=key) for key in keys]
    assert [answer.status for answer in answers] == [201, 201]
    assert answers[0].body == answers[1].body


def test_validate_only_says_what_would_come_of_it_and_stores_nothing(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        would = caller.create(name="a", description="d", validateOnly=True, authConfig=SECRET)
        assert (would.status, would.body["id"], would.body["etag"]) == (201, "", "")
        assert (would.body["name"], would.body["description"]) == ("a", "d")
        assert caller.list().body["pagination"]["total"] == 0
        connector = caller.create(name="a").body
        taken = caller.create(name="a", validateOnly=True)
        assert (taken.status, taken.reason) == (409, "NAME_TAKEN")
        caller.created(name="b")
        would = caller.update(connector["id"], name="c", authConfig=SECRET, validateOnly=True)
        assert (would.status, would.body["name"]) == (200, "c")
        assert would.body["authConfig"] == {"username": MASK, "password": MASK}
        assert caller.update(connector["id"], name="b", validateOnly=True).reason == "NAME_TAKEN"
        assert caller.get(connector["id"]).body == connector
        assert caller.create(name="x", type="nope", validateOnly=True).fields == {"type"}

    both(scenario)


def test_a_config_is_tested_without_being_stored(both: Both, neighbourhood: Neighbourhood) -> None:
    def scenario(caller: Caller) -> None:
        good = caller.call("TestConfig", _http(neighbourhood))
        assert (good.status, good.body["success"], good.body["reason"]) == (200, True, None)
        assert good.body["verifiedLevel"] == "AUTHENTICATED" or good.body["verifiedLevel"] == "RESOURCE_READABLE"
        wrong = caller.call("TestConfig", _http(neighbourhood, username="probe", password="wrong"))
        assert (wrong.body["success"], wrong.body["reason"]) == (False, "AUTHENTICATION_FAILED")
        missing = caller.call("TestConfig", {"type": "postgresql", "config": {"host": "db.example.com"}})
        assert (missing.body["success"], missing.body["reason"]) == (False, "INVALID_CONFIG")
        assert caller.call("TestConfig", {"config": {}}).fields == {"type"}
        assert caller.call("TestConfig", {"type": "nope"}).fields == {"type"}
        assert caller.call("TestConfig", {"id": "conn_absent"}).status == 404
        assert caller.list().body["pagination"]["total"] == 0
        noted = caller.events("TestConfig")
        assert [event["reason"] for event in noted if event["outcome"] == "OK"] == [
            "INVALID_CONFIG",
            "AUTHENTICATION_FAILED",
            None,
        ]

    both(scenario)


def test_stored_secrets_are_used_only_where_the_connector_leads_now(both: Both, neighbourhood: Neighbourhood) -> None:
    def scenario(caller: Caller) -> None:
        stored = caller.create(**_http(neighbourhood)).body
        as_it_is = caller.call("TestConfig", {"id": stored["id"]})
        assert as_it_is.body["success"], as_it_is
        elsewhere = {"url": neighbourhood.http.url.replace("localhost", "127.0.0.1") + "/stolen"}
        for config in (elsewhere, {"url": "http://collector.example.net/"}):
            refused = caller.call("TestConfig", {"id": stored["id"], "config": config})
            assert (refused.body["success"], refused.body["reason"]) == (False, "CREDENTIAL_REBIND_REQUIRED")
        masked = {"username": MASK, "password": MASK}
        refused = caller.call("TestConfig", {"id": stored["id"], "config": elsewhere, "authConfig": masked})
        assert refused.body["reason"] == "CREDENTIAL_REBIND_REQUIRED"
        entered = {"authConfig": {"username": "probe", "password": "wrong"}}
        assert caller.call("TestConfig", {"id": stored["id"], **entered}).body["reason"] == "AUTHENTICATION_FAILED"
        unchanged = caller.get(stored["id"]).body
        assert unchanged == stored

    both(scenario)


def test_it_is_stored_only_if_its_test_passes(both: Both, neighbourhood: Neighbourhood) -> None:
    def scenario(caller: Caller) -> None:
        good, wrong = _http(neighbourhood), _http(neighbourhood, username="probe", password="wrong")
        refused = caller.create(**wrong, saveOnlyIfTestPasses=True)
        assert (refused.status, refused.code, refused.reason) == (412, 9, "TEST_FAILED")
        assert caller.list().body["pagination"]["total"] == 0
        stored = caller.create(**good, saveOnlyIfTestPasses=True)
        assert stored.status == 201, stored
        refused = caller.update(stored.body["id"], authConfig=wrong["authConfig"], saveOnlyIfTestPasses=True)
        assert (refused.status, refused.reason) == (412, "TEST_FAILED")
        moved = {"url": "http://collector.example.net/"}
        refused = caller.update(stored.body["id"], config=moved, saveOnlyIfTestPasses=True)
        assert (refused.status, refused.reason) == (412, "TEST_FAILED")
        assert caller.get(stored.body["id"]).body == stored.body
        changed = caller.update(stored.body["id"], description="works", saveOnlyIfTestPasses=True)
        assert (changed.status, changed.body["description"]) == (200, "works")

    both(scenario)


def test_why_the_test_failed_is_in_the_details(rest: RestTransport, neighbourhood: Neighbourhood) -> None:
    caller = Caller(rest)

    answer = requests.post(
        f"{rest._url}/api/v1/connectors",
        json={"name": "x", **_http(neighbourhood, username="probe", password="wrong"), "saveOnlyIfTestPasses": True},
        headers={"X-Tenant-Id": caller.tenant},
        timeout=60,
    )
    [info] = [entry for entry in answer.json()["details"] if entry["@type"].endswith("ErrorInfo")]
    assert info["metadata"]["reason"] == "AUTHENTICATION_FAILED"
    assert info["metadata"]["hint"]


@pytest.mark.parametrize("method", ["CreateConnector", "UpdateConnector", "TestConfig", "ApplyConnectors"])
def test_a_viewer_may_not(both: Both, method: str) -> None:
    def scenario(caller: Caller) -> None:
        assert caller.call(method, {}, role="viewer").status == 403

    both(scenario)
