"""As many connectors in one tenant as wanted, written by the database itself: copies of one that the service made."""

from __future__ import annotations

from server.storage.database import Database
from server.storage.repository import ConnectorRepository
from tests.storage.records import EVENT, a_record

TENANT = "acme"


def id_of(number: int) -> str:
    return f"conn_{number:012d}"


def fill(database: Database, count: int) -> None:
    """Connectors 1 to `count` of TENANT on SQLite, the tenant's counters as if each had been created."""
    ConnectorRepository(database).for_tenant(TENANT).insert(a_record(TENANT, id=id_of(1), name="Warehouse 1"), EVENT)
    peewee = database.peewee
    with peewee.connection_context():
        columns = [row[1] for row in peewee.execute_sql("PRAGMA table_info(connectors)").fetchall()]
        own = {
            "id": "printf('conn_%012d', i)",
            "name": "'Warehouse ' || i",
            "folded_name": "'warehouse ' || i",
            "created_at": "created_at + i",
            "updated_at": "updated_at + i",
        }
        selected = ", ".join(own.get(column, column) for column in columns)
        peewee.begin("IMMEDIATE")
        numbers = "WITH RECURSIVE numbers(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM numbers WHERE i < ?)"
        copies = f"SELECT {selected} FROM numbers, connectors WHERE tenant = ? AND id = ?"  # noqa: S608 - our own names
        into = f"INSERT INTO connectors ({', '.join(columns)})"
        peewee.execute_sql(f"{numbers} {into} {copies}", (count, TENANT, id_of(1)))
        peewee.execute_sql(
            "UPDATE tenant_totals SET total = total * ?, bytes = bytes * ? WHERE tenant = ?", (count, count, TENANT)
        )
        peewee.commit()
