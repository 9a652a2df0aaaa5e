"""The last run's numbers, in .build/bench/results.json: the page can be written anew when a word of it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from tests.bench.table import Result


@dataclass(frozen=True, slots=True)
class Run:
    """What was measured, by the measure's key, and on what."""

    machine: Mapping[str, str]
    results: Mapping[str, Result]


def keep(path: Path, run: Run) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(orjson.dumps(asdict(run), option=orjson.OPT_INDENT_2))


def kept(path: Path) -> Run:
    """Raises FileNotFoundError where nothing was measured yet."""
    found = orjson.loads(path.read_bytes())
    return Run(found["machine"], {key: Result(**row) for key, row in found["results"].items()})
