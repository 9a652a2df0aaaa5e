"""SECURITY.md points at what there is: a claim whose code or test was moved or removed is found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "SECURITY.md").read_text().splitlines()
    if line.startswith("|") and line.count("|") == 5 and not line.startswith(("| attack", "|---"))
]


def test_there_are_rows() -> None:
    assert len(ROWS) > 30


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:40])
def test_code_and_test_of_every_claim_are_there(row: list[str]) -> None:
    _attack, _holds, code, tests = row
    named = [ROOT / path for path in re.findall(r"`([^`]+)`", code)]
    named += [ROOT / "tests" / path for path in re.findall(r"`([^`]+)`", tests)]
    assert len(named) >= 2
    assert [path for path in named if not path.exists()] == []
