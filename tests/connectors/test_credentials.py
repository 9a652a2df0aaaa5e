"""The credential preservation contract, clause by clause."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.connectors.credentials import for_create, for_update, masked
from server.connectors.mask import MASK
from server.errors import InvalidArgument

STORED = {"username": "svc", "password": "s3cret", "serviceAccount": {"type": "x", "private_key": "k"}}

names = st.text(min_size=1, max_size=12)
leaves = st.text(min_size=1).filter(lambda text: text != MASK) | st.integers() | st.booleans()
values = leaves | st.dictionaries(names, leaves | st.just(""), min_size=1, max_size=3)
credentials = st.dictionaries(names, values, min_size=1, max_size=4)


@pytest.mark.parametrize("given_none", [None, {}])
def test_a_connector_may_be_created_without_credentials(given_none: dict[str, Any] | None) -> None:
    assert for_create(given_none) is None


def test_leaving_them_out_of_an_update_keeps_them_unchanged() -> None:
    assert for_update(None, STORED) is STORED
    assert for_update(None, None) is None


def test_an_empty_object_wipes_them() -> None:
    assert for_update({}, STORED) is None
    assert for_update({}, None) is None


@given(credentials, credentials | st.none())
def test_values_replace_all_that_was_stored(new: dict[str, Any], stored: dict[str, Any] | None) -> None:
    assert for_create(new) == new
    assert for_update(new, stored) == new


def test_a_field_left_out_beside_values_is_dropped() -> None:
    assert for_update({"password": "new"}, STORED) == {"password": "new"}


@given(credentials, credentials)
def test_the_mask_keeps_its_field_and_only_that(new: dict[str, Any], stored: dict[str, Any]) -> None:
    kept, *_ = stored
    assert for_update({**new, kept: MASK}, stored) == {**new, kept: stored[kept]}


def test_what_an_update_shows_can_be_sent_back() -> None:
    assert masked(STORED) == dict.fromkeys(STORED, MASK)
    assert for_update(masked(STORED), STORED) == STORED
    assert masked(None) == {}


BAD: list[tuple[Any, str]] = [
    ("", "must not be empty; "),
    ({}, "must not be empty; "),
    (None, "must not be null; "),
    (["a"], "got an array"),
    ([], "got an array"),
    (MASK, "nothing is stored here"),
    ({"a": {"b": [MASK]}}, "keeps whole fields only"),
]


@pytest.mark.parametrize(("value", "said"), BAD)
def test_a_value_that_cannot_be_stored_is_refused_by_its_field(value: Any, said: str) -> None:
    for refuse in (for_create, lambda given: for_update(given, {"other": "x"})):
        with pytest.raises(InvalidArgument) as caught:
            refuse({"username": "svc", "password": value})
        (violation,) = caught.value.violations
        assert violation.path == "authConfig.password"
        assert said in violation.message


@pytest.mark.parametrize("empty", ["", None, {}])
def test_a_creation_says_what_to_do_with_an_empty_field(empty: Any) -> None:
    with pytest.raises(InvalidArgument, match=r"authConfig\.password: must not be \w+; leave the field out$"):
        for_create({"password": empty})


@pytest.mark.parametrize("empty", ["", None, {}])
def test_an_update_says_how_to_keep_a_field_and_how_to_drop_it(empty: Any) -> None:
    with pytest.raises(InvalidArgument, match="to keep what is stored, or leave the field out to drop it"):
        for_update({"password": empty}, STORED)


def test_every_wrong_field_is_named_at_once() -> None:
    with pytest.raises(InvalidArgument) as caught:
        for_create({"a": "", "b": MASK, "c": "good", "": "x"})
    assert [violation.path for violation in caught.value.violations] == ["authConfig.a", "authConfig.b", "authConfig."]


@pytest.mark.parametrize("value", [0, False, 0.0, " ", {"private_key": ""}, "********x"])
def test_what_only_looks_empty_or_masked_is_a_value(value: Any) -> None:
    assert for_update({"a": value}, STORED) == {"a": value}
