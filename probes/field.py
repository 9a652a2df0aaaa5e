"""A declared key of `config` or of `authConfig`, and the JSON types of values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

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
    pattern: str | None = None  # the whole value must match; \w, \d and \s are ASCII's; checked at test
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    example: JsonValue = None
    json_text: bool = False  # an object's own JSON, as text, is taken too
    destination: bool | None = None  # whether it says where credentials go; None: its name tells (destination.py)
    linear: bool = False  # the pattern is a caller's: matched by RE2, so that it cannot take for ever


@dataclass(frozen=True, slots=True)
class Violation:
    """A field that is missing or wrong. `path` is `config.x` or `authConfig.x`."""

    path: str
    message: str


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
