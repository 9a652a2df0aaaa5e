"""What is kept beside a connector's credentials: sealed, in its place alone, and reached by all that reaches those."""

from __future__ import annotations

import itertools
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server.connectors.rotation import Rotated, Rotation
from server.errors import DataLoss, NotFound, PreconditionFailed, QuotaExceeded
from server.storage.credential_rotation_record import KeptCredentials
from server.storage.credential_rotation_upkeep import KeptExpiry, KeptResealStore
from server.storage.database import Database, open_database
from server.storage.erasure import erase_tenant
from server.storage.key_check import KeyCheckStore
from server.storage.key_uses import KeyUses
from server.storage.migrate import migrate
from server.storage.record import Quota
from server.storage.resealing import ResealStore
from server.storage.tenant_keys import TenantKeyStore
from server.vault.key_file import edit_key_file, new_key
from tests.credential_rotation.world import NEW, OLD, World, login
from tests.storage.records import EVENT

KEPT = "staged or previous credentials"


def _with_both(world: World, **fields: Any) -> str:
    """A connector that uses NEW, with OLD kept and OLD staged."""
    connector = world.create(**fields)
    world.stage(connector)
    world.promote(connector)
    world.stage(connector, OLD)
    return connector


def _rows(world: World, connector: str) -> list[KeptCredentials]:
    found = world.rotations.find("acme", connector)
    assert found.staged is not None
    assert found.previous is not None
    return list(found)  # type: ignore[arg-type]  # neither is None


def test_a_sealed_value_opens_in_its_own_place_alone(world: World) -> None:
    first, second = _with_both(world), _with_both(world, name="other")
    rows = [*_rows(world, first), *_rows(world, second)]
    for row in rows:
        assert world.kept_sealer.open(row) == login(OLD)
    for one, two in itertools.permutations(rows, 2):
        with pytest.raises(DataLoss):
            world.kept_sealer.open(replace(one, sealed=two.sealed))
    for row in rows:
        with pytest.raises(DataLoss):
            world.sealer.open(replace(world.stored(row.connector_id), sealed_auth=row.sealed))
        with pytest.raises(DataLoss):
            world.kept_sealer.open(replace(row, sealed=world.stored(row.connector_id).sealed_auth or b""))
        with pytest.raises(DataLoss):  # nor where somebody says that it was tested with what the connector is now
            world.kept_sealer.open(replace(row, target_revision=row.target_revision + 1))


def test_no_repr_shows_it(world: World) -> None:
    for row in _rows(world, _with_both(world)):
        assert repr(row.sealed) not in repr(row)


def _promote_key(world: World, key_id: str = "new") -> str:
    before: list[str] = []

    def change(document: dict[str, Any]) -> None:
        before.append(document["primary"])
        document["keys"].setdefault(key_id, new_key())
        document["primary"] = key_id

    edit_key_file(world.path, change)
    return before[0]


def _rotate(world: World, folder: Path, kept: KeptResealStore | None = None) -> tuple[World, Rotated]:
    """The world as a process that starts now has it, after a rotation of the keys."""
    anew = World(world.database, folder)
    done = Rotation(
        vault=anew.vault,
        keys=TenantKeyStore(world.database),
        rows=ResealStore(world.database),
        kept=kept or KeptResealStore(world.database),
        checks=KeyCheckStore(world.database),
        say=lambda _line: None,
        sleep=lambda _seconds: None,
    )()
    return anew, done


def test_a_rotation_of_keys_reaches_it_and_a_key_that_it_needs_is_not_retired(world: World, tmp_path: Path) -> None:
    connector = _with_both(world)
    before = _rows(world, connector)
    old = _promote_key(world)
    assert KeyUses(world.database).of(old)[KEPT] == 2
    anew, done = _rotate(world, tmp_path)
    assert (done.connectors, done.kept, done.left, done.unreadable) == (1, 2, 0, [])
    assert KeyUses(world.database).of(old) == {}
    for row, earlier in zip(_rows(anew, connector), before, strict=True):
        assert row.sealed_under != earlier.sealed_under
        assert replace(row, sealed=earlier.sealed, sealed_under=earlier.sealed_under) == earlier
    anew.roll_back(connector)
    assert anew.uses(connector) == OLD
    assert KeptResealStore(world.database).count() == 0


def test_pages_of_a_rotation_leave_nothing_out(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.connectors.rotation.BATCH", 3)
    connectors = [_with_both(world, name=f"c{number}") for number in range(4)]
    _promote_key(world)
    anew, done = _rotate(world, tmp_path)
    assert (done.kept, done.left) == (8, 0)
    for connector in connectors:
        assert [anew.kept_sealer.open(row) for row in _rows(anew, connector)] == [login(OLD)] * 2


def test_one_that_was_tampered_with_is_named_and_its_key_stays(world: World, tmp_path: Path) -> None:
    connector = _with_both(world)
    staged, _ = _rows(world, connector)
    broken = replace(staged, sealed=staged.sealed[:-1] + bytes([staged.sealed[-1] ^ 1]))
    assert world.rotations.stage(broken, EVENT)
    _promote_key(world)
    _, done = _rotate(world, tmp_path)
    assert done.unreadable == [f"acme/{connector} (staged credentials)"]
    assert done.left == 1


class _Between(KeptResealStore):
    def __init__(self, database: Database, happens: Any) -> None:
        super().__init__(database)
        self._happens = happens

    def swap(self, pairs: Any) -> int:
        self._happens()
        self._happens = lambda: None
        return super().swap(pairs)


def test_what_is_staged_while_keys_rotate_wins(world: World, tmp_path: Path) -> None:
    connector = _with_both(world)
    _promote_key(world)
    between = _Between(world.database, lambda: World(world.database, tmp_path).stage(connector, NEW))
    anew, done = _rotate(world, tmp_path, between)
    assert done.left == 0
    staged, previous = _rows(anew, connector)
    assert (anew.kept_sealer.open(staged), anew.kept_sealer.open(previous)) == (login(NEW), login(OLD))


def test_an_erased_tenant_leaves_none_and_a_backup_of_it_does_not_open(world: World, tmp_path: Path) -> None:
    connector = _with_both(world)
    rows = _rows(world, connector)
    assert erase_tenant(world.database, "acme")["credential_rotations"] == 2
    assert world.kept() == 0
    started_now = World(world.database, tmp_path)
    for row in rows:
        with pytest.raises(DataLoss):
            started_now.kept_sealer.open(row)


def test_many_processes_destroy_each_once_when_its_time_is_over(world: World) -> None:
    connectors = [_with_both(world, name=f"c{number}") for number in range(5)]
    expiries = [KeptExpiry(world.database) for _ in range(4)]
    late = world.clock() + 86_400_000
    with ThreadPoolExecutor(4) as pool:
        destroyed = list(pool.map(lambda expiry: expiry.due(late, 100), expiries))
    assert (sum(destroyed), world.kept()) == (2 * len(connectors), 0)
    assert world.uses(connectors[0]) == NEW


def test_of_many_promotions_at_once_one_wins_and_against_an_update_none_is_lost(world: World) -> None:
    connector = world.create()
    version = world.stored(connector).credential_version
    world.stage(connector)
    barrier = threading.Barrier(8)

    def promote(_number: int) -> str:
        barrier.wait(20)
        try:
            world.promote(connector)
        except PreconditionFailed:
            return "too late"
        return "won"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(promote, range(8)))
    assert sorted(told) == ["too late"] * 7 + ["won"]
    after = world.stored(connector)
    assert after.credential_version == version + 1
    previous = world.rotations.find("acme", connector).previous
    assert previous is not None
    assert world.kept_sealer.open(previous) == login(OLD)


@pytest.mark.parametrize("change", [{"auth_config": login("by hand")}, {"description": "by hand"}], ids=str)
def test_a_promotion_and_an_update_at_once_are_one_after_the_other(world: World, change: dict[str, Any]) -> None:
    for round_ in range(5):
        connector = world.create(name=f"c{round_}")
        world.stage(connector)
        barrier = threading.Barrier(2)

        def promote(connector: str = connector, barrier: threading.Barrier = barrier) -> bool:
            barrier.wait(20)
            try:
                world.promote(connector)
            except PreconditionFailed:
                return False
            return True

        def update(connector: str = connector, barrier: threading.Barrier = barrier) -> None:
            barrier.wait(20)
            world.update(connector, **change)

        with ThreadPoolExecutor(2) as pool:
            promoting, updating = pool.submit(promote), pool.submit(update)
            updating.result()
            promoted = promoting.result()
        after = world.stored(connector)
        if "description" in change:
            assert promoted
            assert (after.description, world.uses(connector)) == ("by hand", NEW)
        else:  # whichever came last; what was promoted before an update cannot be gone back to
            assert world.sealer.open(after).credentials == login("by hand")
            assert world.rotation(connector).previous is None


def test_the_quota_counts_what_is_promoted(database: Database, tmp_path: Path) -> None:
    small = World(database, tmp_path, quota=Quota(bytes=2_000))
    connector = small.create()
    small.stage(connector, auth_config=login(NEW) | {"certificate": "x" * 3_000})
    with pytest.raises(QuotaExceeded):
        small.promote(connector)
    assert small.uses(connector) == OLD
    assert small.rotation(connector).staged is not None


def test_the_release_before_deletes_and_hides_connectors_without_knowing_of_them(world: World) -> None:
    """It deletes the row, which takes them along, or hides it, which leaves them to the upkeep and to nobody else."""
    connector = _with_both(world)
    with world.database.peewee.connection_context():
        world.database.peewee.execute_sql("UPDATE connectors SET deleted_at = 1, purge_at = 2, revision = revision + 1")
    with pytest.raises(NotFound):
        world.promote(connector)
    assert (world.expire(), world.kept()) == (1, 1)  # the previous ones
    world.clock.forward(86_400)
    assert (world.expire(), world.kept()) == (1, 0)


def test_the_files_of_sqlite_hold_no_secret(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'connectors.db'}", 2)
    migrate(database)
    connector = _with_both(World(database, tmp_path))
    written = b"".join(path.read_bytes() for path in tmp_path.glob("connectors.db*"))
    assert connector.encode() in written
    for secret in (OLD, NEW, json.dumps(login(OLD))):
        assert secret.encode() not in written
    database.close()
