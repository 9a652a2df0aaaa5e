"""A declared pattern as ECMA-262 writes it, for JSON Schema: the same language, matched whole.

Python's pattern is parsed and written anew: ECMAScript knows neither `(?i:…)` nor `\\Z`, and its escapes are fewer.
What is written is a pattern of Python's `re` too, which some JSON Schema validators use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants, _parser  # type: ignore[attr-defined]  # typeshed does not have them; the standard library does
from typing import Any

_SYNTAX = frozenset("^$\\.*+?()[]{}|")
_IN_CLASS = frozenset("^\\]-[")
_CATEGORIES = {
    _constants.CATEGORY_DIGIT: "0-9",
    _constants.CATEGORY_WORD: "A-Za-z0-9_",
    _constants.CATEGORY_SPACE: "\\x09-\\x0d\\x20",
}
_NEGATED = {
    _constants.CATEGORY_NOT_DIGIT: _constants.CATEGORY_DIGIT,
    _constants.CATEGORY_NOT_WORD: _constants.CATEGORY_WORD,
    _constants.CATEGORY_NOT_SPACE: _constants.CATEGORY_SPACE,
}
_PLACES = {
    _constants.AT_BEGINNING: "^",
    _constants.AT_BEGINNING_STRING: "^",
    _constants.AT_END: "$",
    _constants.AT_END_STRING: "$",
}


def ecma_pattern(pattern: str) -> str:
    """Raises ValueError for what ECMAScript cannot say."""
    return f"^(?:{_sequence(_parser.parse(pattern, re.ASCII), ignore_case=False)})$"


def _sequence(parsed: Iterable[tuple[Any, Any]], *, ignore_case: bool) -> str:
    return "".join(_node(code, argument, ignore_case) for code, argument in parsed)


def _node(code: Any, argument: Any, ignore_case: bool) -> str:
    match str(code):
        case "LITERAL":
            return _literal(argument, ignore_case)
        case "NOT_LITERAL":
            return f"[^{''.join(_member(char) for char in _cases(chr(argument), ignore_case))}]"
        case "ANY":
            return "[^\\x0a]"
        case "IN":
            return _class(argument, ignore_case)
        case "BRANCH":
            return f"(?:{'|'.join(_sequence(item, ignore_case=ignore_case) for item in argument[1])})"
        case "SUBPATTERN":
            _group, added, removed, inner = argument
            within = (ignore_case or bool(added & re.IGNORECASE)) and not removed & re.IGNORECASE
            return _grouped(inner, within)
        case "MAX_REPEAT" | "MIN_REPEAT":
            least, most, inner = argument
            return _grouped(inner, ignore_case) + _times(least, most)
        case "ASSERT" | "ASSERT_NOT" if argument[0] > 0:
            sign = "=" if str(code) == "ASSERT" else "!"
            return f"(?{sign}{_sequence(argument[1], ignore_case=ignore_case)})"
        case "AT" if argument in _PLACES:
            return _PLACES[argument]
        case _:
            raise ValueError(f"a pattern uses {code}, which ECMA-262 or linear matching does not have")


def _grouped(inner: Iterable[tuple[Any, Any]], ignore_case: bool) -> str:
    """One atom, that a quantifier may follow."""
    parsed = list(inner)
    written = _sequence(parsed, ignore_case=ignore_case)
    is_atom = len(parsed) == 1 and str(parsed[0][0]) in ("LITERAL", "NOT_LITERAL", "ANY", "IN", "SUBPATTERN", "BRANCH")
    return written if is_atom else f"(?:{written})"


def _literal(number: int, ignore_case: bool) -> str:
    cases = _cases(chr(number), ignore_case)
    if len(cases) > 1:
        return f"[{''.join(cases)}]"
    char = cases[0]
    return f"\\{char}" if char in _SYNTAX else _plain(char)


def _class(members: list[tuple[Any, Any]], ignore_case: bool) -> str:
    negated = bool(members) and members[0][0] is _constants.NEGATE
    inner = members[1:] if negated else members
    if len(inner) == 1 and inner[0][1] in _NEGATED and not negated:
        return f"[^{_CATEGORIES[_NEGATED[inner[0][1]]]}]"
    return f"[{'^' if negated else ''}{''.join(_member_of(code, item, ignore_case) for code, item in inner)}]"


def _member_of(code: Any, argument: Any, ignore_case: bool) -> str:
    match str(code):
        case "LITERAL":
            return "".join(_member(char) for char in _cases(chr(argument), ignore_case))
        case "RANGE":
            first, last = argument
            return _range(first, last, ignore_case)
        case "CATEGORY" if argument in _CATEGORIES:
            return _CATEGORIES[argument]
        case "CATEGORY" if argument is _constants.CATEGORY_NOT_SPACE:
            return "\\S"
        case _:
            raise ValueError(f"a pattern has {argument} in a class, which this cannot write")


def _range(first: int, last: int, ignore_case: bool) -> str:
    written = f"{_member(chr(first))}-{_member(chr(last))}"
    if not ignore_case:
        return written
    for low, high, shift in ((97, 122, -32), (65, 90, 32)):
        start, end = max(first, low), min(last, high)
        if start <= end:
            written += f"{chr(start + shift)}-{chr(end + shift)}"
    return written


def _cases(char: str, ignore_case: bool) -> tuple[str, ...]:
    if ignore_case and char.isascii() and char.isalpha():
        return (char.lower(), char.upper())
    return (char,)


def _member(char: str) -> str:
    return f"\\{char}" if char in _IN_CLASS else _plain(char)


def _plain(char: str) -> str:
    return f"\\x{ord(char):02x}" if ord(char) < 0x20 or ord(char) == 0x7F else char


def _times(least: int, most: Any) -> str:
    if most is _constants.MAXREPEAT:
        return {0: "*", 1: "+"}.get(least, f"{{{least},}}")
    if (least, most) == (0, 1):
        return "?"
    return f"{{{least}}}" if least == most else f"{{{least},{most}}}"
