"""PostgreSQL."""

from __future__ import annotations

from probes.connector_type import ConnectorType
from probes.result import Level
from probes.types.database_fields import AUTH_METHODS, SSH_TUNNEL, encryption, location, table

TYPE = ConnectorType(
    name="postgresql",
    title="PostgreSQL",
    category="databases",
    description="Relational database.",
    documentation="https://www.postgresql.org/docs/current/",
    fields=(*location(port=5432, scheme="postgresql"), table(example="public.orders"), *encryption(), SSH_TUNNEL),
    auth_methods=AUTH_METHODS,
    highest_level=Level.RESOURCE_READABLE,
    proves="Logs in to the database and runs a query; where a table is named, reads one row of it.",
    verified_against="PostgreSQL 15 over TLS; gates of the tests' own that show false certificates",
    probe="probes.protocols.postgres:probe",
)
