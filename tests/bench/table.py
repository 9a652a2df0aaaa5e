"""One row of the table, and the table as Markdown. Whatever is measured becomes a Result; nothing else is printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.bench.rounds import Comparison

HEAD = ("measure", "ours", "reference", "ratio", "CPU ratio", "aim", "")
UNKNOWN = "–"


@dataclass(frozen=True, slots=True)
class Aim:
    """A bound of the ratio, or (`of_ours`) of our own number in the measure's unit."""

    bound: float
    at_most: bool = False
    of_ours: bool = False

    def is_met(self, value: float) -> bool:
        return value <= self.bound if self.at_most else value >= self.bound


@dataclass(frozen=True, slots=True)
class Measure:
    """A row before it is measured. `unit` is of both numbers; `reference` empty: there is none to compare with."""

    key: str
    group: str
    name: str
    unit: str
    reference: str
    how: str
    aim: Aim | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A row's numbers, in the measure's unit; `failed` says why there are none. `note` stands behind our number."""

    key: str
    ours: float | None = None
    reference: float | None = None
    ratio: float | None = None
    lowest: float | None = None
    highest: float | None = None
    cpu_ratio: float | None = None
    note: str = ""
    failed: str = ""

    @classmethod
    def of(cls, key: str, compared: Comparison, note: str = "") -> Result:
        return cls(
            key,
            compared.ours,
            compared.reference,
            compared.ratio,
            compared.lowest,
            compared.highest,
            compared.cpu_ratio,
            note,
        )


def is_met(measure: Measure, result: Result) -> bool | None:
    """Whether the aim is reached; None where there is no aim, or no number."""
    value = result.ours if measure.aim is not None and measure.aim.of_ours else result.ratio
    return None if measure.aim is None or value is None else measure.aim.is_met(value)


def verdict(measure: Measure, result: Result) -> str:
    if result.failed:
        return f"failed: {result.failed}"
    met = is_met(measure, result)
    return "" if met is None else ("met" if met else "**missed**")


def markdown(measures: Sequence[Measure], results: Mapping[str, Result]) -> str:
    """A line for each measure, in order; one that was not asked for has none."""
    rows = [HEAD, ("---",) * len(HEAD)]
    rows += [_cells(measure, results[measure.key]) for measure in measures if measure.key in results]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |\n" for row in rows)


def aim_text(measure: Measure) -> str:
    aim = measure.aim
    if aim is None:
        return UNKNOWN
    sign = "≤" if aim.at_most else "≥"
    return f"{sign} {aim.bound:g} {measure.unit}" if aim.of_ours else f"{sign} {aim.bound:g}"


def number(value: float | None, unit: str) -> str:
    """Three digits that count, or all of those before the point."""
    if value is None:
        return UNKNOWN
    for bound, digits in ((100, 0), (10, 1), (1, 2), (0.1, 3)):
        if abs(value) >= bound:
            return f"{value:,.{digits}f} {unit}".strip()
    return f"{value:.2g} {unit}".strip()


def _cells(measure: Measure, result: Result) -> tuple[str, ...]:
    ours = number(result.ours, measure.unit) + (f" ({result.note})" if result.note else "")
    reference = measure.reference
    if reference and result.reference is not None:
        reference = f"{number(result.reference, measure.unit)}: {reference}"
    ratios = _ratio(result), _plain(result.cpu_ratio)
    return measure.name, ours, reference or UNKNOWN, *ratios, aim_text(measure), verdict(measure, result)


def _ratio(result: Result) -> str:
    if result.ratio is None or result.lowest is None or result.highest is None:
        return _plain(result.ratio)
    return f"{_plain(result.ratio)} ({_plain(result.lowest)} to {_plain(result.highest)})"


def _plain(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"
