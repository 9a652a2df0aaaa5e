"""JSON as messages: what is accepted, and what a refusal says."""

import json
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict, ParseDict
from hypothesis import given

from server.rest.json_read import MessageReader
from server.rest.mismatch import Mismatch
from tests.rest.everything import Everything
from tests.rest.test_json_plan import everything

READER = MessageReader(Everything.DESCRIPTOR)


def read(document: object) -> Any:
    return READER.read(document)


def faults(document: object) -> dict[str, str]:
    with pytest.raises(Mismatch) as caught:
        READER.read(document)
    return {violation.path: violation.message for violation in caught.value.violations}


# json_format does not read back the greatest numbers that it writes: rounded up, they are out of range.
@given(everything().filter(lambda message: abs(message.single) < 3.4e38 and abs(message.twice) < 1e308))
def test_what_proto3_json_writes_is_read_alike(message: Any) -> None:
    document = json.loads(json.dumps(MessageToDict(message)))
    for number in document.get("switched", {}).values():
        if isinstance(number, str):  # "Infinity": refused here, on purpose
            return
    assert read(document) == ParseDict(document, Everything())


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"maybeText": "a"}, {"maybe_text": "a"}),
        ({"maybe_text": "a"}, {"maybe_text": "a"}),
        ({"otherName": "a"}, {"renamed": "a"}),
        ({"renamed": "a"}, {"renamed": "a"}),
        ({"maybeText": None, "child": None, "texts": None, "config": None, "wide": None}, {}),
        ({"maybeText": ""}, {"maybe_text": ""}),
        ({"clearable": None}, {"clearable": ""}),
        ({"clearableConfig": None}, {"clearable_config": {}}),
        ({"wide": "9223372036854775807"}, {"wide": 2**63 - 1}),
        ({"wide": 5.0, "small": 1e3}, {"wide": 5, "small": 1000}),
        ({"colour": "RED", "colours": [2, "RED"]}, {"colour": 1, "colours": [2, 1]}),
        ({"raw": "-_8="}, {"raw": b"\xfb\xff"}),
        ({"raw": "+/8"}, {"raw": b"\xfb\xff"}),
        ({"single": 1, "twice": 0.5}, {"single": 1.0, "twice": 0.5}),
        ({"labels": {"a": "b"}, "switched": {"true": 1}}, {"labels": {"a": "b"}, "switched": {True: 1.0}}),
        ({"numbered": {"7": {"text": "a"}}}, {"numbered": {7: Everything(text="a")}}),
        ({"child": {"child": {}}}, {"child": Everything(child=Everything())}),
        ({"first": "a", "second": None}, {"first": "a"}),
    ],
)
def test_what_is_accepted(document: dict[str, Any], expected: dict[str, Any]) -> None:
    assert read(document) == Everything(**expected)


def test_presence_tells_absent_from_empty() -> None:
    assert not read({"config": None}).HasField("config")
    assert read({"config": {}}).HasField("config")
    assert not read({}).HasField("clearable")
    assert read({"clearable": None}).HasField("clearable")


def test_null_is_a_value_where_the_type_has_one() -> None:
    assert read({"anything": None}).anything.WhichOneof("kind") == "null_value"
    assert read({"config": {"a": None}}).config.fields["a"].WhichOneof("kind") == "null_value"


def test_well_known_types_are_read() -> None:
    message = read(
        {
            "at": "2026-03-15T10:30:00.5+01:00",
            "lasting": "3.5s",
            "mask": "authConfig,name",
            "wrappedText": "a",
            "wrappedWide": "7",
            "list": [1, [True]],
            "packed": {"@type": "type.googleapis.com/tests.rest.Everything", "text": "a"},
        }
    )
    assert message.at.ToJsonString() == "2026-03-15T09:30:00.500Z"
    assert message.lasting.ToMilliseconds() == 3500
    assert list(message.mask.paths) == ["auth_config", "name"]
    assert (message.wrapped_text.value, message.wrapped_wide.value) == ("a", 7)
    assert MessageToDict(message.list) == [1.0, [True]]
    unpacked = Everything()
    assert message.packed.Unpack(unpacked)
    assert unpacked.text == "a"


@pytest.mark.parametrize(
    ("document", "path", "message"),
    [
        ({"config": "x"}, "config", "expected an object, got a string"),
        ({"config": []}, "config", "expected an object, got an array"),
        ({"text": 5}, "text", "expected a string, got a number"),
        ({"text": {}}, "text", "expected a string, got an object"),
        ({"flag": "true"}, "flag", "expected true or false, got a string"),
        ({"flag": 1}, "flag", "expected true or false, got a number"),
        ({"small": "5"}, "small", "expected an integer, got a string"),
        ({"small": True}, "small", "expected an integer, got a boolean"),
        ({"small": 1.5}, "small", "expected an integer, got a number with a fraction"),
        ({"small": 2**31}, "small", "expected an integer from -2147483648 to 2147483647"),
        ({"unsignedSmall": -1}, "unsignedSmall", "expected an integer from 0 to 4294967295"),
        ({"wide": "5a"}, "wide", "expected an integer, got a string"),
        ({"wide": " 5"}, "wide", "expected an integer, got a string"),
        ({"wide": "٥"}, "wide", "expected an integer, got a string"),
        ({"wide": 2**63}, "wide", "expected an integer from -9223372036854775808 to 9223372036854775807"),
        ({"twice": "1"}, "twice", "expected a number, got a string"),
        ({"twice": 10**400}, "twice", "the number is too large"),
        ({"single": 1e39}, "single", "the number is too large"),
        ({"colour": "GREN"}, "colour", "not one of COLOUR_UNSPECIFIED, RED, GREEN; did you mean GREEN?"),
        ({"colour": 7}, "colour", "not a number of COLOUR_UNSPECIFIED, RED, GREEN"),
        ({"colour": True}, "colour", "expected one of COLOUR_UNSPECIFIED, RED, GREEN, got a boolean"),
        ({"raw": "*"}, "raw", "expected base64"),
        ({"raw": "é"}, "raw", "expected base64"),
        ({"texts": "a"}, "texts", "expected an array, got a string"),
        ({"texts": ["a", None]}, "texts[1]", "expected a string, got null"),
        ({"children": [{}, {"text": 1}]}, "children[1].text", "expected a string, got a number"),
        ({"labels": []}, "labels", "expected an object, got an array"),
        ({"labels": {"a": 1}}, "labels.a", "expected a string, got a number"),
        ({"numbered": {"x": {}}}, "numbered.x", "expected an integer, got 'x'"),
        ({"child": {"child": {"nope": 1}}}, "child.child.nope", "unknown field"),
        ({"": 1}, '""', "unknown field"),
        ({"child": {"": 1}}, 'child.""', "unknown field"),
        ({"maybeTxt": "a"}, "maybeTxt", "unknown field; did you mean maybeText?"),
        ({"text": "a", "child": {"txt": 1}}, "child.txt", "unknown field; did you mean text?"),
        ({"maybeText": "a", "maybe_text": "b"}, "maybe_text", "given twice: maybeText and maybe_text are one field"),
        ({"first": "a", "second": 1}, "second", "excludes first; send one of them"),
        ({"at": "yesterday"}, "at", "expected a time such as 2026-03-15T10:30:00.000Z"),
        ({"at": 5}, "at", "expected a time such as 2026-03-15T10:30:00.000Z, got a number"),
        ({"at": "2026-13-01T00:00:00Z"}, "at", "expected a time such as 2026-03-15T10:30:00.000Z"),
        ({"at": "0000-01-01T00:00:00Z"}, "at", "expected a time such as 2026-03-15T10:30:00.000Z"),
        ({"lasting": "3"}, "lasting", "expected a duration such as 3.5s"),
        (
            {"packed": {"@type": "x/unknown.Type"}},
            "packed",
            "expected an object with @type and the fields of that type",
        ),
        (
            {"config": {"a": {"b": [2**53]}}},
            "config.a.b[0]",
            "integers beyond 9007199254740991 lose digits; send a string",
        ),
        ({"config": {"a": -(10**400)}}, "config.a", "integers beyond 9007199254740991 lose digits; send a string"),
        ({"config": {"a": 1e16}}, "config.a", "integers beyond 9007199254740991 lose digits; send a string"),
    ],
)
def test_what_is_refused_says_where_and_what_was_expected(document: dict[str, Any], path: str, message: str) -> None:
    assert faults(document) == {path: message}


def test_every_fault_is_told_at_once() -> None:
    assert set(faults({"text": 1, "texts": [1, "a", 2], "nope": 0, "config": {"a": 2**60, "b": 2**60}})) == {
        "text",
        "texts[0]",
        "texts[2]",
        "nope",
        "config.a",
        "config.b",
    }


def test_a_long_unknown_name_is_cut() -> None:
    (path,) = faults({"x" * 10_000: 1})
    assert len(path) < 80


def test_ignored_names_are_ignored_at_the_top_alone() -> None:
    reader = MessageReader(Everything.DESCRIPTOR, ignored={"createdAt"})
    assert reader.read({"createdAt": {"any": "thing"}}) == Everything()
    with pytest.raises(Mismatch):
        reader.read({"child": {"createdAt": 1}})
