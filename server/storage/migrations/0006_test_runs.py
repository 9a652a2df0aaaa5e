"""The history of tests. A run goes with its connector, whatever deletes that."""

from __future__ import annotations

from typing import Any

from peewee import SQL, BigIntegerField, CompositeKey, Database, Node, PostgresqlDatabase, SmallIntegerField, TextField


def up(_migrator: Any, database: Database) -> None:
    by_bytes: list[Node] = [SQL('COLLATE "C"' if isinstance(database, PostgresqlDatabase) else "COLLATE BINARY")]

    class StoredRun(database.Model):  # type: ignore[name-defined,misc]
        tenant = TextField(constraints=by_bytes)
        connector_id = TextField(constraints=by_bytes)
        id = TextField(constraints=by_bytes)
        started_at = BigIntegerField()
        latency_ms = BigIntegerField()
        success = SmallIntegerField()
        level = SmallIntegerField()
        reason = TextField(null=True)
        field = TextField(null=True)
        message = TextField()
        hint = TextField(null=True)
        warning = TextField(null=True)
        steps = TextField()
        target_revision = BigIntegerField()
        credential_version = BigIntegerField()
        cause = TextField()
        fleet = TextField(null=True, constraints=by_bytes)
        position = BigIntegerField(null=True)
        event_number = BigIntegerField(null=True)

        class Meta:
            table_name = "test_runs"
            primary_key = CompositeKey("tenant", "connector_id", "id")  # serves the pages
            constraints = (
                SQL("FOREIGN KEY (tenant, connector_id) REFERENCES connectors (tenant, id) ON DELETE CASCADE"),
            )

    database.create_tables([StoredRun], safe=False)
    for statement in (
        "CREATE INDEX test_runs_started ON test_runs (started_at)",  # what is too old
        "CREATE INDEX test_runs_fleet ON test_runs (tenant, fleet) WHERE fleet IS NOT NULL",
    ):
        database.execute_sql(statement)
