"""Trino and Presto."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field
from probes.result import Level
from probes.types.http_fields import BASIC, CA_CERTIFICATE, TOKEN
from probes.types.store_fields import named, url, whatever
from probes.types.warehouses import CATEGORY

NAME = r"[^\x00-\x1f\x7f.\"]{1,128}"
FIELDS = (
    named(
        "user", "User", pattern=r"[\x21-\x7e]{1,128}", example="reader", description="Who asks, where no user logs in."
    ),
    named("catalog", "Catalog", pattern=r"[A-Za-z0-9_-]{1,128}", example="hive"),
    named("schema", "Schema", pattern=r"[A-Za-z0-9_-]{1,128}", example="sales"),
    Field(
        "table",
        "Table",
        aliases=("sourceTable",),
        pattern=rf"{NAME}(\.{NAME}){{0,2}}",
        description="When given, the test also reads one row of it. Schema and catalog may go before it, with dots.",
        example="orders",
    ),
    CA_CERTIFICATE,
)
AUTH_METHODS = whatever(BASIC, AuthMethod("jwt", "Token (JWT)", (TOKEN,)), AuthMethod("none", "No credentials"))
PROVES = "Runs a statement to its end as the user, and reads one row of the table where one is named."


def _engine(name: str, title: str, description: str, documentation: str) -> ConnectorType:
    return ConnectorType(
        name=name,
        title=title,
        category=CATEGORY,
        description=description,
        documentation=documentation,
        fields=(url(f"https://{name}.example.com:8443", "Of the coordinator: port 8080, with TLS 8443."), *FIELDS),
        auth_methods=AUTH_METHODS,
        highest_level=Level.RESOURCE_READABLE,
        proves=PROVES,
        probe=f"probes.protocols.trino:probe_{name}",
        verified_against=f"scripted from {documentation}",
    )


TYPES = (
    _engine(
        "trino",
        "Trino",
        "Distributed SQL query engine, also Starburst's.",
        "https://trino.io/docs/current/develop/client-protocol.html",
    ),
    _engine(
        "presto",
        "Presto",
        "Distributed SQL query engine of the Presto Foundation.",
        "https://prestodb.io/docs/current/develop/client-protocol.html",
    ),
)
