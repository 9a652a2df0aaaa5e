"""What the vault promises of a sealed value, in both formats: it opens where it was sealed, and nowhere else."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import DataLoss
from server.vault.envelope import SecretContext, parsed
from server.vault.keyring import Keyring
from server.wrapped_key import KeyPurpose
from tests.vault.vaults import MemoryKeys, sealed_in_format_1, vault_of

KEY = secrets.token_bytes(32)
KEYRING = Keyring({"k1": KEY, "k2": secrets.token_bytes(32)}, "k1")
VAULT = vault_of(KEYRING)
CONTEXT = SecretContext("acme", "conn_1", "authConfig", 1)
PLAINTEXT = b'{"password":"canary-4711"}'

Seal = Callable[[SecretContext, bytes], bytes]

contexts = st.builds(
    SecretContext, st.text(max_size=8), st.text(max_size=8), st.text(max_size=8), st.integers(min_value=0)
)
seals = pytest.mark.parametrize(
    "seal",
    [VAULT.seal, lambda context, plaintext: sealed_in_format_1(KEY, "k1", context, plaintext)],
    ids=["format 2", "format 1"],
)


@seals
@given(context=contexts, plaintext=st.binary(max_size=4096))
def test_a_sealed_value_opens_where_it_was_sealed(seal: Seal, context: SecretContext, plaintext: bytes) -> None:
    assert VAULT.open(context, seal(context, plaintext)) == plaintext


@seals
@given(context=contexts, other=contexts, plaintext=st.binary(max_size=64))
def test_it_opens_nowhere_else(seal: Seal, context: SecretContext, other: SecretContext, plaintext: bytes) -> None:
    sealed = seal(context, plaintext)
    if other != context:
        with pytest.raises(DataLoss):
            VAULT.open(other, sealed)


@seals
def test_every_pair_of_places_swapped_fails_closed(seal: Seal) -> None:
    places = [
        SecretContext(tenant, connector, field, version)
        for tenant in ("acme", "other")
        for connector in ("conn_1", "conn_2")
        for field in ("authConfig", "config")
        for version in (1, 2)
    ] + [replace(CONTEXT, tenant="acm", connector_id="econn_1")]  # the same text, its boundary moved
    sealed = {place: seal(place, PLAINTEXT) for place in places}
    for one, two in itertools.permutations(places, 2):
        with pytest.raises(DataLoss):
            VAULT.open(one, sealed[two])


@seals
def test_no_bit_may_change(seal: Seal) -> None:
    sealed = seal(CONTEXT, PLAINTEXT)
    for bit in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(DataLoss):
            VAULT.open(CONTEXT, bytes(changed))


@seals
def test_nothing_may_be_cut_off_or_added(seal: Seal) -> None:
    sealed = seal(CONTEXT, PLAINTEXT)
    for length in range(len(sealed)):
        with pytest.raises(DataLoss):
            VAULT.open(CONTEXT, sealed[:length])
    with pytest.raises(DataLoss):
        VAULT.open(CONTEXT, sealed + b"\0")


@given(st.binary(max_size=256))
def test_what_was_never_sealed_does_not_open(garbage: bytes) -> None:
    with pytest.raises(DataLoss):
        VAULT.open(CONTEXT, garbage)


@seals
def test_halves_of_two_values_of_one_place_do_not_mix(seal: Seal) -> None:
    first, second = seal(CONTEXT, PLAINTEXT), seal(CONTEXT, PLAINTEXT)
    wrapped = first.index(parsed(first).nonce)
    with pytest.raises(DataLoss):
        VAULT.open(CONTEXT, first[:wrapped] + second[wrapped:])


@seals
def test_the_same_value_never_looks_the_same(seal: Seal) -> None:
    assert len({seal(CONTEXT, PLAINTEXT) for _ in range(100)}) == 100


@seals
def test_the_plaintext_is_not_in_the_sealed_value(seal: Seal) -> None:
    assert b"canary" not in seal(CONTEXT, PLAINTEXT)


def test_what_is_sealed_under_a_replaced_key_opens_and_new_values_go_under_the_new_one() -> None:
    vault = vault_of(KEYRING)
    sealed = vault.seal(CONTEXT, PLAINTEXT)
    made = vault.tenant_keys.make(CONTEXT.tenant, KeyPurpose.SEAL)
    assert vault.open(CONTEXT, sealed) == PLAINTEXT
    assert parsed(vault.seal(CONTEXT, PLAINTEXT)).key_id == made.id != parsed(sealed).key_id


def test_a_key_of_the_keyring_that_is_gone_is_named() -> None:
    keys = MemoryKeys()
    gone = Keyring({"k-gone": KEY}, "k-gone")
    sealed = vault_of(gone, keys).seal(CONTEXT, PLAINTEXT)
    for value in (sealed, sealed_in_format_1(KEY, "k-gone", CONTEXT, PLAINTEXT)):
        with pytest.raises(DataLoss, match="k-gone, which is not in the keyring"):
            vault_of(KEYRING, keys).open(CONTEXT, value)


def test_a_key_of_the_same_name_that_is_another_one_opens_nothing() -> None:
    keys, other = MemoryKeys(), secrets.token_bytes(32)
    sealed = vault_of(Keyring({"k1": other}, "k1"), keys).seal(CONTEXT, PLAINTEXT)
    for value in (sealed, sealed_in_format_1(other, "k1", CONTEXT, PLAINTEXT)):
        with pytest.raises(DataLoss) as caught:
            vault_of(KEYRING, keys).open(CONTEXT, value)
        assert "canary" not in str(caught.value)
        assert caught.value.__cause__ is None
