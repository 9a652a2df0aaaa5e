"""Tenants' own keys, and under which of them a connector's secrets are sealed.

The foreign key is what makes destroying a key safe: it cannot go while a connector needs it, and a connector cannot
be written under one that is gone, whatever a process has cached. NULL: no secrets, or sealed under the keyring itself.
"""

from __future__ import annotations

from typing import Any

from peewee import SQL, BigIntegerField, BlobField, Database, Node, PostgresqlDatabase, TextField


def up(_migrator: Any, database: Database) -> None:
    collation = 'COLLATE "C"' if isinstance(database, PostgresqlDatabase) else "COLLATE BINARY"
    by_bytes: list[Node] = [SQL(collation)]

    class TenantKey(database.Model):  # type: ignore[name-defined,misc]
        id = TextField(primary_key=True, constraints=by_bytes)
        tenant = TextField(constraints=by_bytes)
        purpose = TextField()
        kek_id = TextField(constraints=by_bytes)
        wrapped = BlobField()
        created_at = BigIntegerField()

        class Meta:
            table_name = "tenant_keys"

    TenantKey.add_index(TenantKey.index(TenantKey.tenant, TenantKey.purpose, TenantKey.id, name="tenant_keys_newest"))
    TenantKey.add_index(
        TenantKey.index(
            TenantKey.tenant,
            unique=True,
            name="tenant_keys_one_fingerprint",
            where=SQL("purpose = 'fingerprint'"),
        )
    )
    database.create_tables([TenantKey], safe=False)
    database.execute_sql(
        f"ALTER TABLE connectors ADD COLUMN sealed_under TEXT {collation}"
        " CONSTRAINT connectors_sealed_under REFERENCES tenant_keys (id)"
    )
    database.execute_sql("CREATE INDEX connectors_by_key ON connectors (sealed_under)")
