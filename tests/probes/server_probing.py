"""Refusals of servers as tables: what is changed of a whole connector, and what the test must then say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from probes.result import Level, ProbeResult, Reason
from tests.probes.probing import failed, run

Given = dict[str, Any]
Refusal = tuple[Given, Given, Reason, str, Level]
"""Changes of config and of authConfig (None takes a field away), and the reason, field and level of the refusal."""


def probe_of(type_name: str, whole: Given, login: Given, config: Given, auth: Given, **more: Any) -> ProbeResult:
    """The type's probe of `whole` and `login`, changed by `config` and `auth`."""
    given = {name: value for name, value in {**whole, **config}.items() if value is not None}
    secrets = {name: value for name, value in {**login, **auth}.items() if value is not None}
    return run(type_name, given, secrets, port=given.get("port", 1), **more)


def assert_refused(result: ProbeResult, reason: Reason, at: str, level: Level) -> None:
    assert not result.success
    assert (result.reason, result.field, result.level) == (reason, at, level), result
    assert result.hint
    assert len(failed(result)) == 1


def assert_each(probe: Callable[[Given, Given], ProbeResult], refusal: Refusal) -> None:
    config, auth, reason, at, level = refusal
    assert_refused(probe(config, auth), reason, at, level)
