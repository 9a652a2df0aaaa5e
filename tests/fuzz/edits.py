"""Texts that are nearly right: a sample with a few edits gets past the first gate of a parser, where noise does not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import strategies as st

# What grammars of texts turn on, and characters that decoders stumble over: NUL, DEL, ß (grows when folded), ſ (folds
# to s), a combining mark, an ideographic full stop, a digit that is not ASCII, a right-to-left override, an astral one.
_MARKS = (
    *" \t\r\n\0\x7f\\/?#@:;,.=&%+-_~*'\"()[]{}<>|!$0aZ",
    *("\u00df", "\u017f", "\u0301", "\u3002", "\u0661", "\u202e", "\U0001f600", "%00", "%2e%2e", "%ff", "%", "xn--"),
    *("1e999", "-1", "99999999999999999999", "0x7f.1", "[::1]", "..", "://", "null", "NaN", "{}", "[[", "\\ud800"),
)
LONGEST = 20_000


@st.composite
def edited(draw: st.DrawFn, samples: Sequence[str]) -> str:
    """A sample after up to five edits: cut, doubled, pumped a few hundred times, spliced with another, marked."""
    text = draw(st.sampled_from(samples))
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + draw(_middle(samples, text[start:end])) + text[end:]
    return text[:LONGEST]


def _middle(samples: Sequence[str], cut: str) -> st.SearchStrategy[str]:
    other = st.tuples(st.sampled_from(samples), st.integers(0, 40), st.integers(0, 40))
    return st.one_of(
        st.sampled_from(_MARKS),
        st.just(""),
        st.just(cut * 2),
        st.integers(3, 500).map(lambda times: cut * times),
        other.map(lambda found: found[0][found[1] : found[1] + found[2]]),
        st.text(max_size=3),
    )


@st.composite
def edited_documents(draw: st.DrawFn, samples: Sequence[str]) -> str:
    """A sample that is or ends in JSON, up to three of whose values or names are edited; any other one, as a text."""
    text = draw(st.sampled_from(samples))
    head, brace, rest = text.partition("{")
    try:
        document = json.loads(brace + rest)
    except ValueError:
        return draw(edited([text]))
    for _ in range(draw(st.integers(1, 3))):
        places = list(_places(document))
        if not places:
            return head + json.dumps(document)
        within, key = draw(st.sampled_from(places))
        within[key] = draw(_value(within[key]))
        if isinstance(within, dict) and draw(st.booleans()):
            within[draw(edited([key]))] = draw(st.sampled_from([within[key], within.pop(key)]))
    return head + json.dumps(document)


def _places(document: Any) -> Iterator[tuple[Any, Any]]:
    """Every value inside, as what holds it and its key or index."""
    if isinstance(document, dict | list):
        for key in list(document) if isinstance(document, dict) else range(len(document)):
            yield document, key
            yield from _places(document[key])


def _value(value: Any) -> st.SearchStrategy[Any]:
    other = st.sampled_from([None, True, False, 0, -1, 2**53, 2**64, 1.5, 1e308, "", "x", [], {}, [[]], {"": None}])
    if isinstance(value, str):
        return st.one_of(edited([value]), other, edited(["{apiKey}", "{shop}", "/a/{b}", "(a+)+$", "[a-z]{1,9}"]))
    return st.one_of(other, st.just([value] * 3), st.just({"a": value}))
