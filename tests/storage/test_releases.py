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
from tests.e2e.service import ServiceFailed, environment, service_in
from tests.faults.calls import Connectors
from tests.faults.replicas import key_file
from tests.peers.postgresql import PostgresqlServer
from tests.storage.records import EVENT, a_record

# Adds beside what is there; changes the content of columns that it added. Anything else breaks the release before, and
# is for a migration whose name says so.
ALLOWED = (
    r"CREATE TABLE ",
    r"CREATE (UNIQUE )?INDEX ",
    r"DROP INDEX ",  # no statement of a release names one
    r"INSERT INTO ",
    r"UPDATE ",
    r"ALTER TABLE \S+ ADD COLUMN (?!.*NOT NULL(?!.* DEFAULT))",
)


MORE = "0999_more"
DROPS = "0999_needs_0998_drop_descriptions"  # this release does not know 0998
KNOWN = "0999_needs_0007_drop_descriptions"
STATEMENTS = {
    MORE: "ALTER TABLE connectors ADD COLUMN more TEXT",
    DROPS: "ALTER TABLE connectors DROP COLUMN description",
    KNOWN: "CREATE TABLE known (id TEXT)",
}


def release_with(folder: Path, *names: str) -> Path:
    """The folder of migrations of a release that comes after this one, and has these beside ours."""
    shutil.copytree(migrations._HERE / "migrations", folder / "migrations")
    shutil.copytree(migrations._HERE / "shared_state" / "migrations", folder / "shared_state" / "migrations")
    for name in names:
        (folder / "migrations" / f"{name}.py").write_text(
            f"def up(_migrator, database):\n    database.execute_sql('{STATEMENTS.get(name, 'SELECT 1')}')\n"
        )
    return folder


@pytest.fixture
def later_release(tmp_path: Path) -> Path:
    """A column more."""
    return release_with(tmp_path / "later", MORE)


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
                if not migrations._NEEDS.match(name):
                    patch.setattr(type(self.database), "execute_sql", noted)
                super()._run(name, module, direction, fake=fake)

    monkeypatch.setattr(migrations, "Runner", Noted)
    migrate(database)
    changing = [sql for sql in statements if not re.match(r"SELECT |BEGIN|SAVEPOINT|RELEASE|PRAGMA ", sql)]
    assert len(changing) > 20
    assert [sql for sql in changing if not any(re.match(pattern, sql) for pattern in ALLOWED)] == []


def test_the_release_before_goes_on_and_may_be_started_again(database_url: str, later_release: Path) -> None:
    database = open_database(database_url, 2)
    assert standing(database).pending[:1] == ("0001_connectors",)
    migrate(database)
    assert standing(database) == Standing()
    acme = ConnectorRepository(database).for_tenant("acme")
    acme.insert(a_record(name="before"), EVENT)
    assert migrate_as(later_release, open_database(database_url, 1)) == [MORE]
    record = a_record(name="after")
    acme.insert(record, EVENT)
    assert acme.get(record.id) == record
    assert standing(database) == Standing(unknown=(MORE,))
    assert migrate(database) == []
    database.close()


@pytest.mark.parametrize(
    ("applied", "barring"),
    [
        ((MORE, KNOWN), ()),
        ((DROPS,), (DROPS,)),
        ((MORE, DROPS), (DROPS,)),
        (("0001_of_another_line",), ("0001_of_another_line",)),  # not a later release of ours
    ],
)
def test_what_a_later_release_takes_away_bars_those_that_use_it(
    database_url: str, tmp_path: Path, applied: tuple[str, ...], barring: tuple[str, ...]
) -> None:
    database = open_database(database_url, 1)
    assert set(applied) <= set(migrate_as(release_with(tmp_path / "later", *applied), database))
    assert standing(database) == Standing(unknown=tuple(sorted(applied)), barring=barring)
    if not barring:
        assert migrate(database) == []
        return
    with pytest.raises(DatabaseIsNewer, match=barring[0]):
        migrate(database)
    database.close()


def test_a_release_that_has_less_than_ours_is_of_another_line(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ours would be applied after what was to come after it."""
    folder = release_with(tmp_path / "later", MORE)
    newest = sorted((folder / "migrations").glob("0*.py"))[-2]
    newest.unlink()
    database = open_database(database_url, 1)
    migrate_as(folder, database)
    assert standing(database) == Standing(pending=(newest.stem,), unknown=(MORE,), barring=(MORE,))
    with pytest.raises(DatabaseIsNewer, match=MORE):
        migrate(database)
    database.close()


def test_a_replica_that_restarts_in_a_rollout_serves_until_the_schema_leaves_it_behind(
    database_url: str, tmp_path: Path
) -> None:
    keyring = str(key_file(tmp_path / "keys"))
    service = service_in(tmp_path / "service", database_url=database_url, keyring=keyring, workers="1")
    connectors = Connectors(service, "acme")
    service.start()
    before = connectors.create("braze", {}, {"token": "t"}, "before")
    service.stop()
    migrate_as(release_with(tmp_path / "later", MORE), open_database(database_url, 1))
    service.start()
    after = connectors.create("braze", {}, {}, "after")
    assert [connectors.row(each)["name"] for each in (before, after)] == ["before", "after"]
    service.stop()
    assert f"a later release has migrated the database ({MORE}); this one may still serve" in service.log.read_text()
    migrate_as(release_with(tmp_path / "still later", MORE, DROPS), open_database(database_url, 1))
    with pytest.raises(ServiceFailed, match=f"the database is newer than this program: it has {DROPS}; run the"):
        service.start()


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
    assert run(url, tmp_path, "migrate", "--check") == (
        0,
        f"of a later release: {MORE}\nthis release may serve it\n",
        "",
    )
    assert run(url, tmp_path, "migrate") == (0, "nothing to apply\n", "")
    migrate_as(release_with(tmp_path / "still later", MORE, DROPS), open_database(url, 1))
    assert run(url, tmp_path, "migrate", "--check") == (
        1,
        f"of a later release: {MORE}\nof a later release, which alone can serve it: {DROPS}\n",
        "",
    )
    for command in ("serve", "migrate"):
        code, _, errors = run(url, tmp_path, command)
        assert code == 1
        assert errors == (
            f"connector-service: the database is newer than this program: it has {DROPS}; run the release that made it"
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
    assert applied == [MORE]
    assert slowest < 4.5  # 2 s of waiting for the table at a time, and a busy machine
    database.close()


def _in_another_thread(ask: Any) -> Any:
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(ask()))
    thread.start()
    thread.join(30)
    return found[0]
