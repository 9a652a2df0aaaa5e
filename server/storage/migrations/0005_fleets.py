"""Labels; deleted connectors that are kept for a while; requests that create once; what lists are ordered by.

Names are ordered and searched in a folded form, which is made here as server/storage/record.py makes it: of ASCII by
the database, of the rest one by one.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from peewee import SQL, BigIntegerField, BlobField, CompositeKey, Database, Node, PostgresqlDatabase, TextField


def up(_migrator: Any, database: Database) -> None:
    _widen_connectors(database)
    _fold_names(database)
    _index_connectors(database)
    _create_tables(database)


def _widen_connectors(database: Database) -> None:
    collation = 'COLLATE "C"' if isinstance(database, PostgresqlDatabase) else "COLLATE BINARY"
    for statement in (
        "ALTER TABLE connectors ADD COLUMN labels TEXT",
        f"ALTER TABLE connectors ADD COLUMN folded_name TEXT {collation} NOT NULL DEFAULT ''",
        "ALTER TABLE connectors ADD COLUMN deleted_at BIGINT",
        "ALTER TABLE connectors ADD COLUMN purge_at BIGINT",
        "ALTER TABLE tenant_totals ADD COLUMN deleted BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE tenant_totals ADD COLUMN deleted_bytes BIGINT NOT NULL DEFAULT 0",
    ):
        database.execute_sql(statement)


def _fold_names(database: Database) -> None:
    is_postgresql = isinstance(database, PostgresqlDatabase)
    is_ascii = "name ~ '^[ -~]*$'" if is_postgresql else "name NOT GLOB '*[^ -~]*'"
    mark = "%s" if is_postgresql else "?"
    database.execute_sql(f"UPDATE connectors SET folded_name = lower(name) WHERE {is_ascii}")  # noqa: S608 - of constants
    others = database.execute_sql(f"SELECT tenant, id, name FROM connectors WHERE NOT ({is_ascii})").fetchall()  # noqa: S608 - of constants
    for tenant, connector_id, name in others:
        folded = unicodedata.normalize("NFKC", name).casefold()
        statement = f"UPDATE connectors SET folded_name = {mark} WHERE tenant = {mark} AND id = {mark}"  # noqa: S608 - of constants
        database.execute_sql(statement, (folded, tenant, connector_id))


def _index_connectors(database: Database) -> None:
    live = "WHERE deleted_at IS NULL"
    for statement in (
        "DROP INDEX connectors_tenant_name",
        f"CREATE UNIQUE INDEX connectors_tenant_name ON connectors (tenant, name) {live}",
        f"CREATE INDEX connectors_live ON connectors (tenant, id) {live}",
        f"CREATE INDEX connectors_by_name ON connectors (tenant, folded_name, id) {live}",
        f"CREATE INDEX connectors_by_update ON connectors (tenant, updated_at, id) {live}",
        f"CREATE INDEX connectors_by_test ON connectors (tenant, COALESCE(last_tested_at, 0), id) {live}",
        # Counts by type and status are read from it alone.
        f"CREATE INDEX connectors_facets ON connectors (tenant, type, status, auth_method) {live}",
        "CREATE INDEX connectors_deleted ON connectors (tenant, deleted_at, id) WHERE deleted_at IS NOT NULL",
        "CREATE INDEX connectors_purge ON connectors (purge_at) WHERE deleted_at IS NOT NULL",
    ):
        database.execute_sql(statement)


def _create_tables(database: Database) -> None:
    by_bytes: list[Node] = [SQL('COLLATE "C"' if isinstance(database, PostgresqlDatabase) else "COLLATE BINARY")]

    class ConnectorLabel(database.Model):  # type: ignore[name-defined,misc]
        tenant = TextField(constraints=by_bytes)
        label = TextField(constraints=by_bytes)
        value = TextField(constraints=by_bytes)
        connector_id = TextField(constraints=by_bytes)

        class Meta:
            table_name = "connector_labels"
            primary_key = CompositeKey("tenant", "label", "value", "connector_id")
            constraints = [  # noqa: RUF012 - peewee's way
                SQL("FOREIGN KEY (tenant, connector_id) REFERENCES connectors (tenant, id) ON DELETE CASCADE")
            ]

    ConnectorLabel.add_index(
        ConnectorLabel.index(ConnectorLabel.tenant, ConnectorLabel.connector_id, name="connector_labels_of")
    )

    class CreateRequest(database.Model):  # type: ignore[name-defined,misc]
        tenant = TextField(constraints=by_bytes)
        request_id = TextField(constraints=by_bytes)
        digest = BlobField()
        connector_id = TextField(constraints=by_bytes)
        caller = TextField()
        created_at = BigIntegerField()

        class Meta:
            table_name = "create_requests"
            primary_key = CompositeKey("tenant", "request_id")

    CreateRequest.add_index(CreateRequest.index(CreateRequest.created_at, name="create_requests_age"))
    database.create_tables([ConnectorLabel, CreateRequest], safe=False)
