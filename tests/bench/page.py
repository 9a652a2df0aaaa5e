"""docs/performance.md, written from what a run measured; and the ratios that a later run reads back from it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.bench.kept import Run
from tests.bench.machine import LOAD
from tests.bench.measures import MEASURES
from tests.bench.reasons import REASONS
from tests.bench.servers import ROOT
from tests.bench.table import UNKNOWN, is_met, markdown

PAGE = ROOT / "docs" / "performance.md"
INTRODUCTION = """# Performance

What a call costs beside the least that it could cost, and beside what you might use instead. `make bench` writes this
page; no number in it was typed. Ours and the reference are measured in turns, in one run on one machine: what counts is
the **ratio**, ours ÷ reference, the median over the rounds of each round's own ratio (in brackets the lowest and the
highest round). The **CPU ratio** is the same of the CPU seconds that the server's processes spent for each answer, read
from `/proc`: less is better, and it hardly notices what else the machine does. Load, servers and peers share the
machine, over loopback.

"""
BUSY = 1.0
DISTURBED = """**The machine was busy with other work when this run began.** The numbers are of that hour alone;
the ratios are only as good as their brackets are narrow.

"""
MISSED = """
## Aims that are missed

| measure | where the time goes |
|---|---|
"""
UNKNOWN_REASON = "Not yet looked into."
HOW = """
## How each row is measured

| measure | reference | how |
|---|---|---|
"""
WHERE = """
## Where

| | |
|---|---|
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """A row's ratios, as a page shows them."""

    ratio: float
    cpu_ratio: float | None


def page(run: Run) -> str:
    """The whole page. A missed aim stays in the table, and its reason stands below it."""
    results = run.results
    shown = [measure for measure in MEASURES if measure.key in results]
    missed = [measure for measure in shown if is_met(measure, results[measure.key]) is False]
    busy = float(run.machine.get(LOAD, 0)) > BUSY
    text = INTRODUCTION + (DISTURBED if busy else "") + markdown(MEASURES, results)
    if missed:
        text += MISSED
        text += "".join(f"| {each.name} | {REASONS.get(each.key, UNKNOWN_REASON)} |\n" for each in missed)
    text += HOW
    text += "".join(f"| {each.name} | {each.reference or '–'} | {each.how} |\n" for each in shown)
    return text + WHERE + "".join(f"| {name} | {value} |\n" for name, value in run.machine.items())


def write_page(run: Run) -> None:
    PAGE.write_text(page(run))


def ratios_of(text: str) -> dict[str, Seen]:
    """The ratios of each row of a page that has them, by the measure's key."""
    keys = {(measure.name, _plain(measure.reference)): measure.key for measure in MEASURES}
    found = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        ratio = re.match(r"(\d+\.\d+)\b", cells[3]) if len(cells) > 3 else None
        key = keys.get((cells[0], cells[2].partition(": ")[2])) if ratio else None
        if ratio and key:
            found[key] = Seen(float(ratio[1]), None if cells[4] == UNKNOWN else float(cells[4]))
    return found


def _plain(text: str) -> str:
    return text.replace("|", "/")
