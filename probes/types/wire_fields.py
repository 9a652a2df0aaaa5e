"""Where a database is, for types that need no more than its host: the port has a default, the rest may be left out."""

from __future__ import annotations

from probes.connector_type import Field, Kind, Secrecy
from probes.types.database_fields import NAME


def location(
    *, port: int, scheme: str, database: str = "Database", aliases: tuple[str, ...] = (), required: bool = False
) -> tuple[Field, ...]:
    """host, port, database (by its title) and the connectionString that stands for the three of them."""
    return (
        Field("host", "Host", required=True, unless="connectionString", example="db.example.com"),
        Field(
            "port",
            "Port",
            Kind.INTEGER,
            minimum=1,
            maximum=65535,
            description=f"{port} where not given.",
            example=port,
        ),
        Field(
            "database",
            database,
            required=required,
            unless="connectionString" if required else None,
            aliases=("dbname", *aliases),
            pattern=NAME,
            example="analytics",
        ),
        Field(
            "connectionString",
            "Connection string",
            secrecy=Secrecy.URL,
            aliases=("dsn", "uri"),
            description=f"Instead of host, port and {database.lower()}. One host; the only option is the SSL mode.",
            example=f"{scheme}://reader:secret@db.example.com:{port}/analytics",
        ),
        Field(
            "username",
            "User name",
            aliases=("user",),
            pattern=NAME,
            description="Where the credentials do not name it.",
            example="reader",
        ),
    )
