"""Whether a value obeys its field, and what a person is told where it does not.

A value is repeated in a message only where it cannot be a secret: never that of a secret field, nor one that may hold
an address with a password in it.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache

import re2

from probes.field import Field, JsonValue, Kind, Secrecy, Violation, is_kind, kind_of

_MOST_SHOWN = 40  # characters of a value
_MAY_HOLD_A_SECRET = re.compile(r"[@=]|://|-----")


def takes(item: Field, value: JsonValue) -> bool:
    """Whether the value is of the field's JSON type."""
    return is_kind(value, item.kind) or (item.json_text and isinstance(value, str))


def wrong_kind(item: Field, value: JsonValue, path: str) -> Violation | None:
    """What Create and Update refuse."""
    return None if takes(item, value) else Violation(path, f"expected {expected(item)}, got {_shown(item, value)}")


def out_of_grammar(item: Field, value: JsonValue, *, within: str = "config", name: str = "") -> Violation | None:
    """The first rule of the field that the value breaks, if any. `name` is the key that was given, by default the
    field's own."""
    path = f"{within}.{name or item.name}"
    if obeys(item, value):
        return None
    return Violation(path, f"expected {expected(item)}, got {_shown(item, value)}")


def obeys(item: Field, value: JsonValue) -> bool:
    if not takes(item, value):
        return False
    if item.choices and value not in item.choices:
        return False
    if isinstance(value, str):
        return not item.pattern or matches(item, value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (item.minimum is None or value >= item.minimum) and (item.maximum is None or value <= item.maximum)
    return True


def matches(item: Field, text: str) -> bool:
    """Whether the whole text fits the field's pattern; \\w, \\d and \\s are ASCII's, as in ECMAScript."""
    assert item.pattern is not None  # noqa: S101  # asked by the caller
    if item.linear:
        return linear(item.pattern).fullmatch(text) is not None
    return re.fullmatch(item.pattern, text, re.ASCII) is not None


@lru_cache(1024)
def linear(pattern: str) -> re2._Regexp:
    """Compiled by RE2, which matches in time linear in the text whatever the pattern. Raises re2.error."""
    options = re2.Options()
    options.log_errors = False  # or it prints what a caller wrote
    options.max_mem = 1 << 20
    return re2.compile(pattern, options)


def expected(item: Field) -> str:
    """`an integer from 1 to 65535`, `one of a, b`, `a well-formed host, such as db.example.com`."""
    if item.choices:
        return f"one of {', '.join(item.choices)}"
    if item.kind in (Kind.INTEGER, Kind.NUMBER):
        return article(item.kind) + _bounds(item)
    if item.json_text:
        return f"{article(item.kind)}, or its JSON as text"
    if item.pattern:
        example = f", such as {item.example}" if isinstance(item.example, str) else ""
        return f"a well-formed {item.title[0].lower() + item.title[1:]}{example}"
    return article(item.kind)


def article(kind: Kind | None) -> str:
    if kind is None:
        return "null"
    return f"an {kind}" if kind in (Kind.ARRAY, Kind.INTEGER, Kind.OBJECT) else f"a {kind}"


def quoted(text: str) -> str:
    """As JSON, cut where it is long."""
    return json.dumps(text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "…", ensure_ascii=False)


def _bounds(item: Field) -> str:
    if item.minimum is not None and item.maximum is not None:
        return f" from {item.minimum} to {item.maximum}"
    if item.minimum is not None:
        return f" of at least {item.minimum}"
    return "" if item.maximum is None else f" of at most {item.maximum}"


def _shown(item: Field, value: JsonValue) -> str:
    kind = kind_of(value)
    if item.secrecy is not Secrecy.NONE or kind in (None, Kind.ARRAY, Kind.OBJECT):
        return article(kind)
    if isinstance(value, str):
        return article(kind) if _MAY_HOLD_A_SECRET.search(value) else quoted(value)
    return json.dumps(value)[:_MOST_SHOWN]
