"""Ours and its references by turns, round after round, so that whatever else the machine does meets them alike."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side did in one turn: `rate` of them a second, `cpu` seconds of its server's processes for each."""

    rate: float
    cpu: float | None = None


Side = Callable[[], Turn]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ours against a reference. `ratio` and `cpu_ratio` are ours ÷ reference: the median over the rounds of each
    round's own ratio; `lowest` and `highest` are the rounds that were furthest off."""

    ours: float
    reference: float
    ratio: float
    lowest: float
    highest: float
    cpu_ratio: float | None = None


def alternate(sides: Mapping[str, Callable[[], T]], rounds: int) -> Mapping[str, Sequence[T]]:
    """Every side once to warm up, then so many rounds, every other one backwards, so that none always comes first."""
    for side in sides.values():
        side()
    turns: dict[str, list[T]] = {name: [] for name in sides}
    for number in range(rounds):
        for name in list(sides) if number % 2 == 0 else list(reversed(list(sides))):
            turns[name].append(sides[name]())
    return turns


def compare(ours: Sequence[Turn], reference: Sequence[Turn]) -> Comparison:
    """Of the rates, and of the CPU where both have it. Raises ValueError unless both have a turn in each round."""
    found = compare_numbers([turn.rate for turn in ours], [turn.rate for turn in reference])
    cpu = [
        mine.cpu / other.cpu
        for mine, other in zip(ours, reference, strict=True)
        if mine.cpu is not None and other.cpu  # a clock of 10 ms may see nothing at all of a short turn
    ]
    return Comparison(
        found.ours, found.reference, found.ratio, found.lowest, found.highest, statistics.median(cpu) if cpu else None
    )


def compare_numbers(ours: Sequence[float], reference: Sequence[float]) -> Comparison:
    """Of any quantity, one number a round. Raises ValueError unless both have one in each round."""
    ratios = [mine / other for mine, other in zip(ours, reference, strict=True)]
    if not ratios:
        raise ValueError("no round was measured")
    return Comparison(
        statistics.median(ours), statistics.median(reference), statistics.median(ratios), min(ratios), max(ratios)
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that this share of all (0 to 1) does not exceed. Raises ValueError where there is none."""
    if not values:
        raise ValueError("nothing was measured")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
