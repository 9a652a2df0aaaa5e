"""How much is measured, and of what: rounds of each comparison, seconds of each turn, where servers keep their data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.bench.rounds import Side, alternate, compare
from tests.bench.table import Result


@dataclass(frozen=True, slots=True)
class Plan:
    """`folder` is a group's own and empty, on the disk that the data of a service would be on; `kept` outlives the run,
    for what takes long to make. `only`: the rows that are wanted; None: all."""

    folder: Path
    kept: Path
    rounds: int
    seconds: float
    only: frozenset[str] | None = None

    def wants(self, key: str) -> bool:
        return self.only is None or key in self.only

    def contest(self, sides: Mapping[str, Side], *rows: tuple[str, str, str]) -> Iterator[Result]:
        """Those of `rows` (key, side that is ours, side it is compared with) that are wanted, and no turn of a side
        that none of them needs."""
        wanted = [row for row in rows if self.wants(row[0])]
        needed = {side for _, *pair in wanted for side in pair}
        turns = alternate({name: side for name, side in sides.items() if name in needed}, self.rounds)
        for key, ours, reference in wanted:
            yield Result.of(key, compare(turns[ours], turns[reference]))


Group = Callable[[Plan], Iterable[Result]]
