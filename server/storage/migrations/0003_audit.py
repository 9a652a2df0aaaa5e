"""The audit trail and its seals; what is known of credentials and where they are bound; bytes for the quota.

Credentials that are there already: their field names are not known without opening them, so they stay unknown until
the connector is next updated. They count as bound to the destination they have.
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
    _create_trail(database)
    _widen_connectors(database)


def _create_trail(database: Database) -> None:
    by_bytes: list[Node] = [SQL('COLLATE "C"' if isinstance(database, PostgresqlDatabase) else "COLLATE BINARY")]

    class AuditTrail(database.Model):  # type: ignore[name-defined,misc]
        tenant = TextField(primary_key=True, constraints=by_bytes)
        last_number = BigIntegerField()
        last_time = BigIntegerField()
        sealed_number = BigIntegerField()
        total = BigIntegerField()

        class Meta:
            table_name = "audit_trails"

    class AuditEntry(database.Model):  # type: ignore[name-defined,misc]
        tenant = TextField(constraints=by_bytes)
        number = BigIntegerField()
        time = BigIntegerField()
        caller = TextField(constraints=by_bytes)
        role = TextField()
        method = TextField()
        connector_id = TextField(null=True, constraints=by_bytes)
        connector_type = TextField(null=True, constraints=by_bytes)
        changed_fields = TextField()
        outcome = TextField()
        reason = TextField()
        request_id = TextField()
        source_address = TextField()
        count = BigIntegerField()

        class Meta:
            table_name = "audit_entries"
            primary_key = CompositeKey("tenant", "number")  # serves the pages: tenant = ? AND number < ?

    class AuditSeal(database.Model):  # type: ignore[name-defined,misc]
        number = BigIntegerField(primary_key=True)
        tenant = TextField(constraints=by_bytes)
        first_number = BigIntegerField()
        last_number = BigIntegerField()
        last_time = BigIntegerField()
        sealed_at = BigIntegerField()
        digest = BlobField()
        key_id = TextField()
        tag = BlobField()

        class Meta:
            table_name = "audit_seals"

    class AuditChain(database.Model):  # type: ignore[name-defined,misc]
        id = IntegerField(primary_key=True)
        head_number = BigIntegerField()
        head_tag = BlobField()
        pruned_number = BigIntegerField()
        pruned_tag = BlobField()
        base_key_id = TextField()
        base_tag = BlobField()

        class Meta:
            table_name = "audit_chain"

    database.create_tables([AuditTrail, AuditEntry, AuditSeal, AuditChain], safe=False)
    for statement in (
        "CREATE INDEX audit_entries_connector ON audit_entries (tenant, connector_id, number)",
        "CREATE INDEX audit_entries_time ON audit_entries (tenant, time, number)",
        # Small at all times: what the next sealing has to do.
        "CREATE INDEX audit_trails_unsealed ON audit_trails (tenant) WHERE last_number > sealed_number",
    ):
        database.execute_sql(statement)
    AuditChain.insert(
        id=1, head_number=0, head_tag=b"", pruned_number=0, pruned_tag=b"", base_key_id="", base_tag=b""
    ).execute()


def _widen_connectors(database: Database) -> None:
    length = "octet_length({0})" if isinstance(database, PostgresqlDatabase) else "length(CAST({0} AS BLOB))"
    size = " + ".join(f"COALESCE({length.format(name)}, 0)" for name in ("config", "sealed_auth", "sealed_config"))
    for statement in (
        "ALTER TABLE connectors ADD COLUMN credential_fields TEXT",
        "ALTER TABLE connectors ADD COLUMN credential_set_at BIGINT",
        "ALTER TABLE connectors ADD COLUMN credential_set_by TEXT",
        "ALTER TABLE connectors ADD COLUMN credential_version BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE connectors ADD COLUMN credential_fingerprint TEXT",
        "ALTER TABLE connectors ADD COLUMN bound_destination TEXT",
        "ALTER TABLE connectors ADD COLUMN stored_bytes BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE connectors ADD COLUMN bytes_change BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE tenant_totals ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0",
        f"UPDATE connectors SET stored_bytes = {size}",  # noqa: S608 - of constants
        "UPDATE connectors SET credential_version = 1 WHERE sealed_auth IS NOT NULL",
        (
            "UPDATE tenant_totals SET bytes = (SELECT COALESCE(SUM(stored_bytes), 0) FROM connectors"
            " WHERE connectors.tenant = tenant_totals.tenant)"
        ),
    ):
        database.execute_sql(statement)
