"""Migrations: each applied once, however often and however many processes start."""

from __future__ import annotations

import stat
from pathlib import Path
from threading import Barrier

import pytest
from playhouse.migrations import Runner

from server.errors import Internal
from server.storage import migrate as migrations
from server.storage.database import open_database
from server.storage.migrate import migrate
from server.storage.models import Connector, KeyCheck, TenantKey, TenantTotal
from server.storage.repository import ConnectorRepository
from tests.storage.processes import in_processes
from tests.storage.records import EVENT, a_record

FOLDERS = (
    Path(migrations.__file__).parent / "migrations",
    Path(migrations.__file__).parent / "shared_state/migrations",
)
APPLIED = [path.stem for folder in FOLDERS for path in sorted(folder.glob("[0-9]*.py"))]


def migrate_at_once(url: str, barrier: Barrier) -> list[str]:
    database = open_database(url, 2)
    barrier.wait()
    return migrate(database)


def test_a_second_start_applies_nothing_and_keeps_what_is_stored(database_url: str) -> None:
    database = open_database(database_url, 2)
    assert migrate(database) == APPLIED
    record = a_record()
    ConnectorRepository(database).for_tenant("acme").insert(record, EVENT)
    assert migrate(database) == []
    assert migrate(open_database(database_url, 2)) == []
    assert ConnectorRepository(database).for_tenant("acme").get(record.id) == record
    database.close()


def test_processes_that_start_together_apply_each_migration_once(database_url: str) -> None:
    applied = in_processes(6, migrate_at_once, database_url)
    assert sorted(name for names in applied for name in names) == sorted(APPLIED)


def test_a_migration_that_fails_leaves_nothing_behind(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken"
    (broken / "migrations").mkdir(parents=True)
    (broken / "migrations" / "0001_half.py").write_text(
        "def up(_migrator, database):\n"
        "    database.execute_sql('CREATE TABLE half (id INTEGER)')\n"
        "    database.execute_sql('CREATE TABLE half (id INTEGER)')\n"
    )
    database = open_database(database_url, 2)
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "_HERE", broken)
        with pytest.raises(Internal):
            migrate(database)
    with database.peewee.connection_context():
        assert database.peewee.get_tables() == []
    assert migrate(database) == APPLIED
    database.close()


def test_the_models_are_what_the_migrations_made(database_url: str) -> None:
    database = open_database(database_url, 2)
    migrate(database)
    with database.peewee.connection_context():
        for model in (Connector, TenantTotal, TenantKey, KeyCheck):
            table = model._meta.table_name
            columns = {column.name: column.null for column in database.peewee.get_columns(table)}
            assert columns == {field.name: field.null for field in model._meta.sorted_fields}
            key = model._meta.primary_key
            names = list(key.field_names) if hasattr(key, "field_names") else [key.name]
            assert database.peewee.get_primary_keys(table) == names
    database.close()


def test_a_database_that_was_not_migrated_says_so_without_its_own_words(database_url: str) -> None:
    database = open_database(database_url, 2)
    with pytest.raises(Internal) as caught:
        ConnectorRepository(database).for_tenant("acme").get("conn_1")
    assert "connectors" not in caught.value.message
    database.close()


def test_migrations_are_numbered_without_gaps_and_only_go_forward() -> None:
    for folder in (migrations._HERE / "migrations", migrations._HERE / "shared_state" / "migrations"):
        found = Runner.__new__(Runner)
        found.directory = str(folder)
        steps = found.migrations()
        assert [step.idx for step in steps] == list(range(1, len(steps) + 1))
        assert not any(hasattr(step.load(), "down") for step in steps)


def test_sqlite_files_are_their_owners_alone_and_state_of_earlier_boots_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "connectors.db"
    for name in ("connectors.db.state-an-earlier-boot", "connectors.db.state-an-earlier-boot-wal", "kept.db.state-x"):
        (tmp_path / name).write_text("old")
    database = open_database(f"sqlite:///{path}", 2)
    assert not path.exists()  # nothing is opened before it is used
    migrate(database)
    ConnectorRepository(database).for_tenant("acme").insert(a_record(), EVENT)
    names = {entry.name for entry in tmp_path.iterdir()}
    assert not any("earlier-boot" in name for name in names)
    assert "kept.db.state-x" in names
    made = [entry for entry in tmp_path.iterdir() if entry.name.startswith("connectors.db")]
    assert {stat.S_IMODE(entry.stat().st_mode) for entry in made} == {0o600}
    database.close()
