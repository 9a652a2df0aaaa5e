"""Measures, prints the table, and writes docs/performance.md where it is asked to.

    python -m tests.bench [--rounds N] [--seconds S] [--page | --again | --check | GROUP …]

Without groups all are measured. A group that fails costs its own rows, which say why, and the exit code is 1. What is
measured is kept after each group; `--again` writes the page from what the last run of all kept.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.check import GUARDED, too_low
from tests.bench.kept import Run, keep, kept
from tests.bench.machine import facts
from tests.bench.measures import MEASURES
from tests.bench.page import PAGE, ratios_of, write_page
from tests.bench.plan import Group, Plan
from tests.bench.rows_airflow import beside_airflow
from tests.bench.rows_calls import calls
from tests.bench.rows_crowd import crowd
from tests.bench.rows_footprint import footprint
from tests.bench.rows_hanging import hanging
from tests.bench.rows_postgresql import postgresql
from tests.bench.rows_tests import tests
from tests.bench.rows_types import types
from tests.bench.servers import ROOT
from tests.bench.table import Result, markdown

KEPT = ROOT / ".build" / "bench"
RESULTS = KEPT / "results.json"
GROUPS: dict[str, Group] = {
    "calls": calls,
    "postgresql": postgresql,
    "tests": tests,
    "hanging": hanging,
    "crowd": crowd,
    "airflow": beside_airflow,
    "footprint": footprint,
    "types": types,
}
ROUNDS, SECONDS = 5, 1.5
CHECK_ROUNDS, CHECK_SECONDS = 3, 1.0


def measured(name: str, rounds: int, seconds: float, only: frozenset[str] | None = None) -> dict[str, Result]:
    """A group's rows; those that it did not come to say why."""
    found: dict[str, Result] = {}
    why = "it was not measured"
    began = time.monotonic()
    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="run-", dir=KEPT, ignore_cleanup_errors=True) as folder:
        try:
            for result in GROUPS[name](Plan(Path(folder), KEPT, rounds, seconds, only)):
                found[result.key] = result
        except Exception as error:
            why = f"{type(error).__name__}: {' '.join(str(error).split())[-300:]}"
    wanted = [measure.key for measure in MEASURES if measure.group == name and (only is None or measure.key in only)]
    missing = {key: Result(key, failed=why) for key in wanted if key not in found}
    sys.stderr.write(f"{name}: {time.monotonic() - began:.0f} s{f', {why}' if missing else ''}\n")
    return found | missing


def check() -> int:
    seen = ratios_of(PAGE.read_text()) if PAGE.exists() else {}
    results = measured("calls", CHECK_ROUNDS, CHECK_SECONDS, frozenset(GUARDED))
    wrong = too_low(results, seen)
    if wrong:
        results |= measured("calls", 2 * CHECK_ROUNDS, CHECK_SECONDS, frozenset(GUARDED))
        wrong = too_low(results, seen)
    sys.stdout.write(markdown(MEASURES, results))
    sys.stdout.write("".join(f"{line}\n" for line in wrong))
    return 1 if wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)}")
    parser.add_argument("--page", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    parser.add_argument("--again", action="store_true", help="write that page from the last run's numbers")
    parser.add_argument("--check", action="store_true", help="a short run, compared with that page")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of each turn")
    given = parser.parse_args()
    if unknown := [name for name in given.groups if name not in GROUPS]:
        parser.error(f"no group {', '.join(unknown)}; there are {', '.join(GROUPS)}")
    if given.check:
        return check()
    if given.again:
        write_page(kept(RESULTS))
        return 0
    machine = facts()
    results: dict[str, Result] = {}
    for name in given.groups or GROUPS:
        results |= measured(name, given.rounds, given.seconds)
        if not given.groups:
            keep(RESULTS, Run(machine, results))
    sys.stdout.write(markdown(MEASURES, results))
    if given.page:
        write_page(Run(machine, results))
    return 1 if any(result.failed for result in results.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
