"""The table and the page of `make bench`: verdicts, failed rows, and ratios that are read back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.check import BOUND, GUARDED, too_low
from tests.bench.kept import Run, keep, kept
from tests.bench.machine import LOAD
from tests.bench.measures import MEASURES
from tests.bench.page import Seen, page, ratios_of
from tests.bench.reasons import REASONS
from tests.bench.table import Aim, Measure, Result, aim_text, is_met, markdown, number, verdict

GET = Measure("get", "calls", "Get", "/s", "a bare handler", "by hand", Aim(0.6))
START = Measure("start", "footprint", "start", "s", "a bare server", "by hand", Aim(1, at_most=True, of_ours=True))
SEEN = Measure("seen", "types", "seen", "ms", "", "by hand")


@pytest.mark.parametrize(
    ("measure", "result", "met"),
    [
        (GET, Result("get", 60, 100, 0.6), True),
        (GET, Result("get", 59, 100, 0.59), False),
        (START, Result("start", 0.9, 0.1, 9.0), True),
        (START, Result("start", 1.1, 1.1, 1.0), False),
        (SEEN, Result("seen", 4), None),
        (GET, Result("get", failed="no answer"), None),
    ],
)
def test_an_aim_is_of_the_ratio_or_of_our_own_number(measure: Measure, result: Result, met: bool | None) -> None:
    assert is_met(measure, result) is met


def test_a_failed_row_says_why_and_costs_no_other() -> None:
    results = {"get": Result("get", failed="LoadFailed: a | b"), "start": Result("start", 0.9, 0.3, 3.0, 2.9, 3.1)}
    assert markdown([GET, START, SEEN], results).splitlines()[2:] == [
        "| Get | – | a bare handler | – | – | ≥ 0.6 | failed: LoadFailed: a / b |",
        "| start | 0.900 s | 0.300 s: a bare server | 3.00 (2.90 to 3.10) | – | ≤ 1 s | met |",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (12345.6, "12,346 ms"),
        (12.345, "12.3 ms"),
        (1.234, "1.23 ms"),
        (0.5, "0.500 ms"),
        (0.0123, "0.012 ms"),
    ],
)
def test_numbers_show_the_digits_that_count(value: float | None, text: str) -> None:
    assert number(value, "ms") == text


def test_every_row_has_a_key_and_words_of_its_own() -> None:
    assert len({measure.key for measure in MEASURES}) == len(MEASURES)
    assert len({(measure.name, measure.reference) for measure in MEASURES}) == len(MEASURES)
    assert set(REASONS) <= {measure.key for measure in MEASURES if measure.aim}
    assert "≤ 0.125" in map(aim_text, MEASURES)


def test_the_page_has_the_reason_of_what_is_missed_and_gives_the_ratios_back(tmp_path: Path) -> None:
    results = {measure.key: Result(measure.key, 1.0, 2.0, 0.01, 0.005, 0.02) for measure in MEASURES}
    results["grpc-get"] = Result("grpc-get", 8_000, 10_000, 0.8, 0.75, 0.85, 1.2)
    results["grpc-list"] = Result("grpc-list", failed="no answer")
    keep(tmp_path / "results.json", Run({"date": "2026-11-30"}, results))
    text = page(kept(tmp_path / "results.json"))
    read = ratios_of(text)
    assert read["grpc-get"] == Seen(0.8, 1.2)
    assert read["grpc-create"] == Seen(0.01, None)
    assert set(read) == set(results) - {"grpc-list"}
    _, _, missed = text.partition("## Aims that are missed")
    missed = missed.partition("\n## ")[0]
    assert "REST Create" in missed
    assert "gRPC Get" not in missed
    assert "| date | 2026-11-30 |" in text
    assert "**The machine was busy" not in text
    assert "**The machine was busy" in page(Run({LOAD: "7.5"}, results))


def test_the_check_lets_noise_pass_and_stops_a_call_twice_as_slow() -> None:
    def rows(ratio: float, cpu_ratio: float | None = None) -> dict[str, Result]:
        return {key: Result(key, 1, 1, ratio, cpu_ratio=cpu_ratio) for key in GUARDED}

    low, high = 0.5 * BOUND, 2 / BOUND
    seen = dict.fromkeys(GUARDED, Seen(0.5, 2.0))
    assert too_low(rows(low + 0.01, high + 0.01), seen) == []
    assert too_low(rows(low - 0.01, high - 0.01), seen) == []
    found = too_low(rows(low - 0.01, high + 0.01), seen)
    assert len(too_low(rows(low - 0.01), seen)) == len(GUARDED)
    assert [line.partition(":")[0] for line in found] == list(GUARDED)
    assert too_low({key: Result(key, failed="no answer") for key in GUARDED}, {}) == [
        f"{key}: no answer" for key in GUARDED
    ]
    assert too_low(rows(0.01), {}) == []


def test_a_verdict_is_said_only_where_there_is_an_aim() -> None:
    assert verdict(SEEN, Result("seen", 4)) == ""
    assert verdict(GET, Result("get", 1, 10, 0.1)) == "**missed**"
