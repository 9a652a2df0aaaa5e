"""How late it was by the clock that schedules are planned by, which tells when it was put back."""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField, Database, IntegerField


def up(_migrator: Any, database: Database) -> None:
    class ScheduleClock(database.Model):  # type: ignore[name-defined,misc]
        id = IntegerField(primary_key=True)
        latest = BigIntegerField()

        class Meta:
            table_name = "schedule_clock"

    database.create_tables([ScheduleClock], safe=False)
