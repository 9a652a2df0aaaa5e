"""Two releases over one database: what a migration may do while the one before serves, and who refuses whom."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import peewee
import pytest
from playhouse.migrations import Runner

from server.storage import migrate as migrations
from server.storage.database import Database, open_database
from server.storage.migrate import DatabaseIsNewer, Standing, migrate, standing
from server.storage.repository import ConnectorRepository
from tests.e2e.service import environment
from tests.peers.postgresql import PostgresqlServer
from tests.storage.records import EVENT, a_record

# Adds beside what is there; changes the content of columns that it added. Anything else breaks the release before.
ALLOWED = (
    r"CREATE TABLE ",
    r"CREATE (UNIQUE )?INDEX ",
    r"DROP INDEX ",  # no statement of a release names one
    r"INSERT INTO ",
    r"UPDATE ",
    r"ALTER TABLE \S+ ADD COLUMN (?!.*NOT NULL(?!.* DEFAULT))",
)


@pytest.fixture
def later_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of migrations of a release that comes after this one: a column more."""
    folder = tmp_path / "later"
    shutil.copytree(migrations._HERE / "migrations", folder / "migrations")
    shutil.copytree(migrations._HERE / "shared_state" / "migrations", folder / "shared_state" / "migrations")
    (folder / "migrations" / "0999_more.py").write_text(
        "def up(_migrator, database):\n    database.execute_sql('ALTER TABLE connectors ADD COLUMN more TEXT')\n"
    )
    return folder


def migrate_as(folder: Path, database: Database) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "_HERE", folder)
        return migrate(database)


def test_migrations_only_add(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    database = open_database(database_url, 1)
    statements: list[str] = []
    execute = type(database.peewee).execute_sql

    def noted(self: peewee.Database, sql: str, params: Any = None) -> Any:
        statements.append(sql)
        return execute(self, sql, params)

    class Noted(Runner):
        def _run(self, name: str, module: Any, direction: str, fake: bool = False) -> None:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(type(self.database), "execute_sql", noted)
                super()._run(name, module, direction, fake=fake)

    monkeypatch.setattr(migrations, "Runner", Noted)
    migrate(database)
    changing = [sql for sql in statements if not re.match(r"SELECT |BEGIN|SAVEPOINT|RELEASE|PRAGMA ", sql)]
    assert len(changing) > 20
    assert [sql for sql in changing if not any(re.match(pattern, sql) for pattern in ALLOWED)] == []


def test_the_release_before_goes_on_and_cannot_be_started_again(database_url: str, later_release: Path) -> None:
    database = open_database(database_url, 2)
    assert standing(database).pending[:1] == ("0001_connectors",)
    migrate(database)
    assert standing(database) == Standing((), ())
    acme = ConnectorRepository(database).for_tenant("acme")
    acme.insert(a_record(name="before"), EVENT)
    assert migrate_as(later_release, open_database(database_url, 1)) == ["0999_more"]
    record = a_record(name="after")
    acme.insert(record, EVENT)
    assert acme.get(record.id) == record
    assert standing(database) == Standing((), ("0999_more",))
    with pytest.raises(DatabaseIsNewer, match="0999_more"):
        migrate(database)
    database.close()


def run(database_url: str, folder: Path, *command: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "server", *command],
        env=environment(database_url=database_url, data_dir=str(folder), grpc_address="", rest_address="127.0.0.1:0"),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    errors = [line for line in done.stderr.splitlines() if not line.startswith("{")]
    return done.returncode, done.stdout, "\n".join(errors)


def test_the_commands_say_where_a_database_stands(tmp_path: Path, later_release: Path) -> None:
    url = f"sqlite:///{tmp_path / 'connectors.db'}"
    code, told, _ = run(url, tmp_path, "migrate", "--check")
    assert code == 1
    assert "pending: 0001_connectors" in told.splitlines()
    assert run(url, tmp_path, "migrate")[0] == 0
    assert run(url, tmp_path, "migrate", "--check") == (0, "up to date\n", "")
    migrate_as(later_release, open_database(url, 1))
    assert run(url, tmp_path, "migrate", "--check")[:2] == (1, "of a later release: 0999_more\n")
    for command in ("serve", "migrate"):
        code, _, errors = run(url, tmp_path, command)
        assert code == 1
        assert errors == (
            "connector-service: the database is newer than this program: it has 0999_more; run the release that made it"
        )


def test_a_migration_that_waits_for_a_table_does_not_hold_up_the_calls(
    postgresql_server: PostgresqlServer, later_release: Path
) -> None:
    """Without lock_timeout every call would queue behind the migration, which waits for the longest transaction."""
    url = postgresql_server.new_database()
    database = open_database(url, 4)
    migrate(database)
    acme = ConnectorRepository(database).for_tenant("acme")
    record = a_record()
    acme.insert(record, EVENT)
    applied: list[str] = []
    migrating = threading.Thread(target=lambda: applied.extend(migrate_as(later_release, open_database(url, 1))))
    with database.transaction(), database.peewee.connection_context():
        database.peewee.execute_sql("SELECT 1 FROM connectors")  # and stays open
        migrating.start()
        until = time.monotonic() + 5
        slowest = 0.0
        while time.monotonic() < until:
            begun = time.monotonic()
            assert _in_another_thread(lambda: acme.get(record.id)) == record
            slowest = max(slowest, time.monotonic() - begun)
        assert applied == []
    migrating.join(60)
    assert applied == ["0999_more"]
    assert slowest < 4.5  # 2 s of waiting for the table at a time, and a busy machine
    database.close()


def _in_another_thread(ask: Any) -> Any:
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(ask()))
    thread.start()
    thread.join(30)
    return found[0]
