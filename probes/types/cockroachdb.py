"""CockroachDB, which speaks PostgreSQL's protocol."""

from __future__ import annotations

from probes.connector_type import ConnectorType
from probes.result import Level
from probes.types.database_fields import AUTH_METHODS, SSH_TUNNEL, encryption, location, table

TYPE = ConnectorType(
    name="cockroachdb",
    title="CockroachDB",
    category="databases",
    description="Distributed SQL database that speaks PostgreSQL's protocol.",
    documentation="https://www.cockroachlabs.com/docs/",
    fields=(*location(port=26257, scheme="postgresql"), table(example="public.orders"), *encryption(), SSH_TUNNEL),
    auth_methods=AUTH_METHODS,
    highest_level=Level.RESOURCE_READABLE,
    proves=(
        "Logs in to the database and runs a query; where a table is named, reads one row of it. "
        "Warns where the server does not say that it is CockroachDB."
    ),
    verified_against="PostgreSQL 15, whose protocol CockroachDB speaks",
    probe="probes.protocols.postgres:probe",
)
