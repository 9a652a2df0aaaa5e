"""The connector types that tenants declare themselves, and how many of them a tenant has."""

from __future__ import annotations

from typing import Any

from peewee import SQL, BigIntegerField, CompositeKey, Database, Node, PostgresqlDatabase, TextField


def up(_migrator: Any, database: Database) -> None:
    by_bytes: list[Node] = [SQL('COLLATE "C"' if isinstance(database, PostgresqlDatabase) else "COLLATE BINARY")]

    class OwnConnectorType(database.Model):  # type: ignore[name-defined,misc]
        tenant = TextField(constraints=by_bytes)
        name = TextField(constraints=by_bytes)
        declaration = TextField()
        version = BigIntegerField()
        created_at = BigIntegerField()
        updated_at = BigIntegerField()

        class Meta:
            table_name = "connector_types"
            primary_key = CompositeKey("tenant", "name")

    class OwnConnectorTypeTotal(database.Model):  # type: ignore[name-defined,misc]
        tenant = TextField(primary_key=True, constraints=by_bytes)
        total = BigIntegerField()

        class Meta:
            table_name = "connector_type_totals"

    database.create_tables([OwnConnectorType, OwnConnectorTypeTotal], safe=False)
