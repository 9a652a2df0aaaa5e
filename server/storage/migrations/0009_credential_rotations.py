"""Credentials beside a connector's own: staged ones, and those before the last promotion.

They go with their connector, whatever deletes that, of this release or the one before. The foreign key to the tenant's
key keeps it from being destroyed while one of them needs it, as with connectors.
"""

from __future__ import annotations

from typing import Any

from peewee import SQL, BigIntegerField, BlobField, CompositeKey, Database, Node, PostgresqlDatabase, TextField

KEY_CONSTRAINT = "credential_rotations_sealed_under"


def up(_migrator: Any, database: Database) -> None:
    by_bytes: list[Node] = [SQL('COLLATE "C"' if isinstance(database, PostgresqlDatabase) else "COLLATE BINARY")]

    class KeptCredential(database.Model):  # type: ignore[name-defined,misc]
        tenant = TextField(constraints=by_bytes)
        connector_id = TextField(constraints=by_bytes)
        part = TextField(constraints=by_bytes)
        id = TextField(constraints=by_bytes)
        auth_method = TextField()
        fields = TextField()
        set_at = BigIntegerField(null=True)
        set_by = TextField(null=True)
        version = BigIntegerField()
        fingerprint = TextField()
        target_revision = BigIntegerField()
        bound_destination = TextField(null=True)
        expires_at = BigIntegerField()
        sealed = BlobField()
        sealed_under = TextField(constraints=by_bytes)

        class Meta:
            table_name = "credential_rotations"
            primary_key = CompositeKey("tenant", "connector_id", "part")
            constraints = (
                SQL("FOREIGN KEY (tenant, connector_id) REFERENCES connectors (tenant, id) ON DELETE CASCADE"),
                SQL(f"CONSTRAINT {KEY_CONSTRAINT} FOREIGN KEY (sealed_under) REFERENCES tenant_keys (id)"),
            )

    database.create_tables([KeptCredential], safe=False)
    for statement in (
        "CREATE INDEX credential_rotations_expiring ON credential_rotations (expires_at)",
        "CREATE INDEX credential_rotations_by_key ON credential_rotations (sealed_under)",
    ):
        database.execute_sql(statement)
