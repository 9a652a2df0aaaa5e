"""When each connector is due to be tested. A schedule goes with its connector, whatever deletes that."""

from __future__ import annotations

from typing import Any

from peewee import SQL, BigIntegerField, CompositeKey, Database, Node, PostgresqlDatabase, TextField


def up(_migrator: Any, database: Database) -> None:
    by_bytes: list[Node] = [SQL('COLLATE "C"' if isinstance(database, PostgresqlDatabase) else "COLLATE BINARY")]

    class CheckSchedule(database.Model):  # type: ignore[name-defined,misc]
        tenant = TextField(constraints=by_bytes)
        connector_id = TextField(constraints=by_bytes)
        interval_seconds = BigIntegerField(null=True)
        next_run = BigIntegerField()
        claim = TextField(null=True)
        failures = BigIntegerField()

        class Meta:
            table_name = "check_schedules"
            primary_key = CompositeKey("tenant", "connector_id")
            constraints = (
                SQL("FOREIGN KEY (tenant, connector_id) REFERENCES connectors (tenant, id) ON DELETE CASCADE"),
            )

    class CheckDefault(database.Model):  # type: ignore[name-defined,misc]
        tenant = TextField(primary_key=True, constraints=by_bytes)
        interval_seconds = BigIntegerField()

        class Meta:
            table_name = "check_defaults"

    database.create_tables([CheckSchedule, CheckDefault], safe=False)
    database.execute_sql("CREATE INDEX check_schedules_due ON check_schedules (next_run)")
