"""When what waits is sent, in what order, and what becomes of it: the same on each store."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from standardwebhooks import Webhook as Verifier

from probes.isolation.runner import ProbeCancelled, ProberBusy, ProberUnavailable
from probes.result import ProbeResult
from probes.run import Job
from server.webhooks.deliveries import RETRY_SECONDS
from server.webhooks.upkeep import DAY_MS, DeliveryUpkeep
from tests.webhooks.world import NO_ANSWER, URL, World, answered, call


def until(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@contextmanager
def delivering(world: World, **options: object) -> Iterator[None]:
    running = world.deliveries(**options)
    running.start()
    try:
        yield
    finally:
        running.stop()


def delivered(world: World, **options: object) -> None:
    """Until nothing is due any more."""
    with delivering(world, **options):
        until(lambda: not _due(world))


def _due(world: World) -> bool:
    now = time.time_ns() // 1000
    return any(due <= now or claim for due, claim in world.rows("due, claim", "ended_at IS NULL"))


def hasten(world: World) -> None:
    """As if the wait for the next try were over."""
    world.execute("UPDATE webhook_deliveries SET due = 0 WHERE ended_at IS NULL")


def seconds_until_due(world: World) -> float:
    [(due,)] = world.rows("due", "ended_at IS NULL")
    return float(due / 1e6 - time.time())


def test_an_event_is_sent_signed_and_the_webhook_says_so(world: World) -> None:
    made = world.create(f"{URL}?token=t")
    world.flapped(world.connector(), 1)
    delivered(world)
    [job] = world.receiver.jobs
    sent = job.credentials
    assert (job.tenant, job.connector_id, job.parameters, sent["url"]) == ("acme", made.record.id, {}, f"{URL}?token=t")
    event = Verifier(made.secret).verify(sent["body"], sent["headers"])
    assert event == json.loads(world.rows("body")[0][0])
    assert world.rows("event_id, outcome, attempts") == [(sent["headers"]["webhook-id"], "delivered", 0)]
    webhook = world.stored(made.record.id)
    assert webhook.last_delivered_at is not None
    assert (webhook.last_error, webhook.failing_since, webhook.undelivered) == (None, None, 0)
    assert world.counted == {"delivered": 1}


def test_both_secrets_sign_for_a_day_after_a_rotation(world: World) -> None:
    made, connector = world.create(), world.connector()
    again = world.rotate_secret(call(), made.record.id)
    world.flapped(connector, 1)
    delivered(world)
    sent = world.receiver.jobs[0].credentials
    for secret in (made.secret, again.secret):
        assert Verifier(secret).verify(sent["body"], sent["headers"])
    assert sent["headers"]["webhook-signature"].count("v1,") == 2
    world.execute("UPDATE webhooks SET previous_until = 1")
    world.tested(connector, "active")
    delivered(world)
    assert world.receiver.jobs[1].credentials["headers"]["webhook-signature"].count("v1,") == 1


def test_events_of_one_connector_come_in_their_order_whatever_fails(world: World) -> None:
    webhook = world.create().record
    slow, quick = world.connector(), world.connector()
    world.flapped(slow, 5)
    world.flapped(quick, 2)
    order = [row[0] for row in world.rows("event_id", f"connector_id = '{slow.id}'")]
    failing = True

    def answers(job: Job) -> ProbeResult:
        is_slow = slow.id in job.credentials["body"]
        return answered(500) if failing and is_slow else answered(200)

    world.receiver.answers = answers
    delivered(world)
    # The first of the slow one's was tried; none behind it was, and the other connector's went on.
    assert [event for event in world.receiver.ids if event in order] == order[:1]
    assert world.pending(webhook.id) == 5
    assert len(world.receiver.ids) == 3
    failing = False
    hasten(world)
    delivered(world)
    assert [event for event in world.receiver.ids if event in order] == [order[0], *order]
    assert world.pending(webhook.id) == 0


def test_a_failure_is_tried_again_later_and_later_by_the_same_id_and_then_given_up(world: World) -> None:
    webhook = world.create().record
    world.flapped(world.connector(), 1)
    world.receiver.answers = lambda _job: NO_ANSWER
    for wait in RETRY_SECONDS:
        delivered(world)
        assert wait - 2 < seconds_until_due(world) <= wait
        hasten(world)
    failing = world.stored(webhook.id)
    assert failing.failing_since is not None
    assert (failing.last_error, failing.undelivered) == ("no answer within 10 s", 0)
    delivered(world)
    assert world.rows("outcome, attempts") == [("failed", len(RETRY_SECONDS))]
    given_up = world.stored(webhook.id)
    assert (given_up.undelivered, given_up.failing_since) == (1, failing.failing_since)
    assert len(world.receiver.ids) == 1 + len(RETRY_SECONDS)
    assert len(set(world.receiver.ids)) == 1
    assert world.counted == {"retried": len(RETRY_SECONDS), "failed": 1}


@pytest.mark.parametrize(
    ("status", "asked", "wait"), [(429, 600.0, 600.0), (503, 86_400.0, 86_400.0), (503, 1.0, 5.0), (500, 600.0, 5.0)]
)
def test_a_receiver_is_left_alone_as_long_as_it_asks(world: World, status: int, asked: float, wait: float) -> None:
    webhook = world.create().record
    world.flapped(world.connector(), 1)
    world.receiver.answers = lambda _job: answered(status, asked)
    delivered(world)
    assert wait - 2 < seconds_until_due(world) <= wait
    assert world.stored(webhook.id).last_error == f"the receiver answered {status}"


def test_a_redirect_is_a_failure_and_says_that_it_is_not_followed(world: World) -> None:
    webhook = world.create().record
    world.flapped(world.connector(), 1)
    world.receiver.answers = lambda _job: answered(302)
    delivered(world)
    assert world.stored(webhook.id).last_error == "the receiver answered 302; redirects are not followed"


def test_a_receiver_that_is_gone_is_not_asked_again(world: World) -> None:
    webhook = world.create().record
    connector = world.connector()
    world.flapped(connector, 3)
    world.receiver.answers = lambda _job: answered(410)
    delivered(world, concurrency=1)
    disabled = world.stored(webhook.id)
    assert (disabled.disabled, disabled.undelivered) == (True, 3)
    assert disabled.last_error == "the receiver answered 410: it wants no more events"
    assert disabled.revision == webhook.revision + 1
    world.flapped(connector, 2)
    assert world.pending(webhook.id) == 0
    assert len(world.receiver.jobs) == 1
    assert world.counted == {"gone": 1, "dropped": 2}
    methods = world.execute("SELECT method, caller FROM audit_entries WHERE method = 'DisableWebhook'")
    assert methods == [("DisableWebhook", "webhooks")]


def test_what_says_nothing_of_the_receiver_is_no_try(world: World) -> None:
    world.create()
    world.flapped(world.connector(), 1)
    for error in (ProberBusy(7.0), ProberUnavailable("away")):

        def fail(_job: Job, error: Exception = error) -> ProbeResult:
            raise error

        world.receiver.answers = fail
        delivered(world)
        assert 2 < seconds_until_due(world) <= 7
        assert world.rows("attempts, claim") == [(0, None)]
        hasten(world)
    assert world.counted == {}


def test_a_stop_gives_back_what_is_under_way(world: World) -> None:
    world.create()
    world.flapped(world.connector(), 1)
    begun, gone = threading.Event(), threading.Event()

    def hang(_job: Job) -> ProbeResult:
        world.receiver.on_cancel[0](gone.set)
        begun.set()
        assert gone.wait(20)
        raise ProbeCancelled

    world.receiver.answers = hang
    with delivering(world):
        assert begun.wait(20)
    assert seconds_until_due(world) <= 0
    assert world.rows("attempts, claim") == [(0, None)]


def test_what_a_killed_process_had_claimed_is_sent_when_its_claim_ends(world: World) -> None:
    world.create()
    connector = world.connector()
    world.flapped(connector, 2)
    lost = world.store.claim("of a process that was killed", 1.0)
    assert lost is not None
    assert world.store.claim("of another", 60.0) is None  # the second event waits for the first
    delivered(world)
    assert world.receiver.ids[0] == lost.event_id
    assert [row[0] for row in world.rows("outcome")] == ["delivered"] * 2
    assert not world.store.delivered(lost)


def test_one_tenant_whose_receivers_hang_leaves_half_of_the_tries_to_others(world: World) -> None:
    for tenant in ("acme", "other"):
        world.create(tenant=tenant)
    for _ in range(6):
        world.flapped(world.connector(), 1)
    let_go = threading.Event()

    def answers(job: Job) -> ProbeResult:
        assert job.tenant == "other" or let_go.wait(20)
        return answered(200)

    world.receiver.answers = answers
    with delivering(world, concurrency=4):
        until(lambda: len(world.receiver.jobs) == 2)
        world.flapped(world.connector("other"), 4)
        until(lambda: len(world.rows("number", "tenant = 'other' AND outcome = 'delivered'")) == 4)
        assert len([job for job in world.receiver.jobs if job.tenant == "acme"]) == 2
        let_go.set()
        until(lambda: not _due(world))
    assert world.counted == {"delivered": 10}


def test_secrets_that_cannot_be_opened_fail_their_webhook_alone(world: World) -> None:
    broken, well = world.create().record, world.create().record
    world.execute(f"UPDATE webhooks SET secret_version = 9 WHERE id = '{broken.id}'")  # noqa: S608 - of the test's own
    world.flapped(world.connector(), 1)
    delivered(world)
    assert "cannot be opened" in (world.stored(broken.id).last_error or "")
    assert world.stored(well.id).last_error is None
    assert world.pending(broken.id) == 1


def test_a_new_url_has_what_waits_tried_at_once(world: World) -> None:
    webhook = world.create().record
    world.flapped(world.connector(), 2)
    world.receiver.answers = lambda _job: answered(404)
    delivered(world)
    assert min(row[0] for row in world.rows("due")) / 1e6 > time.time() + 2
    world.receiver.answers = lambda _job: answered(204)
    world.update(webhook.id, url="https://new.example.com/")
    delivered(world)
    assert [job.credentials["url"] for job in world.receiver.jobs[1:]] == ["https://new.example.com/"] * 2


def test_the_oldest_go_where_too_many_wait_and_what_has_ended_is_forgotten_in_time(world: World) -> None:
    webhook, connector = world.create().record, world.connector()
    world.flapped(connector, 7)
    dropped: list[int] = []
    waiting: list[int] = []
    upkeep = DeliveryUpkeep(world.store, 7, dropped=dropped.append, waiting=waiting.append, most=3)
    upkeep.bound()
    upkeep.bound()
    assert (dropped, waiting) == ([4, 0], [3, 3])
    assert [row[0] for row in world.rows("outcome")] == ["dropped"] * 4 + [None] * 3
    assert world.stored(webhook.id).undelivered == 4
    assert upkeep.prune() == 0
    world.execute(f"UPDATE webhook_deliveries SET ended_at = ended_at - {8 * DAY_MS} WHERE number < 6")  # noqa: S608 - of constants
    kept = len(world.rows("number", "number >= 6"))
    assert upkeep.prune() == 7 - kept
    assert world.pending(webhook.id) == 3


def test_a_test_is_sent_at_once_and_says_what_came_of_it(world: World) -> None:
    made = world.create(disabled=True)
    tried = world.test(call(), made.record.id)
    assert (tried.success, tried.http_status, tried.reason, tried.latency_ms) == (True, 200, None, 3)
    sent = world.receiver.jobs[0].credentials
    event = Verifier(made.secret).verify(sent["body"], sent["headers"])
    assert (event["type"], event["data"]) == ("webhook.test", {"webhook": {"id": made.record.id}})
    world.receiver.answers = lambda _job: answered(503)
    refused = world.test(call(), made.record.id)
    assert (refused.success, refused.http_status, refused.reason) == (False, 503, "PEER_ERROR")
    world.receiver.answers = lambda _job: NO_ANSWER
    silent = world.test(call(), made.record.id)
    assert (silent.success, silent.http_status, silent.reason) == (False, None, "TIMEOUT")
    assert world.rows() == []
    assert world.stored(made.record.id) == made.record
