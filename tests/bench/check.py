"""`make bench-check`: the ratios of a short run against those of docs/performance.md, loosely.

A row fails below BOUND of the ratio that the page shows. One that does is measured once more, longer, before it is
said: this guards against a call that has become half as fast, not against a few per cent.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.bench.page import PAGE
from tests.bench.table import Result

BOUND = 0.6
GUARDED = ("grpc-get", "grpc-list", "grpc-create", "rest-list")


def too_low(results: Mapping[str, Result], seen: Mapping[str, float]) -> list[str]:
    """What is wrong with the guarded rows, a line each. A row that the page does not show yet has no bound."""
    found = []
    for key in GUARDED:
        result = results[key]
        if result.failed:
            found.append(f"{key}: {result.failed}")
        elif result.ratio is not None and key in seen and result.ratio < BOUND * seen[key]:
            found.append(f"{key}: {result.ratio:.2f}, and {PAGE.name} shows {seen[key]:.2f} (bound {BOUND})")
    return found
