"""TimescaleDB: PostgreSQL with an extension for time series."""

from __future__ import annotations

from probes.connector_type import ConnectorType
from probes.result import Level
from probes.types.database_fields import AUTH_METHODS, SSH_TUNNEL, encryption, location, table

TYPE = ConnectorType(
    name="timescaledb",
    title="TimescaleDB",
    category="databases",
    description="Time-series database built on PostgreSQL.",
    documentation="https://docs.timescale.com/",
    fields=(*location(port=5432, scheme="postgresql"), table(example="public.orders"), *encryption(), SSH_TUNNEL),
    auth_methods=AUTH_METHODS,
    highest_level=Level.RESOURCE_READABLE,
    proves=(
        "Logs in to the database and runs a query; where a table is named, reads one row of it. "
        "Warns where the server does not say that it is TimescaleDB."
    ),
    verified_against="PostgreSQL 15, whose protocol TimescaleDB speaks",
    probe="probes.protocols.postgres:probe",
)
