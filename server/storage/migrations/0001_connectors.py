"""Connectors, the number of them a tenant has, and the vault's key check.

Text is compared by its bytes, whatever the locale of the database: the pages are keyed by id.
"""

from __future__ import annotations

from typing import Any

from peewee import (
    SQL,
    BigIntegerField,
    BlobField,
    CompositeKey,
    Database,
    IntegerField,
    Node,
    PostgresqlDatabase,
    TextField,
)


def up(_migrator: Any, database: Database) -> None:
    by_bytes: list[Node] = [SQL('COLLATE "C"' if isinstance(database, PostgresqlDatabase) else "COLLATE BINARY")]

    class Connector(database.Model):  # type: ignore[name-defined,misc]
        tenant = TextField(constraints=by_bytes)
        id = TextField(constraints=by_bytes)
        name = TextField(constraints=by_bytes)
        type = TextField()
        description = TextField(null=True)
        config = TextField()
        auth_method = TextField()
        status = TextField()
        created_at = BigIntegerField()
        updated_at = BigIntegerField()
        revision = BigIntegerField()
        target_revision = BigIntegerField()
        secret_version = BigIntegerField()
        sealed_auth = BlobField(null=True)
        sealed_config = BlobField(null=True)
        last_tested_at = BigIntegerField(null=True)
        last_error = TextField(null=True)
        last_sync_row_count = BigIntegerField(null=True)
        last_sync_at = BigIntegerField(null=True)

        class Meta:
            table_name = "connectors"
            primary_key = CompositeKey("tenant", "id")  # serves the pages too: tenant = ? AND id < ? ORDER BY id DESC

    Connector.add_index(Connector.index(Connector.tenant, Connector.name, unique=True, name="connectors_tenant_name"))

    class TenantTotal(database.Model):  # type: ignore[name-defined,misc]
        tenant = TextField(primary_key=True, constraints=by_bytes)
        total = BigIntegerField()

        class Meta:
            table_name = "tenant_totals"

    class KeyCheck(database.Model):  # type: ignore[name-defined,misc]
        id = IntegerField(primary_key=True)
        sealed = BlobField()

        class Meta:
            table_name = "key_checks"

    database.create_tables([Connector, TenantTotal, KeyCheck], safe=False)
