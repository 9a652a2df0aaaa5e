"""The arithmetic of `make bench`: turns that alternate, ratios of rounds, percentiles."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.rounds import Turn, alternate, compare, compare_numbers, percentile

rates = st.floats(1e-3, 1e6)


def test_every_side_warms_up_once_and_then_takes_a_turn_a_round_in_changing_order() -> None:
    taken: list[str] = []

    def side(name: str) -> int:
        taken.append(name)
        return len(taken)

    turns = alternate({name: partial(side, name) for name in "abc"}, 3)
    assert "".join(taken) == "abc" + "abc" + "cba" + "abc"
    assert turns == {"a": [4, 9, 10], "b": [5, 8, 11], "c": [6, 7, 12]}


def test_a_machine_that_is_slow_for_one_round_changes_no_ratio() -> None:
    ours = [Turn(50, 0.02), Turn(5, 0.04), Turn(55, 0.02)]
    reference = [Turn(100, 0.01), Turn(10, 0.02), Turn(110, 0.01)]
    found = compare(ours, reference)
    assert (found.ours, found.reference) == (50, 100)
    assert (found.ratio, found.lowest, found.highest, found.cpu_ratio) == pytest.approx((0.5, 0.5, 0.5, 2.0))


@given(st.lists(st.tuples(rates, rates), min_size=1), st.floats(0.1, 10))
def test_the_ratio_lies_between_the_rounds_and_follows_our_number(pairs: list[tuple[float, float]], by: float) -> None:
    ours, reference = [mine for mine, _ in pairs], [other for _, other in pairs]
    found = compare_numbers(ours, reference)
    assert found.lowest <= found.ratio <= found.highest
    assert compare_numbers([by * mine for mine in ours], reference).ratio == pytest.approx(by * found.ratio)


def test_cpu_that_was_not_seen_gives_no_ratio_of_it() -> None:
    assert compare([Turn(1, 0.1)], [Turn(1)]).cpu_ratio is None
    assert compare([Turn(1, 0.1)], [Turn(1, 0.0)]).cpu_ratio is None


@pytest.mark.parametrize(("ours", "reference"), [([], []), ([1.0], []), ([1.0, 2.0], [1.0])])
def test_rounds_that_do_not_pair_are_no_comparison(ours: list[float], reference: list[float]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - which of the two it is does not matter
        compare_numbers(ours, reference)


def test_a_percentile_is_a_value_that_was_measured() -> None:
    assert percentile([float(value) for value in range(1, 101)], 0.99) == 100
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([1.0], 0.99) == 1.0
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 0.5)
