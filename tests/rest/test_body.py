"""What a request body may be."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.bounds import MAX_DEPTH
from server.errors import MalformedRequest
from server.rest.body import parse_object

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=20,
)


def nested(depth: int) -> bytes:
    """An object of `depth` levels, itself the first."""
    return b'{"config":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "the request body is empty"),
        (b" \n", "the request body is empty"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        (b'{"a": "\xff"}', "not UTF-8 at byte 7"),
        (b'{"a": "\xed\xa0\x80"}', "not UTF-8"),
        ("{}".encode("utf-16"), "not UTF-8"),
        (b'{"a": 1', "invalid JSON at line 1, column 8"),
        (b"{'a': 1}", "invalid JSON"),
        (b'{"a": 1,}', "invalid JSON"),
        (b'{"a": 01}', "invalid JSON"),
        (b'{"a": .5}', "invalid JSON"),
        (b'{"a": 1} {}', "invalid JSON"),
        (b'{"a": "\n"}', "invalid JSON"),
        (b"[]", "expected an object, got an array"),
        (b"null", "expected an object, got null"),
        (b'"{}"', "expected an object, got a string"),
        (b"1", "expected an object, got a number"),
        (b"NaN", "expected a finite number"),
        (b'{"a": NaN}', "a: expected a finite number"),
        (b'{"a": {"b": [1, -Infinity]}}', "a.b[1]: expected a finite number"),
        (b'{"a": 1e999}', "a: expected a finite number"),
        (b'{"a": ' + b"9" * 5000 + b"}", "a: expected a finite number"),
        (b'{"a": 1, "a": 2}', "a: given twice"),
        (b'{"a": 1, "\\u0061": 2}', "a: given twice"),
        (b'{"config": {"list": [{"port": 1, "port": 1}]}}', "config.list[0].port: given twice"),
        (b'{"a": "\\ud800"}', "a: holds a lone surrogate"),
        (b'{"a": ["\\uDC00x"]}', "a[0]: holds a lone surrogate"),
        (b'{"\\ud83d": 1}', "the name holds a lone surrogate"),
        (nested(MAX_DEPTH + 1), "config: nested deeper than 32 levels"),
        (nested(100_000), "config: nested deeper than 32 levels"),
        (b"[" * 500_000, "the request body: nested deeper than 32 levels"),
        (b'{"":' * 100_000, '"": nested deeper than 32 levels'),
        (b'{"": 1, "": 2}', '"": given twice'),
        (b'{"a":' * 100_000, "a: nested deeper than 32 levels"),
    ],
)
def test_what_is_no_request_is_refused_by_name(body: bytes, says: str) -> None:
    with pytest.raises(MalformedRequest) as caught:
        parse_object(body)
    assert says in caught.value.message


def test_several_faults_are_told_at_once() -> None:
    with pytest.raises(MalformedRequest) as caught:
        parse_object(b'{"a": NaN, "b": {"c": 1, "c": 2}}')
    assert {violation.path for violation in caught.value.violations} == {"a", "b.c"}


def test_an_error_never_repeats_a_value() -> None:
    for body in (b'{"password": "hunter2", "a": 1', b'{"password": "hunter2", "password": "hunter2"}'):
        with pytest.raises(MalformedRequest) as caught:
            parse_object(body)
        assert "hunter2" not in caught.value.message


def test_brackets_inside_strings_are_not_nesting() -> None:
    assert parse_object(json.dumps({"a": "[{" * 100, 'b"': "\\" + "[" * 50}).encode())["a"] == "[{" * 100


def test_the_deepest_allowed_body_is_read() -> None:
    assert "config" in parse_object(nested(MAX_DEPTH))


def test_a_surrogate_pair_is_a_character() -> None:
    assert parse_object(b'{"a": "\\ud83d\\ude00"}') == {"a": "😀"}


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), JSON, max_size=5), st.booleans())
def test_any_other_json_is_what_json_loads_says(document: dict[str, object], ascii_only: bool) -> None:
    text = json.dumps(document, ensure_ascii=ascii_only)
    assert parse_object(text.encode()) == json.loads(text)


@given(st.binary(max_size=60) | st.text('{}[]",:\\u0d8eE+-.ntfaN 1').map(str.encode))
def test_no_body_does_anything_but_parse_or_be_refused(body: bytes) -> None:
    try:
        parse_object(body)
    except MalformedRequest:
        return
    assert json.loads(body) == parse_object(body)
