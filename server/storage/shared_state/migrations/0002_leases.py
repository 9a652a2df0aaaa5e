"""Leases for scheduled work. Times are microseconds of the store's clock."""

from __future__ import annotations

from typing import Any

from peewee import SQL, BigIntegerField, Database, Node, PostgresqlDatabase, TextField


def up(_migrator: Any, database: Database) -> None:
    by_bytes: list[Node] = [SQL('COLLATE "C"' if isinstance(database, PostgresqlDatabase) else "COLLATE BINARY")]

    class Lease(database.Model):  # type: ignore[name-defined,misc]
        name = TextField(primary_key=True, constraints=by_bytes)
        holder = TextField()
        lasts = BigIntegerField()
        expires_at = BigIntegerField()

        class Meta:
            table_name = "leases"

    database.create_tables([Lease], safe=False)
