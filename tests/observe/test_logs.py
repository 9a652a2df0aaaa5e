"""A log line: one JSON object, whatever it is asked to hold."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from server.observe.logs import JsonFormatter


def line(message: str = "hello", *args: object, **extra: Any) -> dict[str, Any]:
    record = logging.getLogger("server.x").makeRecord(
        "server.x", logging.INFO, __file__, 1, message, args, None, extra=extra
    )
    text = JsonFormatter().format(record)
    assert "\n" not in text
    parsed: dict[str, Any] = json.loads(text)
    return parsed


def test_a_line_says_when_how_grave_where_and_what() -> None:
    written = line("%s took %.1f ms", "GetConnector", 1.25, request_id="r1", tenant="acme", latency_ms=1.25)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", written["time"])
    assert abs((datetime.now(UTC) - datetime.fromisoformat(written["time"])).total_seconds()) < 60
    assert (written["level"], written["logger"]) == ("info", "server.x")
    assert written["message"] == "GetConnector took 1.2 ms"
    assert (written["request_id"], written["tenant"], written["latency_ms"]) == ("r1", "acme", 1.25)


@pytest.mark.parametrize(
    "value", ["two\nlines", "\x00\x1b[31m", "\ud800", "\u2028", float("nan"), 2**80, b"\xff", object, {1: {2: 3}}, {1}]
)
def test_any_value_is_one_line_of_json(value: object) -> None:
    assert line("%s", value, note=value, plain="kept")["plain"] == "kept"


def test_a_value_that_holds_itself_ends() -> None:
    loop: list[Any] = []
    loop.append(loop)
    assert "…" in json.dumps(line(note=loop), ensure_ascii=False)


def test_a_value_that_cannot_be_shown_is_named_by_its_type() -> None:
    class Broken:
        def __str__(self) -> str:
            raise RuntimeError("no")

    assert line("%s", Broken(), note=Broken())["note"] == "<Broken, whose text raised RuntimeError>"


def test_a_field_cannot_pretend_to_be_one_of_ours() -> None:
    written = line(level="critical", time="never")
    assert (written["level"], written["level_"], written["time_"]) == ("info", "critical", "never")


@pytest.mark.parametrize(
    ("template", "arguments"), [("%d rows", ("canary",)), ("%s and %s", ("canary",)), ("%q", (1,))]
)
def test_arguments_that_do_not_fit_are_not_dumped(template: str, arguments: tuple[object, ...]) -> None:
    assert line(template, *arguments)["message"] == f"{template} (its arguments do not fit)"


def test_an_exception_is_told_with_its_frames_and_its_causes_and_without_source_lines() -> None:
    try:
        fail_twice()
    except ValueError:
        record = logging.getLogger("x").makeRecord("x", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    told = json.loads(JsonFormatter().format(record))["exception"]
    assert told.splitlines()[0] == "builtins.ValueError: outer"
    assert "caused by\nbuiltins.KeyError: 'inner'" in told
    assert re.search(rf"{re.escape(__file__)}:\d+ fail_twice", told)
    assert "raise" not in told


def fail_twice() -> None:
    try:
        {}["inner"]
    except KeyError as error:
        raise ValueError("outer") from error


# C0, DEL, C1, line separators, and marks that turn the direction of text.
CONTROLS = [*map(chr, range(0x20)), "\x7f", "\x85", "\x9b", "\u2028", "\u2029", "\u202e", "\u2066", "\ufeff"]


@pytest.mark.parametrize("character", CONTROLS)
def test_no_line_holds_a_control_character_of_a_caller(character: str) -> None:
    hostile = f'a{character}{{"level": "critical"}}'
    error = ValueError(hostile)
    record = logging.getLogger("server.x").makeRecord(
        "server.x", logging.INFO, __file__, 1, "%s", (hostile,), (ValueError, error, None), extra={"user": hostile}
    )
    text = JsonFormatter().format(record)
    assert character not in text
    found = json.loads(text)
    assert found["message"] == found["user"] == hostile
