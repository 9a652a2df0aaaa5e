"""What the vault promises of a sealed value: it opens where it was sealed, and nowhere else."""

from __future__ import annotations

import secrets
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import DataLoss
from server.vault.envelope import SecretContext, Vault, key_id_of
from server.vault.keyring import Keyring

VAULT = Vault(Keyring({"k1": secrets.token_bytes(32), "k2": secrets.token_bytes(32)}, "k1"))
CONTEXT = SecretContext("acme", "conn_1", "authConfig", 1)
PLAINTEXT = b'{"password":"canary-4711"}'

contexts = st.builds(
    SecretContext, st.text(max_size=8), st.text(max_size=8), st.text(max_size=8), st.integers(min_value=0)
)


@given(contexts, st.binary(max_size=4096))
def test_a_sealed_value_opens_where_it_was_sealed(context: SecretContext, plaintext: bytes) -> None:
    assert VAULT.open(context, VAULT.seal(context, plaintext)) == plaintext


@given(contexts, contexts, st.binary(max_size=64))
def test_it_opens_nowhere_else(context: SecretContext, other: SecretContext, plaintext: bytes) -> None:
    sealed = VAULT.seal(context, plaintext)
    if other != context:
        with pytest.raises(DataLoss):
            VAULT.open(other, sealed)


@pytest.mark.parametrize(
    "moved",
    [
        replace(CONTEXT, tenant="acm", connector_id="econn_1"),
        replace(CONTEXT, tenant="other"),
        replace(CONTEXT, connector_id="conn_2"),
        replace(CONTEXT, field="config"),
        replace(CONTEXT, version=2),
    ],
    ids=["a boundary moved", "tenant", "connector", "field", "version"],
)
def test_no_part_of_the_context_may_change(moved: SecretContext) -> None:
    with pytest.raises(DataLoss):
        VAULT.open(moved, VAULT.seal(CONTEXT, PLAINTEXT))


def test_no_bit_may_change() -> None:
    sealed = VAULT.seal(CONTEXT, PLAINTEXT)
    for bit in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(DataLoss):
            VAULT.open(CONTEXT, bytes(changed))


def test_nothing_may_be_cut_off_or_added() -> None:
    sealed = VAULT.seal(CONTEXT, PLAINTEXT)
    for length in range(len(sealed)):
        with pytest.raises(DataLoss):
            VAULT.open(CONTEXT, sealed[:length])
    with pytest.raises(DataLoss):
        VAULT.open(CONTEXT, sealed + b"\0")


@given(st.binary(max_size=256))
def test_what_was_never_sealed_does_not_open(garbage: bytes) -> None:
    with pytest.raises(DataLoss):
        VAULT.open(CONTEXT, garbage)


def test_two_rows_blobs_cannot_be_swapped() -> None:
    one, two = CONTEXT, replace(CONTEXT, connector_id="conn_2")
    sealed_one, sealed_two = VAULT.seal(one, b"one"), VAULT.seal(two, b"two")
    for context, sealed in ((one, sealed_two), (two, sealed_one)):
        with pytest.raises(DataLoss):
            VAULT.open(context, sealed)


def test_halves_of_two_values_of_one_place_do_not_mix() -> None:
    first, second = VAULT.seal(CONTEXT, PLAINTEXT), VAULT.seal(CONTEXT, PLAINTEXT)
    wrapped = 2 + len("k1") + 12 + 48
    with pytest.raises(DataLoss):
        VAULT.open(CONTEXT, first[:wrapped] + second[wrapped:])


def test_the_same_value_never_looks_the_same() -> None:
    assert len({VAULT.seal(CONTEXT, PLAINTEXT) for _ in range(100)}) == 100


def test_the_plaintext_is_not_in_the_sealed_value() -> None:
    assert b"canary" not in VAULT.seal(CONTEXT, PLAINTEXT)


def test_a_value_sealed_under_an_older_key_opens_once_another_is_primary() -> None:
    keys = {"old": secrets.token_bytes(32), "new": secrets.token_bytes(32)}
    sealed = Vault(Keyring(keys, "old")).seal(CONTEXT, PLAINTEXT)
    rotated = Vault(Keyring(keys, "new"))
    assert rotated.open(CONTEXT, sealed) == PLAINTEXT
    assert key_id_of(rotated.seal(CONTEXT, PLAINTEXT)) == "new"


def test_a_key_that_is_gone_is_named() -> None:
    sealed = Vault(Keyring({"k-gone": secrets.token_bytes(32)}, "k-gone")).seal(CONTEXT, PLAINTEXT)
    with pytest.raises(DataLoss, match="k-gone"):
        VAULT.open(CONTEXT, sealed)


def test_a_key_of_the_same_name_that_is_another_one_opens_nothing() -> None:
    sealed = Vault(Keyring({"k1": secrets.token_bytes(32)}, "k1")).seal(CONTEXT, PLAINTEXT)
    with pytest.raises(DataLoss) as caught:
        VAULT.open(CONTEXT, sealed)
    assert "canary" not in str(caught.value)
    assert caught.value.__cause__ is None
