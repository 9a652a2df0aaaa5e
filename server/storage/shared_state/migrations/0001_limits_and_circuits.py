"""Rate windows and circuits. Times are microseconds of the store's clock."""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField, BlobField, CompositeKey, Database, IntegerField, TextField


def up(_migrator: Any, database: Database) -> None:
    class RateWindow(database.Model):  # type: ignore[name-defined,misc]
        tenant = TextField()
        method = TextField()
        stamps = BlobField()
        expires_at = BigIntegerField()

        class Meta:
            table_name = "rate_windows"
            primary_key = CompositeKey("tenant", "method")

    class Circuit(database.Model):  # type: ignore[name-defined,misc]
        tenant = TextField()
        connector_id = TextField()
        target_revision = BigIntegerField()
        failures = IntegerField()
        cause = TextField(null=True)
        open_until = BigIntegerField(null=True)
        trial = TextField(null=True)
        trial_until = BigIntegerField(null=True)
        touched_at = BigIntegerField()

        class Meta:
            table_name = "circuits"
            primary_key = CompositeKey("tenant", "connector_id")

    database.create_tables([RateWindow, Circuit], safe=False)
