"""The credential preservation contract and the rest of an update, down to what is sealed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from server.connectors.mask import MASK
from server.errors import ConcurrentChange, DataLoss, InvalidArgument, NameTaken, NotFound
from server.storage.repository import TenantConnectors
from tests.connectors.world import CALLER, COMPLETE, LOGIN, World
from tests.storage.records import EVENT, shown


def _credentials(world: World, connector_id: str) -> dict[str, object]:
    """What the next probe would be given."""
    world.test(connector_id)
    return dict(world.prober.jobs[-1].credentials)


def test_left_out_keeps_values_replace_empty_wipes(world: World) -> None:
    connector = world.create()
    world.update(connector.id, name="renamed")
    assert _credentials(world, connector.id) == LOGIN
    world.update(connector.id, auth_config={"password": "second"})
    assert _credentials(world, connector.id) == {"password": "second"}
    world.update(connector.id, auth_config={})
    assert _credentials(world, connector.id) == {}


def test_a_masked_value_keeps_that_field_alone(world: World) -> None:
    connector = world.create()
    world.update(connector.id, auth_config={"username": "other", "password": MASK})
    assert _credentials(world, connector.id) == {"username": "other", "password": "first"}
    with pytest.raises(InvalidArgument, match=r"authConfig\.token"):
        world.update(connector.id, auth_config={"token": MASK})


def test_the_answer_shows_field_names_with_the_mask_and_no_value(world: World) -> None:
    from server.connectors.drafts import ConnectorChange

    connector = world.create()
    updated = world.update_connector(world.call(), ConnectorChange(connector.id, description="d"))
    assert updated.masked_credentials == {"username": MASK, "password": MASK}


def test_a_secret_in_config_is_sealed_shown_masked_and_probed_whole(world: World) -> None:
    dsn = "postgresql://u:s3cr3t@db.example.com:5432/app"
    connector = world.create(config={"connectionString": dsn}, auth_config=None)
    shown = connector.config["connectionString"]
    assert shown == dsn.replace("s3cr3t", MASK)
    kept = world.update(connector.id, config={"connectionString": shown}, description="sent back as it was read")
    assert kept.config == connector.config
    world.test(connector.id)
    assert world.prober.jobs[-1].parameters["connectionString"] == dsn
    with pytest.raises(InvalidArgument, match="connectionString"):
        world.update(connector.id, config={"connectionString": shown.replace("db.example.com", "evil.example.com")})


def test_config_is_replaced_whole_and_the_alias_loses(world: World) -> None:
    connector = world.create()
    changed = world.update(connector.id, config={"host": "a"}, connection_config={"host": "b", "port": 1})
    assert changed.config == {"host": "a", "port": 1}


def test_only_what_a_test_depends_on_starts_a_new_target(world: World) -> None:
    connector = world.create()
    assert world.update(connector.id, name="n", description="d", status="inactive").target_revision == 1
    assert world.update(connector.id, config=COMPLETE, auth_config=LOGIN).target_revision == 1
    assert world.update(connector.id, config=COMPLETE | {"port": 1}).target_revision == 2
    assert world.update(connector.id, auth_config={}).target_revision == 3


WRONG: list[tuple[dict[str, object], str]] = [
    ({"name": " "}, "name"),
    ({"name": "x" * 201}, "name"),
    ({"status": "broken"}, "status"),
    ({"type": "postgres"}, "type"),
    ({"auth_method": "telepathy"}, "authMethod"),
    ({"config": {"port": "5432"}}, "config.port"),
    ({"auth_config": {"password": ""}}, "authConfig.password"),
]


@pytest.mark.parametrize(("change", "path"), WRONG, ids=lambda value: str(value)[:40])
def test_a_wrong_field_is_named_and_nothing_changes(world: World, change: dict[str, object], path: str) -> None:
    connector = world.create()
    with pytest.raises(InvalidArgument) as refusal:
        world.update(connector.id, **change)
    assert [violation.path for violation in refusal.value.violations] == [path]
    assert world.get_connector(CALLER, connector.id) == shown(connector)


def test_an_absent_connector_and_a_taken_name(world: World) -> None:
    connector, other = world.create(), world.create(name="other")
    with pytest.raises(NotFound):
        world.update("conn_absent", name="x")
    with pytest.raises(NameTaken):
        world.update(connector.id, name=other.name)


_replace = TenantConnectors.replace


def _before_each_replace(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object], times: int) -> None:
    left = [times]

    def replace_after(self: TenantConnectors, *arguments: Any, **named: Any) -> bool:
        if left[0]:
            left[0] -= 1
            act()
        return _replace(self, *arguments, **named)

    monkeypatch.setattr(TenantConnectors, "replace", replace_after)


def _rename(world: World, connector_id: str) -> Callable[[], object]:
    names = iter(range(100))

    def act() -> None:
        connectors = world.repository.for_tenant(CALLER.tenant)
        stored = connectors.get(connector_id)
        assert stored is not None
        changed = replace(stored, name=f"raced {next(names)}", revision=stored.revision + 1)
        assert _replace(connectors, changed, stored.revision, EVENT)

    return act


def test_a_race_is_tried_again_and_loses_neither_change(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    connector = world.create()
    _before_each_replace(monkeypatch, _rename(world, connector.id), times=2)
    changed = world.update(connector.id, description="mine")
    assert (changed.name, changed.description) == ("raced 1", "mine")


def test_a_race_that_is_always_lost_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    connector = world.create()
    _before_each_replace(monkeypatch, _rename(world, connector.id), times=100)
    with pytest.raises(ConcurrentChange):
        world.update(connector.id, description="mine")


def test_credentials_that_cannot_be_opened_are_told_and_can_be_replaced(world: World) -> None:
    broken, fine = world.create(), world.create(name="fine")
    connectors = world.repository.for_tenant(CALLER.tenant)
    assert broken.sealed_auth is not None
    assert fine.sealed_auth is not None
    assert connectors.replace(replace(broken, sealed_auth=fine.sealed_auth, revision=2), 1, EVENT)
    with pytest.raises(DataLoss):
        world.test(broken.id)
    with pytest.raises(DataLoss):
        world.update(broken.id, name="kept credentials would be lost")
    assert world.test(fine.id).result.success
    world.update(broken.id, auth_config={"password": "new"})
    assert _credentials(world, broken.id) == {"password": "new"}
