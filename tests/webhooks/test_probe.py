"""The probe that posts an event, against servers that answer in every way, behind the real guard."""

from __future__ import annotations

import time
from collections.abc import Iterator
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.egress.policy import EgressPolicy
from probes.protocols.webhook_delivery import LONGEST_WAIT, retry_after
from probes.registry import connector_types
from probes.result import HttpReply, ProbeResult, Reason
from probes.run import INTERNAL, Job, run_probe
from server.prober import wire
from server.webhooks.sending import PROBE
from tests.e2e.neighbours import silent_peer
from tests.peers.http_peer import Answer, HttpPeer, serving

BODY = '{"type":"x","text":"ü"}'


def post(url: str, *allow: str, seconds: float = 5.0) -> ProbeResult:
    sent = {"url": url, "headers": {"webhook-id": "msg_1"}, "body": BODY}
    return run_probe(Job("acme", "wh_1", PROBE, "", {}, sent, seconds), EgressPolicy.parse(allow, []))


def test_the_event_is_posted_to_the_letter_and_the_answer_told(http_peer: HttpPeer) -> None:
    http_peer.script = lambda _received: Answer(202, {}, b"ignored")
    result = post(http_peer.url("/a?b=c"), f"127.0.0.1:{http_peer.port}")
    [received] = http_peer.received
    assert (received.method, received.path, received.query) == ("POST", "/a", {"b": ["c"]})
    assert received.body == BODY.encode()
    assert received.headers["content-type"] == "application/json"
    assert received.headers["webhook-id"] == "msg_1"
    assert (result.success, result.http) == (True, HttpReply(202))
    assert ProbeResult.from_wire(result.to_wire()) == result
    assert wire.event_of(wire.pb.ProbeResponse(outcome=wire.outcome_message(result)).SerializeToString()) == result


@pytest.mark.parametrize("status", [200, 204, 302, 307, 400, 410, 429, 500, 503])
def test_every_status_is_an_answer_and_no_redirect_is_followed(http_peer: HttpPeer, status: int) -> None:
    with serving() as elsewhere:
        headers = {"Location": elsewhere.url(), "Retry-After": "7"}
        http_peer.script = lambda _received: Answer(status, headers)
        rules = (f"127.0.0.1:{http_peer.port}", f"127.0.0.1:{elsewhere.port}")
        result = post(http_peer.url(), *rules)
        assert result.http == HttpReply(status, 7.0)
        assert (len(http_peer.received), elsewhere.received) == (1, [])


def test_an_answer_without_an_end_is_not_read(http_peer: HttpPeer) -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"x" * 65536

    http_peer.script = lambda _received: Answer(200, {}, endless())
    begun = time.monotonic()
    assert post(http_peer.url(), f"127.0.0.1:{http_peer.port}").http == HttpReply(200)
    assert time.monotonic() - begun < 4


def test_a_receiver_that_hangs_is_left_at_the_deadline() -> None:
    with silent_peer() as port:
        result = post(f"http://127.0.0.1:{port}/", f"127.0.0.1:{port}", seconds=0.5)
    assert (result.success, result.http, result.reason) == (False, None, Reason.TIMEOUT)


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]", "[::ffff:10.0.0.1]"])
def test_what_the_operator_did_not_let_in_is_not_dialled(http_peer: HttpPeer, host: str) -> None:
    result = post(f"http://{host}:{http_peer.port}/secret-path?secret=query")
    assert (result.success, result.http, result.reason) == (False, None, Reason.EGRESS_DENIED)
    assert http_peer.received == []
    assert "secret" not in repr(result)


def test_it_is_no_connector_type() -> None:
    assert list(INTERNAL) == [PROBE]
    assert PROBE not in connector_types()


@given(st.integers(0, 10**12) | st.sampled_from(["", "soon", "-5", "1.5", "٣", "1e9", "Fri, 99 Foo 2026"]))
def test_a_wait_is_read_within_bounds_or_not_at_all(asked: int | str) -> None:
    found = retry_after({"Retry-After": str(asked)}, time.time())
    assert found is None if isinstance(asked, str) else found == min(LONGEST_WAIT, float(str(asked)[:9]))


@given(st.integers(-(10**6), 10**6))
def test_a_wait_may_be_a_date(seconds: int) -> None:
    now = 1_800_000_000
    found = retry_after({"Retry-After": formatdate(now + seconds, usegmt=True)}, now)
    assert found == min(LONGEST_WAIT, max(0, seconds))
