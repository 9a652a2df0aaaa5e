"""What a tenant may declare, and that every wrong place is named."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from probes.own_types import own_type
from probes.vendors.bounds import MAX_ITEMS, MAX_TEXT
from probes.vendors.consistency import Complaint
from probes.vendors.own import DeclarationRefused, parse_own
from tests.connector_types.declarations import acme

Change = Callable[[dict[str, Any]], object]


def put(key: str, value: Any) -> Change:
    return lambda declaration: declaration.__setitem__(key, value)


def check(**values: Any) -> Change:
    return lambda declaration: declaration["checks"][0].update(values)


def send(**values: Any) -> Change:
    return lambda declaration: declaration["methods"][0]["send"].update(values)


def shop(**values: Any) -> Change:
    return lambda declaration: declaration["fields"][0].update(values)


WRONG: list[tuple[str, Change]] = [
    ("title", put("title", 5)),
    ("title", lambda declaration: declaration.pop("title")),
    ("titel", put("titel", "Acme")),
    ("name", put("name", "other")),
    ("verifiedAgainst", put("verifiedAgainst", "the vendor itself")),
    ("checked", put("checked", {"date": "2026-11-30", "against": ["vendor's page"]})),
    ("refusesAs", put("refusesAs", ["google"])),
    ("title", put("title", "x" * (MAX_TEXT + 1))),
    ("title", put("title", "a\x1b[2J")),
    ("code", put("code", ["x"] * (MAX_ITEMS + 1))),
    ("checks", lambda declaration: declaration["checks"].extend(declaration["checks"] * 10)),
    ("base", put("base", "http://localhost")),
    ("base", put("base", "https://user:pass@localhost")),
    ("base", put("base", "https://{shop}@localhost")),
    ("base", put("base", "https://localhost#{shop}")),
    ("base", put("base", "https://{note}.example")),
    ("base", put("base", "https://{shop.x}.example")),
    ("base", put("base", "https://exa mple")),
    ("checks[0].path", check(path="shops")),
    ("checks[0].path", check(path="/a/../b")),
    ("checks[0].path", check(path="/a b")),
    ("checks[0].path", check(path="/a\r\nX-Evil: 1")),
    ("checks[0].path", check(path="/{absent}")),
    ("checks[0].httpMethod", check(httpMethod="DELETE")),
    ("checks[0].reads", check(httpMethod="POST")),
    ("checks[0].proves[0]", check(proves=["everything"])),
    ("checks[0].headers.Host", check(headers={"Host": "elsewhere"})),
    ("checks[0].headers.Content-Length", check(headers={"Content-Length": "5"})),
    ("checks[0].headers.X Y", check(headers={"X Y": "5"})),
    ("checks[0].headers.X-Note", check(headers={"X-Note": "é"})),
    ("checks[0].headers.Authorization", check(headers={"Authorization": "Bearer abcdef"})),
    ("checks[0].query.api_key", check(query={"api_key": "abcdef"})),
    ("methods[0].send.headers.X-Api-Key", send(headers={"X-Api-Key": "abcdef"})),
    ("methods[0].send.basic", send(basic=["ada", "s3cr3t"])),
    ("methods[0].send", send(headers={"X-Key": "{password}"})),
    ("methods[0].fields[0]", lambda declaration: declaration["methods"][0].update(fields=["telepathy"])),
    ("methods[0].name", lambda declaration: declaration["methods"][0].update(name="access_key")),
    ("fields[1].name", lambda declaration: declaration["fields"].append({"name": "a b", "title": "A"})),
    ("fields[0].kind", shop(kind="date")),
    ("fields[0].example", shop(example="NORTH")),
    ("fields[0].pattern", shop(pattern="(")),
    ("fields[0].pattern", shop(pattern=r"(a)\1", example=None)),
    ("fields[0].pattern", shop(pattern="(?=a)a", example=None)),
    ("fields[0].pattern", shop(pattern="a" * 600, example=None)),
    ("fields[0].default", shop(secrecy="whole", default="north")),
    ("answers[0].says", lambda declaration: declaration["answers"][0].update(says="(?<=x)y")),
    ("answers[0].field", lambda declaration: declaration["answers"][0].update(field="config.absent")),
    ("either[0]", put("either", [["nothing"]])),
]


@pytest.mark.parametrize(("path", "change"), WRONG)
def test_a_wrong_place_is_named(path: str, change: Change) -> None:
    declaration = acme()
    change(declaration)
    with pytest.raises(DeclarationRefused) as refused:
        parse_own("acme", declaration)
    assert path in {complaint.path for complaint in refused.value.wrong}, refused.value


def test_all_wrong_places_are_named_at_once() -> None:
    declaration = acme()
    for change in (put("title", 5), check(path="shops"), shop(kind="date"), put("detail", "error"), put("x", 1)):
        change(declaration)
    with pytest.raises(DeclarationRefused) as refused:
        parse_own("acme", declaration)
    assert {complaint.path for complaint in refused.value.wrong} == {
        "title",
        "checks[0].path",
        "fields[0].kind",
        "detail",
        "x",
    }
    told = {complaint.path: complaint.message for complaint in refused.value.wrong}
    assert told["title"] == "expected a string, got an integer"


def test_what_a_value_puts_into_a_host_needs_a_match() -> None:
    declaration = acme() | {"base": "https://{site}.example", "values": {"site": [{"from": "config.shop"}]}}
    with pytest.raises(DeclarationRefused, match="match"):
        parse_own("acme", declaration)
    declaration["values"]["site"][0]["match"] = "([a-z]+)"
    assert parse_own("acme", declaration).base == "https://{site}.example"


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
KEYS = [*acme(), "values", "headers", "either", "code", "category", "proves", "refusesAs"]


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), ANY_JSON, min_size=1, max_size=4))
def test_whatever_is_declared_is_taken_or_refused_with_places(changes: dict[str, Any]) -> None:
    wrong: tuple[Complaint, ...] | None = None
    try:
        own_type("acme", json.dumps(acme() | changes), 1)
    except DeclarationRefused as refused:
        wrong = refused.wrong
    assert wrong is None or (wrong and all(complaint.message for complaint in wrong))


def test_no_pattern_of_a_tenants_takes_for_ever() -> None:
    declaration = acme()
    shop(pattern="(a+)+b", example=None)(declaration)
    evil = own_type("evil", json.dumps(declaration), 1)
    began = time.monotonic()
    assert evil.missing({"shop": "a" * 50_000}, {})
    assert time.monotonic() - began < 5  # re would need longer than the universe
