"""As many connectors in one tenant as wanted, written by the database itself: copies of one that the service made."""

from __future__ import annotations

from typing import Any

from server.storage.database import Database
from server.storage.postgresql import PostgresqlPool
from server.storage.repository import ConnectorRepository
from tests.storage.records import EVENT, a_record

TENANT = "acme"
RARE = 3  # connectors that differ from all others in type, status, auth method and label
RARE_FIELDS = {"type": "csv", "status": "error", "auth_method": "none"}
RARE_LABEL = ("rare", "yes")


def id_of(number: int) -> str:
    return f"conn_{number:012d}"


def rare_ids(count: int) -> list[str]:
    """Spread over the crowd, newest first."""
    return [id_of(count * part // (RARE + 1)) for part in range(RARE, 0, -1)]


def fill(database: Database, count: int, tenant: str = TENANT) -> None:
    """Connectors 1 to `count` of a tenant, its counters as if each had been created."""
    ConnectorRepository(database).for_tenant(tenant).insert(a_record(tenant, id=id_of(1), name="Warehouse 1"), EVENT)
    is_postgresql = isinstance(database.peewee, PostgresqlPool)
    own = {
        "id": "'conn_' || lpad(CAST(i AS text), 12, '0')" if is_postgresql else "printf('conn_%012d', i)",
        "name": "'Warehouse ' || i",
        "folded_name": "'warehouse ' || i",
        "created_at": "created_at + i",
        "updated_at": "updated_at + i",
    }
    with database.peewee.connection_context(), database.peewee.atomic():
        if is_postgresql:
            database.peewee.be_patient()
        columns = [column.name for column in database.peewee.get_columns("connectors")]
        selected = ", ".join(own.get(column, column) for column in columns)
        numbers = "WITH RECURSIVE numbers(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM numbers WHERE i < ?)"
        into = f"INSERT INTO connectors ({', '.join(columns)})"
        copies = f"SELECT {selected} FROM numbers, connectors WHERE tenant = ? AND id = ?"  # noqa: S608 - our own names
        _run(
            database,
            f"{into} {numbers} {copies}" if is_postgresql else f"{numbers} {into} {copies}",
            count,
            tenant,
            id_of(1),
        )
        totals = "UPDATE tenant_totals SET total = total * ?, bytes = bytes * ? WHERE tenant = ?"
        _run(database, totals, count, count, tenant)
        changed = ", ".join(f"{name} = ?" for name in RARE_FIELDS)
        for rare in rare_ids(count):
            statement = f"UPDATE connectors SET {changed} WHERE tenant = ? AND id = ?"  # noqa: S608 - our own names
            _run(database, statement, *RARE_FIELDS.values(), tenant, rare)
            labelled = "INSERT INTO connector_labels (tenant, label, value, connector_id) VALUES (?, ?, ?, ?)"
            _run(database, labelled, tenant, *RARE_LABEL, rare)


def _run(database: Database, statement: str, *values: Any) -> None:
    is_postgresql = isinstance(database.peewee, PostgresqlPool)
    database.peewee.execute_sql(statement.replace("?", "%s") if is_postgresql else statement, values)
