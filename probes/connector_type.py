"""What a connector type is: its fields, secrets, auth methods and probe. Declarations live in probes/types/.

Docs, form, JSON Schema, validation and redaction derive from a declaration; nothing about a type is said elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from probes.result import Level

JsonValue = Any
"""str, bool, int, float, None, or lists and dicts (with str keys) of these."""


class Kind(StrEnum):
    """JSON types of a field, named as in JSON Schema."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    ARRAY = "array"
    OBJECT = "object"


class Secrecy(StrEnum):
    """Which part of a config field's value is secret."""

    NONE = "none"
    WHOLE = "whole"  # the value itself: moved to the vault, shown as the mask
    URL = "url"  # a URL or DSN: the password in its userinfo is moved and shown masked


@dataclass(frozen=True, slots=True)
class Field:
    """One declared key of `config` or of `authConfig`. A required field may be left out where the field that
    `unless` names is given: a connection string stands for host, port and database."""

    name: str
    title: str
    kind: Kind = Kind.STRING
    required: bool = False
    unless: str | None = None
    default: JsonValue = None
    secrecy: Secrecy = Secrecy.NONE
    description: str = ""
    aliases: tuple[str, ...] = ()
    pattern: str | None = None  # the whole value must match; checked at test, with the field's name
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    example: JsonValue = None
    json_text: bool = False  # an object's own JSON, as text, is taken too

    def takes(self, value: JsonValue) -> bool:
        """Whether the value is of the field's JSON type."""
        return is_kind(value, self.kind) or (self.json_text and isinstance(value, str))


@dataclass(frozen=True, slots=True)
class AuthMethod:
    """A way to prove who we are, and the credential fields it takes."""

    name: str
    title: str
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Violation:
    """A field that is missing or wrong. `path` is `config.x` or `authConfig.x`."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class ConnectorType:
    """A declared type. `either` lists groups of which at least one field must be given, as paths relative to
    config or, with the prefix `authConfig.`, to the credentials: ("instanceUrl", "authConfig.apiKey").

    `probe` names a probes.target.Probe as "module:function": drivers are imported only where probes run.
    `verified_against` says which peer the tests ran the probe against, and of which kind: the vendor's server, the
    vendor's emulator, an emulator behind our own gate, or one scripted from the vendor's page.
    """

    name: str
    title: str
    category: str
    fields: tuple[Field, ...] = ()
    auth_methods: tuple[AuthMethod, ...] = ()
    either: tuple[tuple[str, ...], ...] = ()
    highest_level: Level = Level.NONE
    proves: str = ""
    probe: str | None = None
    verified_against: str = ""
    by_name: Mapping[str, Field] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        index = {name: item for item in self.fields for name in (item.name, *item.aliases)}
        object.__setattr__(self, "by_name", index)

    def auth_method(self, name: str) -> AuthMethod | None:
        return next((method for method in self.auth_methods if method.name == name), None)

    def wrong_kinds(self, config: Mapping[str, JsonValue]) -> list[Violation]:
        """Declared keys whose JSON type is wrong; what Create and Update refuse. Null counts as absent."""
        return [
            Violation(f"config.{name}", f"expected {_article(item.kind)}, got {_article(kind_of(config[name]))}")
            for name, item in self.by_name.items()
            if config.get(name) is not None and not item.takes(config[name])
        ]

    def parameters(self, config: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """The declared keys alone, aliases resolved, defaults applied: all that a driver ever sees."""
        return _declared(self.fields, config)

    def credentials(self, auth_method: str, given: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """The credential fields that the auth method takes, aliases resolved. Of an undeclared method: of all methods.

        A field given empty stays empty: the probe says which one it is.
        """
        method = self.auth_method(auth_method)
        fields = method.fields if method else self.credential_fields()
        found = _declared(fields, given)
        empty = {item.name: "" for item in fields for name in (item.name, *item.aliases) if given.get(name) == ""}
        return {**empty, **found}

    def credential_fields(self) -> tuple[Field, ...]:
        """The fields of all auth methods, each name once."""
        return tuple({item.name: item for method in self.auth_methods for item in method.fields}.values())

    def missing(self, config: Mapping[str, JsonValue], credentials: Mapping[str, JsonValue]) -> list[Violation]:
        """Every field that a test needs and does not find, and every value outside its grammar, all at once."""
        parameters = self.parameters(config)
        found = [
            Violation(f"config.{item.name}", "is required")
            for item in self.fields
            if item.required and item.name not in parameters and item.unless not in parameters
        ]
        found += [violation for group in self.either if (violation := _one_of(group, parameters, credentials))]
        found += [
            violation
            for item in self.fields
            if item.name in parameters and (violation := out_of_grammar(item, parameters[item.name]))
        ]
        secrets = _declared(self.credential_fields(), credentials)
        found += [
            violation
            for item in self.credential_fields()
            if item.name in secrets and (violation := out_of_grammar(item, secrets[item.name], within="authConfig"))
        ]
        return found


def _declared(fields: tuple[Field, ...], given: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    found: dict[str, JsonValue] = {}
    for item in fields:
        present = (given[name] for name in (item.name, *item.aliases) if given.get(name) not in (None, ""))
        value = next(present, item.default)
        if value is not None:
            found[item.name] = value
    return found


def _one_of(
    group: tuple[str, ...], parameters: Mapping[str, JsonValue], credentials: Mapping[str, JsonValue]
) -> Violation | None:
    for path in group:
        name = path.removeprefix("authConfig.")
        source = credentials if name != path else parameters
        if source.get(name):
            return None
    first = group[0] if "." in group[0] else f"config.{group[0]}"
    return Violation(first, f"one of {', '.join(group)} is required")


def out_of_grammar(item: Field, value: JsonValue, *, within: str = "config") -> Violation | None:
    """The first rule of the field that the value breaks, if any. The value itself is never in the message."""
    path = f"{within}.{item.name}"
    if not item.takes(value):
        return Violation(path, f"expected {_article(item.kind)}, got {_article(kind_of(value))}")
    if item.choices and value not in item.choices:
        return Violation(path, f"expected one of {', '.join(item.choices)}")
    if item.pattern and not re.fullmatch(item.pattern, value):
        expected = "" if item.example is None else f"; expected something like {item.example}"
        return Violation(path, f"is not a well-formed {item.title.lower()}{expected}")
    if item.minimum is not None and value < item.minimum:
        return Violation(path, f"must be at least {item.minimum}")
    if item.maximum is not None and value > item.maximum:
        return Violation(path, f"must be at most {item.maximum}")
    return None


def kind_of(value: JsonValue) -> Kind | None:
    """The JSON type of a value; None for null."""
    match value:
        case None:
            return None
        case bool():
            return Kind.BOOLEAN
        case int():
            return Kind.INTEGER
        case float():
            return Kind.INTEGER if value.is_integer() else Kind.NUMBER
        case str():
            return Kind.STRING
        case list() | tuple():
            return Kind.ARRAY
        case _:
            return Kind.OBJECT


def is_kind(value: JsonValue, kind: Kind) -> bool:
    actual = kind_of(value)
    return actual is kind or (kind is Kind.NUMBER and actual is Kind.INTEGER)


def _article(kind: Kind | None) -> str:
    if kind is None:
        return "null"
    return f"an {kind}" if kind in (Kind.ARRAY, Kind.INTEGER, Kind.OBJECT) else f"a {kind}"
