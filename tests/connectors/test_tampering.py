"""Whoever writes the database cannot make a connector's secrets be used elsewhere, nor stop any other connector."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.errors import DataLoss, Unavailable
from server.storage.record import ConnectorRecord
from server.vault.providers.local import LocalKey
from server.vault.tenant_keys import TenantKeys
from tests.connectors.world import CALLER, LOGIN, World
from tests.storage.records import EVENT


def stored(world: World, connector_id: str) -> ConnectorRecord:
    found = world.repository.for_tenant(CALLER.tenant).get(connector_id)
    assert found is not None
    return found


def write(world: World, connector_id: str, sealed_auth: bytes) -> None:
    """Straight into the row, as one with the database's password does it."""
    with world.database.peewee.connection_context():
        world.database.peewee.execute_sql(
            "UPDATE connectors SET sealed_auth = ? WHERE id = ?", (sealed_auth, connector_id)
        )


def test_a_changed_byte_is_data_loss_for_that_connector_alone(world: World) -> None:
    harmed, well = world.create(name="harmed"), world.create(name="well")
    sealed = harmed.sealed_auth or b""
    for index in range(len(sealed)):
        changed = bytearray(sealed)
        changed[index] ^= 0xFF
        write(world, harmed.id, bytes(changed))
        with pytest.raises(DataLoss):
            world.test(harmed.id)
    for cut in (b"", sealed[:1], sealed[: len(sealed) // 2], sealed[:-1]):
        write(world, harmed.id, cut)
        with pytest.raises(DataLoss):
            world.test(harmed.id)
    assert world.prober.jobs == []
    assert stored(world, harmed.id).status == "untested"
    assert world.test(well.id).result.success
    assert len(world.repository.for_tenant(CALLER.tenant).page(10, None).records) == 2
    world.update(harmed.id, auth_config=LOGIN)
    assert world.test(harmed.id).result.success


def test_two_rows_swapped_open_neither(world: World) -> None:
    one, two = world.create(name="one"), world.create(name="two", auth_config={**LOGIN, "password": "second"})
    write(world, one.id, two.sealed_auth or b"")
    write(world, two.id, one.sealed_auth or b"")
    for record in (one, two):
        with pytest.raises(DataLoss):
            world.test(record.id)
    assert world.prober.jobs == []


def test_secrets_of_before_cannot_be_put_back(world: World) -> None:
    before = world.create()
    world.update(before.id, auth_config={**LOGIN, "password": "second"})
    write(world, before.id, before.sealed_auth or b"")
    with pytest.raises(DataLoss):
        world.test(before.id)


def test_a_key_service_that_is_away_stops_tests_and_never_reads(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    record = world.create()

    def away(*_arguments: object) -> bytes:
        raise Unavailable("the key service cannot be reached; try again")

    monkeypatch.setattr(LocalKey, "unwrap", away)
    assert world.test(record.id).result.success, "the tenant's key is kept"
    world.vault.tenant_keys = TenantKeys(world.vault.tenant_keys._store, world.vault._keyring)
    tested = stored(world, record.id)
    with pytest.raises(Unavailable):
        world.test(record.id)
    with pytest.raises(Unavailable):
        world.create(name="another")
    assert stored(world, record.id) == tested
    connectors = world.repository.for_tenant(CALLER.tenant)
    assert connectors.page(10, None).total == 1
    assert world.get_connector(CALLER, record.id).id == record.id
    assert not connectors.replace(replace(tested, revision=9), 8, EVENT)
    with pytest.raises(Unavailable):
        world.update(record.id, description="kept credentials are opened")
    world.delete(record.id)
