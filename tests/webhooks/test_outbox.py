"""What is written beside a change of status: all of it or nothing, and nothing where nobody listens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from server.errors import Conflict
from server.storage.record import TestStamp
from server.storage.repository import ConnectorRepository
from tests.storage.records import EVENT
from tests.webhooks.world import TESTED, World


@contextmanager
def statements(world: World) -> Iterator[list[str]]:
    """Those that run inside the block."""
    ran: list[str] = []
    before = world.database._execute

    def noted(sql: str, params: tuple[Any, ...]) -> Any:
        ran.append(sql)
        return before(sql, params)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.database, "_execute", noted)
        yield ran


def test_a_change_of_status_is_written_for_each_webhook_and_says_what_happened(world: World) -> None:
    first, second = world.create().record, world.create().record
    connector = world.connector(labels={"env": "prod"})
    world.tested(connector, "error", "no answer within 10 s")
    rows = world.rows("webhook_id, event_id, connector_id, body, attempts, claim, ended_at, number")
    assert {row[0] for row in rows} == {first.id, second.id}
    assert len({row[1] for row in rows}) == 1
    assert rows[0][1].startswith("msg_")
    assert {row[2:3] + row[4:7] for row in rows} == {(connector.id, 0, None, None)}
    event = json.loads(rows[0][3])
    assert event == {
        "type": "connector.status_changed",
        "timestamp": "2026-03-15T10:31:40.000Z",
        "data": {
            "connector": {
                "id": connector.id,
                "name": connector.name,
                "type": "snowflake",
                "labels": {"env": "prod"},
            },
            "previousStatus": "untested",
            "status": "error",
            "reason": "TIMEOUT",
            "message": "no answer within 10 s",
            "revision": str(rows[0][7]),
            "testedAt": "2026-03-15T10:31:40.000Z",
        },
    }
    world.tested(connector, "active")
    after = json.loads(world.rows("body")[-1][0])["data"]
    assert (after["previousStatus"], after["status"], after["reason"], after["message"]) == (
        "error",
        "active",
        None,
        None,
    )


def test_nothing_is_written_where_nothing_changed_or_nobody_listens(world: World) -> None:
    disabled = world.create(disabled=True).record
    foreign = world.create(tenant="other").record
    deaf = world.create(statuses=("inactive",)).record
    hears_errors = world.create(statuses=("error", "untested")).record
    connector = world.connector()
    for status in ("error", "error", "active", "active"):
        world.tested(connector, status)
    assert [row[0] for row in world.rows("webhook_id")] == [hears_errors.id]
    assert [world.pending(each.id, each.tenant) for each in (disabled, foreign, deaf)] == [0, 0, 0]


def test_a_status_that_an_update_sets_is_told_too_and_a_dry_run_is_not(world: World) -> None:
    world.create()
    connector = world.connector()
    connectors = ConnectorRepository(world.database).for_tenant("acme")
    parked = replace(connector, status="inactive", revision=2)
    event = replace(EVENT, method="UpdateConnector", connector_id=connector.id)
    assert connectors.replace(parked, 1, event, previous_status="untested", dry_run=True)
    assert world.rows() == []
    assert connectors.replace(parked, 1, event, previous_status="untested")
    assert connectors.replace(replace(parked, revision=3), 2, event, previous_status="inactive")
    [(body,)] = world.rows("body")
    told = json.loads(body)["data"]
    assert (told["previousStatus"], told["status"], told["reason"]) == ("untested", "inactive", None)


def test_where_the_change_is_not_stored_its_events_are_not_either(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.create()
    connector = world.connector()

    def fail(*_arguments: object) -> None:
        raise Conflict("after everything was written")

    connectors = ConnectorRepository(world.database).for_tenant("acme")
    monkeypatch.setattr(connectors._runs, "write", fail)
    with pytest.raises(Conflict):
        connectors.stamp_test(
            connector.id,
            connector.target_revision,
            TestStamp("error", 1, "x"),
            replace(TESTED, connector_id=connector.id),
            object(),  # type: ignore[arg-type]  # a run, which is not written
        )
    assert world.rows() == []


def test_a_tenant_without_webhooks_pays_for_no_statement_more(world: World) -> None:
    world.create(tenant="other")
    connector = world.connector()
    with statements(world) as unheard:
        world.tested(connector, "error")
    assert [sql for sql in unheard if "webhook_deliveries" in sql] == []
    world.create()
    with statements(world) as unchanged:
        world.tested(connector, "error")
    with statements(world) as heard:
        world.tested(connector, "active")
    assert len(unchanged) == len(unheard)
    assert len(heard) == len(unheard) + 1  # for all webhooks together


def test_an_event_behind_one_that_is_tried_again_much_later_waits_as_long(world: World) -> None:
    webhook = world.create().record
    connector, another = world.connector(), world.connector()
    world.tested(connector, "error")
    claimed = world.store.claim("a", 60.0)
    assert claimed is not None
    assert world.store.put_off(claimed, 3600.0, "the receiver answered 500")
    world.tested(connector, "active")
    world.tested(another, "error")
    [first, second, third] = [row[0] for row in world.rows("due")]
    assert first == second
    assert third < first
    assert world.pending(webhook.id) == 3
