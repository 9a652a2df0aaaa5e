"""Messages as JSON: proto3's mapping, with the differences that the contract names."""

import base64
import json
import math
from datetime import datetime
from typing import Any

import orjson
import pytest
from google.protobuf.descriptor import Descriptor
from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct
from hypothesis import given
from hypothesis import strategies as st

from connectors.v1 import connector_service_pb2 as pb
from server.rest.json_plan import dumps, dumps_kept
from server.rest.json_read import reader_of
from tests.rest.everything import Everything

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
SAFE = 2**53 - 1
NUMBERS = st.integers(-SAFE, SAFE) | st.floats(allow_nan=False, allow_infinity=False).filter(
    lambda number: not (number.is_integer() and abs(number) > SAFE)
)
FLT_MAX = (2 - 2**-23) * 2.0**127
PLAIN = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=10,
)
OBJECTS = st.dictionaries(TEXT, PLAIN, max_size=4)


def shown(message: Any) -> Any:
    return orjson.loads(dumps(message))


def everything() -> st.SearchStrategy[Any]:
    fields: dict[str, st.SearchStrategy[Any]] = {
        "flag": st.booleans(),
        "small": st.integers(-(2**31), 2**31 - 1),
        "unsigned_small": st.integers(0, 2**32 - 1),
        "wide": st.integers(-(2**63), 2**63 - 1),
        "unsigned_wide": st.integers(0, 2**64 - 1),
        # json_format prints the largest one so that it cannot read it back; ours can be read.
        "single": st.floats(width=32).filter(lambda number: abs(number) != FLT_MAX),
        "twice": st.floats(),
        "text": TEXT,
        "raw": st.binary(max_size=8),
        "colour": st.integers(0, 2),
        "maybe_flag": st.booleans(),
        "maybe_wide": st.integers(-(2**63), 2**63 - 1),
        "maybe_text": TEXT,
        "maybe_colour": st.integers(0, 2),
        "texts": st.lists(TEXT, max_size=3),
        "colours": st.lists(st.integers(0, 2), max_size=3),
        "labels": st.dictionaries(TEXT, TEXT, max_size=3),
        "switched": st.dictionaries(st.booleans(), st.floats(allow_nan=False), max_size=2),
        "renamed": TEXT,
        "hidden": TEXT,
    }
    return st.fixed_dictionaries({}, optional=fields).map(lambda values: Everything(**values))


def expected(message: Any) -> Any:
    """json_format's answer, with the differences applied that json_plan's docstring names."""
    told = MessageToDict(message, always_print_fields_with_no_presence=True)
    return _different(told, message.DESCRIPTOR, message)


def _different(told: dict[str, Any], descriptor: Descriptor, message: Any) -> dict[str, Any]:
    for field in descriptor.fields:
        if field.has_presence and not message.HasField(field.name):
            if field.name != "hidden":
                told[field.json_name] = None  # every field is present
        elif field.cpp_type in (field.CPPTYPE_INT64, field.CPPTYPE_UINT64) and not field.is_repeated:
            told[field.json_name] = int(told[field.json_name])  # 64-bit integers are numbers
    return told


@given(everything())
def test_it_is_proto3_json_but_for_the_named_differences(message: Any) -> None:
    assert shown(message) == json.loads(json.dumps(expected(message)))


@given(OBJECTS)
def test_a_struct_comes_out_as_it_went_in(document: dict[str, Any]) -> None:
    struct = reader_of(Struct.DESCRIPTOR)(json.loads(json.dumps(document)), "config")
    assert shown(struct) == document
    assert _kinds(shown(struct)) == _kinds(document)


def _kinds(value: Any) -> Any:
    """Equal in Python are 1, 1.0 and True: here they are not, except that an integral double is an integer."""
    if isinstance(value, dict):
        return {key: _kinds(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_kinds(item) for item in value]
    return "int" if isinstance(value, float) and value.is_integer() else type(value).__name__


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (5432.0, b"5432"),
        (-1.0, b"-1"),
        (0.5, b"0.5"),
        (float(SAFE), b"9007199254740991"),
        (float(-SAFE), b"-9007199254740991"),
        (1e300, b"1e+300"),
    ],
)
def test_integral_numbers_of_a_struct_are_integers(number: float, text: bytes) -> None:
    struct = Struct()
    struct.fields["port"].number_value = number
    assert dumps(struct) == b'{"port":' + text + b"}"


@pytest.mark.parametrize(
    ("seconds", "nanos", "text"),
    [
        (1773570600, 0, "2026-03-15T10:30:00.000Z"),
        (1773570600, 999_999_999, "2026-03-15T10:30:00.999Z"),
        (1773570600, 1_000_000, "2026-03-15T10:30:00.001Z"),
        (0, 999_999, "1970-01-01T00:00:00.000Z"),
        (-1, 500_000_000, "1969-12-31T23:59:59.500Z"),
        (-62135596800, 0, "0001-01-01T00:00:00.000Z"),
        (253402300799, 999_000_000, "9999-12-31T23:59:59.999Z"),
    ],
)
def test_a_time_has_three_digits_of_a_second(seconds: int, nanos: int, text: str) -> None:
    message = Everything()
    message.at.seconds, message.at.nanos = seconds, nanos
    assert shown(message)["at"] == text


@given(st.datetimes(), st.integers(0, 999))
def test_every_time_is_written_as_it_is(moment: datetime, nanos: int) -> None:
    message = Everything()
    message.at.FromDatetime(moment)
    message.at.nanos += nanos
    assert shown(message)["at"] == moment.isoformat(timespec="milliseconds") + "Z"


def test_64_bit_integers_are_numbers() -> None:
    assert b'"wide":9223372036854775807' in dumps(Everything(wide=2**63 - 1))
    assert b'"wrappedWide":-5' in dumps(Everything(wrapped_wide={"value": -5}))


@pytest.mark.parametrize(
    ("number", "text"),
    [(math.nan, "NaN"), (math.inf, "Infinity"), (-math.inf, "-Infinity"), (0.1, 0.1), (16777216, 16777216)],
)
def test_floats_are_short_and_special_ones_are_named(number: float, text: object) -> None:
    assert shown(Everything(single=number))["single"] == text
    assert shown(Everything(twice=number))["twice"] == text


def test_well_known_types() -> None:
    message = Everything()
    message.lasting.FromMilliseconds(3500)
    message.mask.paths.extend(["auth_config", "name"])
    message.anything.list_value.values.add().null_value = 0
    message.list.values.add().number_value = 2
    message.wrapped_text.value = ""
    message.raw = b"\xfb\xff"
    json_of = shown(message)
    assert json_of["lasting"] == "3.500s"
    assert json_of["mask"] == "authConfig,name"
    assert json_of["anything"] == [None]
    assert json_of["list"] == [2]
    assert json_of["wrappedText"] == ""
    assert json_of["wrappedFlag"] is None
    assert base64.b64decode(json_of["raw"]) == b"\xfb\xff"


def test_an_any_names_its_type() -> None:
    message = Everything()
    message.packed.Pack(pb.GetConnectorRequest(id="a"))
    assert shown(message)["packed"] == {"@type": "type.googleapis.com/connectors.v1.GetConnectorRequest", "id": "a"}
    message.packed.Pack(Struct(fields={}))
    assert shown(message)["packed"] == {"@type": "type.googleapis.com/google.protobuf.Struct", "value": {}}


def test_messages_may_contain_themselves() -> None:
    message = Everything(
        child=Everything(text="b", children=[Everything(text="c")]), numbered={7: Everything(text="d")}
    )
    assert shown(message)["child"]["children"][0]["text"] == "c"
    assert shown(message)["numbered"]["7"]["text"] == "d"


def test_a_number_that_no_enum_value_has_is_shown() -> None:
    assert shown(Everything(colour=99))["colour"] == 99


def test_the_seeds_connector_to_the_letter() -> None:
    connector = pb.Connector(
        id="conn_001",
        name="Production Snowflake",
        type="snowflake",
        description="Main data warehouse",
        auth_method="access_key",
        status="active",
        last_sync_row_count=18432,
    )
    connector.config.update({"account": "xy12345.us-east-1", "warehouse": "COMPUTE_WH", "database": "ANALYTICS"})
    for field, text in [
        ("last_tested_at", "2026-03-15T10:30:00.000Z"),
        ("last_sync_at", "2026-03-15T10:30:05.000Z"),
        ("created_at", "2026-01-10T08:00:00.000Z"),
        ("updated_at", "2026-03-15T10:30:00.000Z"),
    ]:
        getattr(connector, field).FromJsonString(text)
    page = pb.ListConnectorsResponse(data=[connector], pagination=pb.Pagination(total=12, has_more=False, limit=50))
    assert shown(page) == {
        "data": [
            {
                "id": "conn_001",
                "name": "Production Snowflake",
                "type": "snowflake",
                "description": "Main data warehouse",
                "config": {"account": "xy12345.us-east-1", "warehouse": "COMPUTE_WH", "database": "ANALYTICS"},
                "authMethod": "access_key",
                "status": "active",
                "lastTestedAt": "2026-03-15T10:30:00.000Z",
                "lastError": None,
                "lastSyncRowCount": 18432,
                "lastSyncAt": "2026-03-15T10:30:05.000Z",
                "createdAt": "2026-01-10T08:00:00.000Z",
                "updatedAt": "2026-03-15T10:30:00.000Z",
                # Ours, beside the seed's.
                "credentials": None,
                "labels": {},
                "etag": "",
            }
        ],
        "pagination": {"total": 12, "hasMore": False, "limit": 50, "cursor": None},
    }


def test_masked_credentials_show_only_where_they_are_set() -> None:
    connector = pb.Connector()
    assert "authConfig" not in shown(connector)
    connector.auth_config.update({"password": "****"})
    assert shown(connector)["authConfig"] == {"password": "****"}


@given(everything())
def test_a_text_that_is_kept_is_the_text_that_would_be_written(message: Any) -> None:
    assert dumps_kept(message) == dumps_kept(message) == dumps(message)
