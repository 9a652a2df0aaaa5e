"""The sliding log's rule against a plain reading of it: no window of that length holds more admissions than allowed."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from server.limits.window import MICROSECONDS, seconds_until_free, still_counted
from server.method_policy import RateLimit

LIMITS = st.builds(RateLimit, requests=st.integers(1, 5), window_seconds=st.integers(1, 3))


def admit(log: array[int], limit: RateLimit, now: int) -> tuple[array[int], float]:
    counted = still_counted(log, limit, now)
    wait = seconds_until_free(counted, limit, now)
    if wait == 0:
        counted.append(now)
    return counted, wait


@given(limit=LIMITS, pauses=st.lists(st.integers(0, 2_000_000), max_size=60))
def test_no_window_holds_more_than_it_may(limit: RateLimit, pauses: list[int]) -> None:
    log, now, admitted = array("q"), 0, []
    for pause in pauses:
        now += pause
        log, wait = admit(log, limit, now)
        if wait == 0:
            admitted.append(now)
    window = limit.window_seconds * MICROSECONDS
    assert all(sum(start <= stamp <= start + window for stamp in admitted) <= limit.requests for start in admitted)


@given(limit=LIMITS, pauses=st.lists(st.integers(0, 500_000), min_size=1, max_size=60))
def test_a_refused_call_is_told_exactly_when_the_next_is_admitted(limit: RateLimit, pauses: list[int]) -> None:
    log, now = array("q"), 0
    for pause in pauses:
        now += pause
        log, wait = admit(log, limit, now)
        if wait > 0:
            due = now + round(wait * MICROSECONDS)
            assert admit(log, limit, due - 1)[1] > 0
            assert admit(log, limit, due)[1] == 0


@given(limit=LIMITS, back=st.integers(1, 10**12))
def test_a_clock_put_back_neither_locks_out_nor_lets_more_through(limit: RateLimit, back: int) -> None:
    log, before = array("q"), 10**15
    for _ in range(limit.requests):
        log, _ = admit(log, limit, before)
    log, wait = admit(log, limit, before - back)
    assert 0 < wait <= limit.window_seconds + 1 / MICROSECONDS
    log, wait = admit(log, limit, before - back + limit.window_seconds * MICROSECONDS + 1)
    assert wait == 0


def test_a_limit_that_was_lowered_holds_at_once() -> None:
    log = array("q", [0, 100, 200, 300])
    assert seconds_until_free(log, RateLimit(2, 1), 300) == (200 + MICROSECONDS + 1 - 300) / MICROSECONDS
