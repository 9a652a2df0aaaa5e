"""The life of what webhooks keep sealed: rotated, counted, and destroyed with its tenant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from server.connectors.rotation import Rotated, Rotation, Table
from server.errors import DataLoss
from server.storage.credential_rotation_upkeep import KeptResealStore
from server.storage.database import Database
from server.storage.erasure import erase_tenant
from server.storage.key_check import KeyCheckStore
from server.storage.key_uses import KeyUses
from server.storage.resealing import ResealStore
from server.storage.webhook_resealing import WebhookReseal
from server.vault.key_file import edit_key_file, new_key
from tests.webhooks.world import URL, World, call


def promote(folder: Path) -> None:
    def change(document: dict[str, Any]) -> None:
        document["keys"]["new"] = new_key()
        document["primary"] = "new"

    edit_key_file(folder / "keyring.json", change)


def rotate(database: Database, folder: Path, rows: WebhookReseal | None = None) -> Rotated:
    world = World(database, folder)
    webhooks = Table("webhooks", rows or WebhookReseal(database), world.sealer.reseal, lambda record: record.id)
    return Rotation(
        vault=world.vault,
        keys=world.keys,
        rows=ResealStore(database),
        kept=KeptResealStore(database),
        more=(webhooks,),
        checks=KeyCheckStore(database),
        say=lambda _line: None,
        sleep=lambda _seconds: None,
    )()


def test_secrets_move_under_the_primary_and_sign_as_before(world: World, database: Database, tmp_path: Path) -> None:
    old = world.vault.keyring.primary
    made = [world.create(f"{URL}?token=t", tenant=tenant) for tenant in ("acme", "acme", "other")]
    assert KeyUses(database).of(old)["webhooks"] == 3
    promote(tmp_path)
    done = rotate(database, tmp_path)
    assert (done.more, done.destroyed, done.left, done.unreadable) == ({"webhooks": 3}, 2, 0, [])
    assert KeyUses(database).of(old) == {}
    anew = World(database, tmp_path)
    for each in made:
        after = anew.stored(each.record.id, each.record.tenant)
        assert after.sealed_under != each.record.sealed_under
        assert (after.revision, after.updated_at) == (each.record.revision, each.record.updated_at)
        assert (anew.sealer.open(after).secret, anew.sealer.open(after).query) == (each.secret, "token=t")
    assert rotate(database, tmp_path).more == {}


def test_a_new_secret_wins_over_a_rotation_that_read_before(world: World, database: Database, tmp_path: Path) -> None:
    made = world.create()

    class Between(WebhookReseal):
        def swap(self, pairs: Any) -> int:
            nonlocal again
            again = again or world.rotate_secret(call(), made.record.id).secret
            return super().swap(pairs)

    again = ""
    promote(tmp_path)
    assert rotate(database, tmp_path, Between(database)).left == 0
    anew = World(database, tmp_path)
    assert anew.sealer.open(anew.stored(made.record.id)).secret == again != made.secret


def test_a_secret_that_was_tampered_with_is_named_and_stops_nothing_else(
    world: World, database: Database, tmp_path: Path
) -> None:
    broken, well = world.create().record, world.create().record
    world.execute(f"UPDATE webhooks SET secret_version = 9 WHERE id = '{broken.id}'")  # noqa: S608 - of the test's own
    promote(tmp_path)
    done = rotate(database, tmp_path)
    assert (done.unreadable, done.left, done.more["webhooks"]) == ([broken.id], 1, 1)
    anew = World(database, tmp_path)
    assert anew.sealer.open(anew.stored(well.id)).secret
    with pytest.raises(DataLoss):
        anew.sealer.open(anew.stored(broken.id))


def test_an_erased_tenants_webhooks_are_gone_and_a_backup_of_them_opens_nothing(
    world: World, database: Database, tmp_path: Path
) -> None:
    mine, others = world.create().record, world.create(tenant="other")
    world.flapped(world.connector(), 2)
    world.flapped(world.connector("other"), 1)
    erased = erase_tenant(database, "acme")
    assert (erased["webhooks"], erased["webhook_deliveries"]) == (1, 2)
    anew = World(database, tmp_path)
    with pytest.raises(DataLoss, match="destroyed"):
        anew.sealer.open(mine)
    assert anew.sealer.open(anew.stored(others.record.id, "other")).secret == others.secret
    assert len(anew.rows()) == 1
