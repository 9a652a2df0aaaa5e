"""The JSON Schemas of the types say what the service itself holds a connector to: an independent validator agrees."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from probes.connector_type import AuthMethod, ConnectorType, Field, Kind
from probes.ecma_pattern import ecma_pattern
from probes.registry import connector_types
from probes.schema import config_schema, credentials_schema

TYPES = list(connector_types().values())
FEW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# Of no field's kind, nearly of it, or of another: what callers get wrong.
ANYTHING = st.one_of(
    st.booleans(),
    st.integers(-5, 70_000),
    st.floats(allow_nan=False, allow_infinity=False, width=16),
    st.text(max_size=8),
    st.sampled_from([[], ["a"], {}, {"a": 1}, "54x2", "a b", "https://example.com", 5432.0, "x" * 300]),
)


@cache
def fitting_texts(pattern: str) -> st.SearchStrategy[str]:
    return st.from_regex(ecma_pattern(pattern), fullmatch=True)


def obeying(item: Field) -> st.SearchStrategy[Any]:
    if item.choices:
        return st.sampled_from(item.choices)
    if item.kind is Kind.STRING:
        if item.pattern and not ecma_pattern(item.pattern).isascii():
            return st.just(item.example)  # hypothesis takes half a minute to look through all of Unicode
        return fitting_texts(item.pattern) if item.pattern else st.text(min_size=1, max_size=9)
    if item.kind in (Kind.INTEGER, Kind.NUMBER):
        return st.integers(item.minimum if item.minimum is not None else -9, item.maximum)
    return {
        Kind.BOOLEAN: st.booleans(),
        Kind.ARRAY: st.lists(st.text(), max_size=2),
        Kind.OBJECT: st.dictionaries(st.text(), st.text(), max_size=2),
    }[item.kind]


def documents(fields: tuple[Field, ...], value_of: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Some of the fields, each under one of its names, and a key that nobody declared."""

    def named(item: Field) -> st.SearchStrategy[tuple[str, Any]]:
        return st.tuples(st.sampled_from((item.name, *item.aliases)), value_of(item))

    some = [st.none() | named(item) for item in fields]
    return st.tuples(*some).map(lambda pairs: {"undeclared": [1], **dict(pair for pair in pairs if pair)})


def present(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if value not in (None, "")}


def one_document(connector_type: ConnectorType) -> tuple[tuple[str, ...], ...]:
    """The groups that a single schema can say."""
    return tuple(group for group in connector_type.either if not any("." in path for path in group))


@pytest.mark.parametrize("connector_type", TYPES, ids=lambda item: item.name)
def test_the_schemas_are_json_schema_2020_12(connector_type: ConnectorType) -> None:
    for schema in (
        config_schema(connector_type),
        *(credentials_schema(connector_type, method) for method in connector_type.auth_methods),
    ):
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("connector_type", TYPES, ids=lambda item: item.name)
def test_what_the_config_schema_takes_a_test_takes_and_what_it_refuses_is_refused(
    connector_type: ConnectorType,
) -> None:
    validator = Draft202012Validator(config_schema(connector_type))
    mixed = [group for group in connector_type.either if group not in one_document(connector_type)]

    @FEW
    @given(st.data())
    def agree(data: st.DataObject) -> None:
        value_of = data.draw(st.sampled_from([obeying, lambda _item: ANYTHING, lambda item: obeying(item) | ANYTHING]))
        config = data.draw(documents(connector_type.fields, value_of))
        violations = [
            violation
            for violation in connector_type.missing(config, {})
            if not any(violation.message == f"one of {', '.join(group)} is required" for group in mixed)
        ]
        assert validator.is_valid(present(config)) == (violations == []), violations
        wrong = {error.absolute_path[0] for error in validator.iter_errors(present(config)) if error.absolute_path}
        assert wrong == {
            violation.path.removeprefix("config.") for violation in violations if "required" not in violation.message
        }

    agree()


@pytest.mark.parametrize("connector_type", TYPES, ids=lambda item: item.name)
def test_create_refuses_the_wrong_json_types_of_the_schema_and_nothing_else(connector_type: ConnectorType) -> None:
    of_type = {
        item.name: {"type": kind}
        for item in connector_type.fields
        if (kind := config_schema(connector_type)["properties"][item.name]["type"])
    }

    @FEW
    @given(documents(connector_type.fields, lambda item: obeying(item) | ANYTHING))
    def agree(config: dict[str, Any]) -> None:
        wrong = {
            f"config.{name}"
            for name, item in connector_type.by_name.items()
            if name in config and not Draft202012Validator(of_type[item.name]).is_valid(config[name])
        }
        assert {violation.path for violation in connector_type.wrong_kinds(config)} == wrong

    agree()


METHODS = [(item, method) for item in TYPES for method in item.auth_methods]


@pytest.mark.parametrize(("connector_type", "method"), METHODS, ids=lambda item: item.name)
def test_what_the_schema_of_a_method_takes_a_test_takes(connector_type: ConnectorType, method: AuthMethod) -> None:
    validator = Draft202012Validator(credentials_schema(connector_type, method))

    @settings(FEW, max_examples=5)
    @given(documents(method.fields, lambda item: obeying(item) | ANYTHING))
    def agree(credentials: dict[str, Any]) -> None:
        held = present(credentials)
        violations = [
            violation
            for violation in connector_type.missing({}, held, method.name)
            if violation.path.startswith("authConfig.") and not violation.message.startswith("one of ")
        ]
        assert validator.is_valid(held) == (violations == []), violations

    agree()


@pytest.mark.parametrize("connector_type", TYPES, ids=lambda item: item.name)
def test_secrets_are_write_only(connector_type: ConnectorType) -> None:
    for method in connector_type.auth_methods:
        properties = credentials_schema(connector_type, method)["properties"]
        for item in method.fields:
            assert properties[item.name].get("writeOnly", False) == (item.secrecy.value == "whole"), item.name


@pytest.mark.parametrize(
    ("pattern", "fitting", "unfitting"),
    [
        (r"(?i:https?)://[^\s\\]{1,9}", ["HTTPS://a", "http://b.c"], ["ftp://a", "https://", "https://a b"]),
        (r"\w+\d?\s", ["a1 "], ["é ", "a"]),
        (r"(?=.{3,5}\Z)[a-z0-9]+(-[a-z]+)*", ["a-b", "abc"], ["ab", "abcdef", "a--b"]),
        (r"a/b|[\]^-]{2}", ["a/b", "]^", "--"], ["a", "]"]),
        (r"\x21[\"`]\.", ['!".', "!`."], ["!a."]),
    ],
)
def test_a_pattern_is_written_anew_and_means_the_same(pattern: str, fitting: list[str], unfitting: list[str]) -> None:
    written = re.compile(ecma_pattern(pattern))
    for text in fitting:
        assert written.search(text)
        assert re.fullmatch(pattern, text, re.ASCII)
    for text in unfitting:
        assert not written.search(text)
        assert not re.fullmatch(pattern, text, re.ASCII)
    # Under ECMAScript's `u` flag an escape of what needs none is an error.
    assert not re.search(r"\\[^\\.*+?()\[\]{}|^$x-]", ecma_pattern(pattern).replace("\\S", ""))


@pytest.mark.parametrize("pattern", [r"(a)\1", r"(?<=a)b", r"(?>a+)", r"\bword"])
def test_what_ecmascript_or_we_cannot_say_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        ecma_pattern(pattern)
