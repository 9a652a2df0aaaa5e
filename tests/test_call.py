"""Work that is given up together."""

from __future__ import annotations

import gc
import weakref

from server.call import Cancellations


def test_all_under_way_and_all_that_come_are_given_up_and_none_that_was_over() -> None:
    heard: list[str] = []
    cancellations = Cancellations()
    with cancellations.one() as over:
        over.on_cancel(lambda: heard.append("over"))
    with cancellations.one() as first, cancellations.one() as second:
        first.on_cancel(lambda: heard.append("first"))
        second.on_cancel(lambda: heard.append("second"))
        cancellations.cancel()
    with cancellations.one() as late:
        late.on_cancel(lambda: heard.append("late"))
    assert sorted(heard) == ["first", "late", "second"]


def test_what_a_piece_of_work_left_behind_goes_with_it() -> None:
    class Left:
        def __call__(self) -> None: ...

    cancellations = Cancellations()
    left = Left()
    kept = weakref.ref(left)
    with cancellations.one() as one:
        one.on_cancel(left)
    del one, left
    gc.collect()
    assert kept() is None
