"""How long an opened key is kept: long enough for an outage, never after it was destroyed."""

from __future__ import annotations

import pytest

from server.errors import DataLoss, Unavailable
from server.vault.envelope import SecretContext
from server.vault.keyring import Keyring
from server.vault.providers.local import LocalKey
from server.vault.providers.provider import WrapContext
from server.vault.tenant_keys import KEPT_SECONDS, SEEN_SECONDS, TenantKeys
from server.vault.vault import Vault
from server.wrapped_key import KeyPurpose
from tests.vault.vaults import Given, MemoryKeys

CONTEXT = SecretContext("acme", "conn_1", "authConfig", 1)


class CountedKey(LocalKey):
    """A key service: it counts how often it is asked, and can be away."""

    calls = 0
    away = False

    def unwrap(self, wrapped: bytes, context: WrapContext) -> bytes:
        self.calls += 1
        if self.away:
            raise Unavailable("the key service is away")
        return super().unwrap(wrapped, context)


class World:
    def __init__(self) -> None:
        self.now = 0.0
        self.key = CountedKey(b"k" * 32)
        self.keys = MemoryKeys()
        given = Given(Keyring({"k1": self.key}, "k1"))
        self.vault = Vault(given, TenantKeys(self.keys, given, clock=lambda: self.now))


@pytest.fixture
def world() -> World:
    return World()


def test_the_key_service_is_asked_once_a_tenant_and_not_once_a_value(world: World) -> None:
    sealed = [world.vault.seal(CONTEXT, b"secret") for _ in range(50)]
    assert {world.vault.open(CONTEXT, one) for one in sealed} == {b"secret"}
    assert world.key.calls == 1
    world.now += KEPT_SECONDS
    world.vault.open(CONTEXT, sealed[0])
    assert world.key.calls == 2


def test_an_outage_of_the_key_service_stops_only_tenants_whose_key_is_not_kept(world: World) -> None:
    other = SecretContext("other", "conn_2", "authConfig", 1)
    sealed, cold = world.vault.seal(CONTEXT, b"secret"), world.vault.seal(other, b"cold")
    world.now += KEPT_SECONDS - 1
    world.vault.seal(CONTEXT, b"")
    world.now += 2
    world.vault.tenant_keys._kept.pop(world.vault.current_key("acme"))
    assert world.vault.open(CONTEXT, sealed) == b"secret"  # unwrapped anew
    world.key.away = True
    world.now += SEEN_SECONDS
    assert world.vault.open(CONTEXT, sealed) == b"secret"
    with pytest.raises(Unavailable):
        world.vault.open(other, cold)
    with pytest.raises(Unavailable):
        world.vault.seal(other, b"new")


def test_a_destroyed_key_is_out_of_use_in_bounded_time(world: World) -> None:
    sealed = world.vault.seal(CONTEXT, b"secret")
    world.keys.rows.clear()
    world.now += SEEN_SECONDS
    with pytest.raises(DataLoss, match="destroyed"):
        world.vault.open(CONTEXT, sealed)
    assert world.vault.open(CONTEXT, world.vault.seal(CONTEXT, b"anew")) == b"anew"


def test_every_worker_seals_under_a_new_key_in_bounded_time(world: World) -> None:
    before = world.vault.current_key("acme")
    given = Given(world.vault.keyring)
    made = TenantKeys(world.keys, given).make("acme", KeyPurpose.SEAL)
    assert world.vault.current_key("acme") == before
    world.now += SEEN_SECONDS
    assert world.vault.current_key("acme") == made.id > before


def test_a_wrapped_key_moved_to_another_tenant_or_purpose_does_not_open(world: World) -> None:
    world.vault.current_key("acme")
    [stored] = world.keys.rows.values()
    for moved in ({"tenant": "other"}, {"purpose": "fingerprint"}):
        values = {name: getattr(stored, name) for name in stored.__slots__} | moved
        world.keys.rows.clear()
        world.keys.put(type(stored)(**values))
        with pytest.raises(DataLoss):
            world.vault.tenant_keys.current(values["tenant"], KeyPurpose(values["purpose"]))


def test_fingerprints_tell_tenants_apart_and_tags_their_purposes(world: World) -> None:
    assert world.vault.fingerprint("acme", b"x") == world.vault.fingerprint("acme", b"x")
    assert len({world.vault.fingerprint(*of) for of in (("acme", b"x"), ("other", b"x"), ("acme", b"y"))}) == 3
    mac = world.vault.mac("audit", b"entry")
    assert world.vault.verify("audit", b"entry", mac.key_id, mac.tag)
    assert not world.vault.verify("other", b"entry", mac.key_id, mac.tag)
    assert not world.vault.verify("audit", b"changed", mac.key_id, mac.tag)
    assert not world.vault.verify("audit", b"entry", "0" * 32, mac.tag)
