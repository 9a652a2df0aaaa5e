"""What an admin may do with webhooks, and what nobody gets to see."""

from __future__ import annotations

import base64
import re
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from server.connectors.mask import MASK
from server.errors import DataLoss, InvalidArgument, NoSuchWebhook, QuotaExceeded
from server.storage.audit_reader import AuditReader
from server.storage.database import Database
from server.storage.webhook_record import WebhookRecord
from server.webhooks.update import PREVIOUS_MS
from tests.webhooks.world import MOST, URL, World, call

QUERY = "token=canary-of-the-query"


def events(world: World, tenant: str = "acme") -> list[tuple[str, tuple[str, ...]]]:
    latest = [row[0] for row in world.execute("SELECT last_number FROM audit_trails")]
    found = AuditReader(world.database).range(tenant, 1, max(latest, default=0))
    return [(stored.event.method, stored.event.changed_fields) for stored in found]


def test_a_webhook_is_created_with_a_secret_of_32_random_bytes(world: World) -> None:
    made = world.create(description="pages the on-call", statuses=("error", "active"))
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", made.secret)
    assert len(base64.b64decode(made.secret.removeprefix("whsec_"))) == 32
    assert world.create().secret != made.secret
    assert world.sealer.open(world.stored(made.record.id)).secret == made.secret
    [first, second] = world.list(call().caller)
    assert (first[0], first[1]) == (made.record, 0)
    assert first[0].id < second[0].id
    assert events(world)[0][1] == tuple(
        sorted(f"{made.record.id}.{name}" for name in ("description", "statuses", "url"))
    )


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("ftp://hooks.example.com/", "must begin with https:// or http://"),
        ("hooks.example.com", "must begin with"),
        ("https://", "has no host"),
        ("https://user:secret@hooks.example.com/", "no user name or password"),
        ("https://hooks.example.com/#part", "must have no fragment"),
        ("http://hooks.example.com/", "must begin with https://"),
        ("http://93.184.216.34/", "must begin with https://"),
        ("http://127.0.0.1:9999/", "must begin with https://"),
        ("http://10.1.2.3:8080/", "must begin with https://"),  # of another tenant's rules
        ("http://localhost:9000/", "must begin with https://"),
        (f"https://hooks.example.com/?{MASK}", "send the query itself"),
        ("https://hooks.example.com/a b", "must be percent-encoded"),
        ("https://0x7f.1/", "has a host that"),
        (f"https://hooks.example.com/{'x' * 2048}", "at most 2048 characters"),
    ],
)
def test_a_url_that_events_may_not_be_sent_to_is_refused_and_not_repeated(
    database: Database, tmp_path: Path, url: str, complaint: str
) -> None:
    world = World(database, tmp_path, allow=("127.0.0.1:9000", "*.example.com", "localhost:9000"))
    with pytest.raises(InvalidArgument) as refused:
        world.create(url)
    assert [violation.path for violation in refused.value.violations] == ["url"]
    assert complaint in refused.value.message
    assert "secret" not in refused.value.message
    assert "127.0.0.1" not in refused.value.message


def test_clear_text_is_for_addresses_that_the_operator_lets_in(database: Database, tmp_path: Path) -> None:
    world = World(database, tmp_path, allow=("127.0.0.1:9000", "192.168.0.0/16"))
    assert world.create("http://127.0.0.1:9000/x").record.shown_url == "http://127.0.0.1:9000/x"
    assert world.create("http://192.168.7.7/x").record.shown_url == "http://192.168.7.7/x"
    assert world.create("http://10.1.2.3:8080/", tenant="north").record.shown_url == "http://10.1.2.3:8080/"


def test_unknown_statuses_and_long_descriptions_are_named(world: World) -> None:
    with pytest.raises(InvalidArgument) as refused:
        world.create(statuses=("error", "broken"), description="x" * 2001)
    assert [violation.path for violation in refused.value.violations] == ["description", "statuses[1]"]


def test_the_query_is_shown_masked_and_stays_what_it_was_when_the_mask_comes_back(world: World) -> None:
    webhook = world.create(f"{URL}?{QUERY}").record
    assert webhook.shown_url == f"{URL}?{MASK}"
    kept = world.update(webhook.id, url=webhook.shown_url, description="kept")
    assert (kept.shown_url, kept.description) == (webhook.shown_url, "kept")
    assert world.sealer.open(world.stored(webhook.id)).query == QUERY
    with pytest.raises(InvalidArgument, match="send the query itself"):
        world.update(webhook.id, url=f"https://elsewhere.example.com/?{MASK}")
    led = world.update(webhook.id, url="https://elsewhere.example.com/hear")
    assert led.shown_url == "https://elsewhere.example.com/hear"
    opened = world.sealer.open(world.stored(webhook.id))
    assert (opened.query, opened.secret) == ("", world.sealer.open(led).secret)


def test_what_is_secret_is_in_no_answer_no_repr_and_no_row(world: World) -> None:
    made = world.create(f"{URL}?{QUERY}")
    again = world.rotate_secret(call(), made.record.id)
    opened = world.sealer.open(world.stored(made.record.id))
    rows = repr([[bytes(cell) if isinstance(cell, memoryview) else cell for cell in row] for row in _all_rows(world)])
    shown = repr([made, again, opened, world.stored(made.record.id), world.get(call().caller, made.record.id)])
    for secret in (made.secret, again.secret, QUERY, "canary-of-the-query"):
        assert secret not in rows
        assert secret.removeprefix("whsec_") not in rows
        assert secret not in shown
        assert secret not in repr(events(world))


def _all_rows(world: World) -> list[tuple[object, ...]]:
    selects = (f"SELECT * FROM {table}" for table in ("webhooks", "webhook_deliveries", "audit_entries"))  # noqa: S608 - of constants
    return [row for select in selects for row in world.execute(select)]


def test_a_new_secret_signs_beside_the_one_before_for_a_day(world: World) -> None:
    made = world.create(f"{URL}?{QUERY}")
    before = world.stored(made.record.id)
    again = world.rotate_secret(call(), made.record.id)
    opened = world.sealer.open(world.stored(made.record.id))
    assert (opened.secret, opened.previous, opened.query) == (again.secret, made.secret, QUERY)
    assert again.record.previous_until is not None
    assert 0 <= again.record.previous_until - again.record.updated_at - PREVIOUS_MS <= 5000
    third = world.rotate_secret(call(), made.record.id)
    opened = world.sealer.open(world.stored(made.record.id))
    assert (opened.secret, opened.previous) == (third.secret, again.secret)
    with pytest.raises(DataLoss):  # an older row's secrets do not open in a newer row, nor in another
        world.sealer.open(_with(world.stored(made.record.id), before))
    with pytest.raises(DataLoss):
        world.sealer.open(_with(world.create().record, world.stored(made.record.id)))


def _with(record: WebhookRecord, other: WebhookRecord) -> WebhookRecord:
    return replace(record, sealed=other.sealed)


def test_at_most_ten_a_tenant_whoever_races(world: World) -> None:
    refused: list[QuotaExceeded] = []
    barrier = threading.Barrier(4)

    def create() -> None:
        barrier.wait(10)
        for _ in range(3):
            try:
                world.create()
            except QuotaExceeded as error:
                refused.append(error)

    threads = [threading.Thread(target=create) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(world.list(call().caller)) == MOST
    assert len(refused) == 2
    world.create(tenant="other")
    world.delete(call(), world.list(call().caller)[0][0].id)
    world.create()


@pytest.mark.parametrize("webhook_id", ["wh_none", "", "\0", "\ud800", "é"])
def test_what_is_not_there_is_not_found(world: World, webhook_id: str) -> None:
    for ask in (
        lambda: world.get(call().caller, webhook_id),
        lambda: world.update(webhook_id, disabled=True),
        lambda: world.delete(call(), webhook_id),
        lambda: world.rotate_secret(call(), webhook_id),
        lambda: world.test(call(), webhook_id),
    ):
        with pytest.raises(NoSuchWebhook):
            ask()


def test_another_tenants_webhook_is_as_absent(world: World) -> None:
    webhook = world.create(tenant="other").record
    with pytest.raises(NoSuchWebhook):
        world.delete(call(), webhook.id)
    assert world.list(call().caller) == []
    assert world.stored(webhook.id, "other") == webhook
    assert events(world) == []


def test_disabling_drops_what_waits_and_deleting_takes_all_of_it(world: World) -> None:
    webhook, connector = world.create().record, world.connector()
    world.flapped(connector, 3)
    assert world.pending(webhook.id) == 3
    disabled = world.update(webhook.id, disabled=True)
    assert (disabled.disabled, disabled.undelivered, world.pending(webhook.id)) == (True, 3, 0)
    assert [row[0] for row in world.rows("outcome")] == ["dropped"] * 3
    world.flapped(connector, 2)
    enabled = world.update(webhook.id, disabled=False)
    assert (enabled.disabled, world.pending(webhook.id)) == (False, 0)
    world.flapped(connector, 1)
    world.delete(call(), webhook.id)
    assert world.rows() == []
    assert [method for method, _ in events(world)].count(
        "GetConnector"
    ) == 4  # each of the changes, by its call's method
