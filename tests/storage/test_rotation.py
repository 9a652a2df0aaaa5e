"""Rotation over real databases: what it moves, what it leaves, and who wins against it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server.connectors import rotation
from server.connectors.rotation import Rotated, Rotation
from server.connectors.sealing import Sealer, Secrets
from server.errors import DataLoss
from server.storage.credential_rotation_upkeep import KeptResealStore
from server.storage.database import Database
from server.storage.key_check import KeyCheckStore
from server.storage.key_uses import KeyUses
from server.storage.record import ConnectorRecord, TestStamp
from server.storage.repository import ConnectorRepository
from server.storage.resealing import ResealStore
from server.storage.tenant_keys import TenantKeyStore
from server.vault.envelope import SecretContext
from server.vault.key_check import open_vault
from server.vault.key_file import LOOK_SECONDS, create_key_file, edit_key_file, new_key
from server.wrapped_key import KeyPurpose
from tests.storage.records import EVENT, a_record
from tests.vault.vaults import sealed_in_format_1

TENANTS = ("acme", "other")


class World:
    """A database of two tenants, sealed under the key `old` of a keyring that has `new` as its primary since."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.path = folder / "keyring.json"
        self.old = create_key_file(self.path).primary
        self.keys, self.checks = TenantKeyStore(database), KeyCheckStore(database)
        self.rows = ResealStore(database)
        self.repository = ConnectorRepository(database)
        self.sealer = self.a_sealer()
        self.secrets: dict[tuple[str, str], Secrets] = {}

    def a_sealer(self) -> Sealer:
        """As another process has it: with a keyring and kept keys of its own."""
        self.vault = open_vault(self.path, self.checks, self.keys, may_create=False)
        return Sealer(self.vault)

    def store(self, tenant: str = "acme", **secrets: Any) -> ConnectorRecord:
        given = Secrets(**secrets) if secrets else Secrets({"password": "x"}, {"/url": "y"})
        record = self.sealer.seal(a_record(tenant), given)
        self.repository.for_tenant(tenant).insert(record, replace(EVENT, tenant=tenant))
        self.secrets[tenant, record.id] = given
        return record

    def store_in_format_1(self) -> ConnectorRecord:
        record = a_record()
        key = self.vault.keyring.get(self.old) or b""
        context = SecretContext(record.tenant, record.id, "authConfig", record.secret_version)
        record = replace(record, sealed_auth=sealed_in_format_1(key, self.old, context, b'{"password":"x"}'))
        self.repository.for_tenant("acme").insert(record, EVENT)
        self.secrets["acme", record.id] = Secrets({"password": "x"})
        return record

    def stored(self, record: ConnectorRecord) -> ConnectorRecord:
        found = self.repository.for_tenant(record.tenant).get(record.id)
        assert found is not None
        return found

    def promote_new(self) -> None:
        def change(document: dict[str, Any]) -> None:
            document["keys"].setdefault("new", new_key())
            document["primary"] = "new"

        edit_key_file(self.path, change)

    def rotate(self, meanwhile: Callable[[], object] = lambda: None) -> Rotated:
        self.sealer = self.a_sealer()
        return Rotation(
            vault=self.vault,
            keys=self.keys,
            rows=self.rows,
            kept=KeptResealStore(self.database),
            checks=self.checks,
            say=lambda _line: None,
            sleep=lambda _seconds: (meanwhile(), None)[1],
        )()

    def assert_all_opens(self) -> None:
        sealer = self.a_sealer()
        for (tenant, connector_id), secrets in self.secrets.items():
            record = self.repository.for_tenant(tenant).get(connector_id)
            assert record is not None
            assert sealer.open(record) == secrets


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    return World(database, tmp_path)


def test_everything_moves_under_the_primary_and_nothing_else_of_a_row_changes(world: World) -> None:
    before = [world.store(tenant) for tenant in TENANTS for _ in range(3)] + [world.store_in_format_1()]
    bare = world.store(credentials=None)
    fingerprint, mac = world.vault.fingerprint("acme", b"x"), world.vault.mac("audit", b"x")
    assert set(KeyUses(world.database).of(world.old)) == {
        "connectors in format 1",
        "connectors",
        "tenant keys",
        "key checks",
    }
    world.promote_new()
    done = world.rotate()
    assert (done.connectors, done.destroyed, done.left, done.unreadable) == (len(before), len(TENANTS), 0, [])
    assert KeyUses(world.database).of(world.old) == {}
    world.assert_all_opens()
    for record in before:
        after = world.stored(record)
        assert after.sealed_under != record.sealed_under
        sealed = {name: getattr(record, name) for name in ("sealed_auth", "sealed_config", "sealed_under")}
        assert replace(after, **sealed) == record
    assert world.stored(bare) == bare
    assert world.vault.fingerprint("acme", b"x") == fingerprint
    assert world.vault.verify("audit", b"x", mac.key_id, mac.tag)
    assert world.vault.mac("audit", b"x").key_id != mac.key_id
    again = world.rotate()
    assert (again.tenants, again.connectors, again.destroyed, again.rewrapped) == (0, 0, 0, 0)


def test_a_row_that_was_tampered_with_stays_is_named_and_stops_nothing_else(world: World) -> None:
    broken, well = world.store(), world.store()
    stored = replace(broken, sealed_auth=(broken.sealed_auth or b"")[:-1] + b"\0", revision=2)
    assert world.repository.for_tenant("acme").replace(stored, broken.revision, EVENT)
    del world.secrets["acme", broken.id]
    world.promote_new()
    done = world.rotate()
    assert done.unreadable == [f"acme/{broken.id}"]
    assert done.left == 1
    world.assert_all_opens()
    assert KeyUses(world.database).of(world.old) == {"connectors": 1, "tenant keys": 1}
    with pytest.raises(DataLoss):
        world.sealer.open(world.stored(broken))
    assert world.sealer.open(world.stored(well)).credentials == {"password": "x"}


def test_every_pair_of_rows_swapped_fails_closed_before_and_after_a_rotation(world: World) -> None:
    records = [world.store(tenant) for tenant in TENANTS for _ in range(2)] + [world.store_in_format_1()]
    for _ in range(2):
        for one, two in itertools.permutations([world.stored(record) for record in records], 2):
            with pytest.raises(DataLoss):
                world.sealer.open(replace(one, sealed_auth=two.sealed_auth))
        world.promote_new()
        world.rotate()


class _Between(ResealStore):
    """Lets something happen between the reading of a page and its replacing."""

    def __init__(self, database: Database, happens: Callable[[], object]) -> None:
        super().__init__(database)
        self._happens = happens

    def swap(self, pairs: Any) -> int:
        self._happens()
        self._happens = lambda: None
        return super().swap(pairs)


def test_a_callers_new_credentials_win_over_a_rotation_that_read_before(world: World) -> None:
    record, sealer = world.store(), world.sealer
    fresh = Secrets({"password": "changed meanwhile"})

    def update() -> None:
        changed = sealer.seal(replace(record, secret_version=2, revision=2), fresh)
        assert world.repository.for_tenant("acme").replace(changed, record.revision, EVENT)

    world.rows = _Between(world.database, update)
    world.secrets["acme", record.id] = fresh
    world.promote_new()
    done = world.rotate()
    assert done.left == 0
    world.assert_all_opens()
    assert world.stored(record).revision == 2
    assert KeyUses(world.database).of(world.old) == {}


def test_a_callers_update_that_read_before_a_rotation_is_told_to_read_anew_and_never_writes_a_lost_key(
    world: World,
) -> None:
    read = world.stored(world.store())
    world.promote_new()
    world.rotate()
    connectors = world.repository.for_tenant("acme")
    assert not connectors.replace(replace(read, name="renamed", revision=2), read.revision, EVENT)
    again = world.stored(read)
    assert connectors.replace(replace(again, name="renamed", revision=2), again.revision, EVENT)
    world.assert_all_opens()


def test_a_test_that_ran_meanwhile_keeps_its_stamp(world: World) -> None:
    record = world.store()
    stamp = TestStamp("active", 1_773_570_700_000, None)

    def tested() -> None:
        connectors = world.repository.for_tenant("acme")
        assert connectors.stamp_test(record.id, record.target_revision, stamp, EVENT)

    world.rows = _Between(world.database, tested)
    world.promote_new()
    world.rotate()
    after = world.stored(record)
    assert (after.status, after.last_tested_at) == ("active", stamp.tested_at)
    assert after.sealed_under != record.sealed_under


def test_a_key_that_a_connector_came_to_need_is_not_destroyed_before_that_was_sealed_anew(world: World) -> None:
    world.store()
    slow = world.sealer  # a worker that still seals under the key it knows
    slow_key = world.vault.current_key("acme")
    late: list[ConnectorRecord] = []

    def insert_late() -> None:
        if late:
            return
        record = a_record()
        late.append(replace(slow._under(slow_key, record, b'{"password":"late"}', None)))
        world.repository.for_tenant("acme").insert(late[0], EVENT)
        world.secrets["acme", record.id] = Secrets({"password": "late"})

    world.promote_new()
    done = world.rotate(meanwhile=insert_late)
    assert done.left == 0
    assert world.stored(late[0]).sealed_under != slow_key
    world.assert_all_opens()


def test_a_rotation_killed_between_any_two_steps_leaves_all_readable_and_the_next_one_finishes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    for tenant in TENANTS * 3:
        world.store(tenant)
    world.promote_new()
    steps = ["make", "swap", "rewrap", "replaced", "destroy_unused"]
    for step in steps:
        target = {"make": world.vault.tenant_keys, "swap": world.rows}.get(step, world.keys)
        with monkeypatch.context() as patch:
            patch.setattr(type(target), step, _killed_after(getattr(type(target), step)))
            with suppress(KeyboardInterrupt):
                world.rotate()
        world.assert_all_opens()
    done = world.rotate()
    assert done.left == 0
    assert KeyUses(world.database).of(world.old) == {}
    world.assert_all_opens()


def _killed_after(step: Callable[..., Any]) -> Callable[..., Any]:
    def run(*arguments: Any) -> Any:
        step(*arguments)
        raise KeyboardInterrupt

    return run


def test_two_rotations_at_once_end_with_all_under_the_primary(world: World) -> None:
    for tenant in TENANTS * 5:
        world.store(tenant)
    world.promote_new()
    inner: list[Rotated] = []

    def another() -> None:
        if not inner:
            inner.append(Rotated())
            inner[0] = World.rotate(world)

    world.rows = _Between(world.database, another)
    assert world.rotate().left == 0
    assert KeyUses(world.database).of(world.old) == {}
    assert world.keys.replaced() == 0
    world.assert_all_opens()


def test_a_worker_without_the_new_key_fails_closed_and_says_which_it_lacks(world: World, tmp_path: Path) -> None:
    record = world.store()
    behind = tmp_path / "behind.json"
    behind.write_bytes(world.path.read_bytes())
    behind.chmod(0o600)
    worker = open_vault(behind, world.checks, world.keys, may_create=False)
    world.promote_new()
    world.rotate()
    with pytest.raises(DataLoss, match="wrapped by key new, which is not in the keyring"):
        Sealer(worker).open(world.stored(record))
    assert LOOK_SECONDS < 5, "what docs/keys.md says of how soon a worker takes a file up"
    assert world.vault.tenant_keys.current("acme", KeyPurpose.SEAL)
