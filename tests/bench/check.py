"""`make bench-check`: the ratios of a short run against those of docs/performance.md, loosely.

A row fails below BOUND of the ratio that the page shows, if its CPU ratio says the same: each alone is moved by what
else a machine does. One that does is measured once more, longer, before it is said: this guards against a call that has
become half as fast, not against a few per cent.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.bench.page import PAGE, Seen
from tests.bench.table import Result

BOUND = 0.6
GUARDED = ("grpc-get", "grpc-list", "grpc-create", "rest-list")


def too_low(results: Mapping[str, Result], seen: Mapping[str, Seen]) -> list[str]:
    """What is wrong with the guarded rows, a line each. What the page does not show has no bound."""
    found = []
    for key in GUARDED:
        result = results[key]
        if result.failed:
            found.append(f"{key}: {result.failed}")
        elif key in seen and _is_slower(result, seen[key]):
            found.append(
                f"{key}: {_shown(result)}, and {PAGE.name} has {_shown(seen[key])}; the bound is {BOUND} of it"
            )
    return found


def _is_slower(result: Result, seen: Seen) -> bool:
    if result.ratio is None or result.ratio >= BOUND * seen.ratio:
        return False
    return result.cpu_ratio is None or seen.cpu_ratio is None or result.cpu_ratio > seen.cpu_ratio / BOUND


def _shown(row: Result | Seen) -> str:
    cpu = "" if row.cpu_ratio is None else f", CPU {row.cpu_ratio:.2f}"
    return f"{row.ratio:.2f}{cpu}"
