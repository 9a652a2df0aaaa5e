"""Tests of what is not stored: which circuit stands before them, and whose secrets they may use."""

from __future__ import annotations

from pathlib import Path

import pytest

from probes.result import ProbeResult, Reason
from server.connectors.create import CreateOptions
from server.connectors.drafts import ConnectorChange, NewConnector
from server.connectors.test_config import Config
from server.connectors.update import UpdateOptions
from server.errors import TestFailed
from tests.connectors.world import COMPLETE, LOGIN, World

REFUSED = ProbeResult(success=False, message="no", reason=Reason.AUTHENTICATION_FAILED, hint="look at the password")


def _config(**fields: object) -> Config:
    return Config(**{"type": "postgresql", "config": COMPLETE, "auth_config": LOGIN, **fields})


def test_the_same_wrong_password_opens_a_circuit_and_another_one_closes_it(world: World) -> None:
    world.prober.result = REFUSED
    for _ in range(5):
        assert world.test_config(world.call(), _config()).reason is Reason.AUTHENTICATION_FAILED
    assert world.test_config(world.call(), _config()).reason is Reason.CIRCUIT_OPEN
    assert len(world.prober.jobs) == 5
    other = _config(auth_config={**LOGIN, "password": "another"})
    assert world.test_config(world.call(), other).reason is Reason.AUTHENTICATION_FAILED
    ids = {job.connector_id for job in world.prober.jobs}
    assert len(ids) == 2
    assert all(name.startswith("config_") for name in ids)


def test_a_stored_connector_as_it_is_stands_behind_its_own_circuit(world: World) -> None:
    stored = world.create()
    world.prober.result = REFUSED
    for _ in range(5):
        world.test(stored.id)
    assert world.test_config(world.call(), Config(stored.id)).reason is Reason.CIRCUIT_OPEN
    entered = Config(stored.id, auth_config={**LOGIN, "password": "another"})
    assert world.test_config(world.call(), entered).reason is Reason.AUTHENTICATION_FAILED
    assert world.get_connector(world.call().caller, stored.id).last_error == "no"


def test_a_stored_secret_goes_nowhere_else_whatever_the_setting(world: World) -> None:
    stored = world.create()
    moved = Config(stored.id, config={**COMPLETE, "host": "collector.example.net"})
    assert world.test_config(world.call(), moved).reason is Reason.CREDENTIAL_REBIND_REQUIRED
    change = ConnectorChange(stored.id, config=moved.config)
    with pytest.raises(TestFailed) as refused:
        world.update_connector(world.call(), change, UpdateOptions(only_if_test_passes=True))
    assert refused.value.metadata["reason"] == "CREDENTIAL_REBIND_REQUIRED"
    assert world.prober.jobs == []
    entered = Config(stored.id, config=moved.config, auth_config=LOGIN)
    assert world.test_config(world.call(), entered).success


def test_where_bindings_are_on_a_rebound_destination_needs_them_entered(tmp_path: Path, world: World) -> None:
    (tmp_path / "bound").mkdir()
    bound = World(tmp_path / "bound", world.call().method, binding=True)
    stored = bound.create()
    bound.update(stored.id, config={**COMPLETE, "host": "collector.example.net"})
    assert bound.test_config(bound.call(), Config(stored.id)).reason is Reason.CREDENTIAL_REBIND_REQUIRED
    assert bound.test_config(bound.call(), Config(stored.id, auth_config=LOGIN)).success


def test_nothing_is_stored_where_the_test_fails_and_the_details_say_why(world: World) -> None:
    world.prober.result = REFUSED
    new = NewConnector("c", "postgresql", config=COMPLETE, auth_config=LOGIN)
    with pytest.raises(TestFailed) as refused:
        world.create_connector(world.call(), new, CreateOptions(only_if_test_passes=True))
    assert refused.value.metadata == {"reason": "AUTHENTICATION_FAILED", "hint": "look at the password"}
    assert world.repository.for_tenant("acme").page(10, None).total == 0


def test_a_change_during_the_test_is_not_tested_twice_nor_lost(world: World) -> None:
    stored = world.create()
    left = [1]

    def rename() -> None:
        if left[0]:
            left[0] = 0
            world.update(stored.id, name="renamed meanwhile")

    world.prober.meanwhile = rename
    change = ConnectorChange(stored.id, description="tested")
    changed = world.update_connector(world.call(), change, UpdateOptions(only_if_test_passes=True)).record
    assert (changed.name, changed.description) == ("renamed meanwhile", "tested")
    assert len(world.prober.jobs) == 1
