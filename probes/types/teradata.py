"""Teradata Vantage, as far as its port."""

from __future__ import annotations

from probes.connector_type import ConnectorType, Field
from probes.result import Level
from probes.types.database_fields import AUTH_METHODS, NAME, SSH_TUNNEL
from probes.types.warehouses import CATEGORY
from probes.types.wire_fields import location

HOST, PORT, _database, _connection_string, USERNAME = location(port=1025, scheme="teradata")

TYPE = ConnectorType(
    name="teradata",
    title="Teradata Vantage",
    category=CATEGORY,
    description="Parallel data warehouse of Teradata.",
    documentation="https://docs.teradata.com/",
    fields=(
        Field("host", HOST.title, required=True, example="vantage.example.com"),
        PORT,
        Field("database", "Database", pattern=NAME, example="analytics"),
        USERNAME,
        SSH_TUNNEL,
    ),
    auth_methods=AUTH_METHODS[:2],
    highest_level=Level.REACHABLE,
    proves="Reaches the port. The login is not tested: Teradata does not publish its protocol.",
    verified_against="a peer that accepts connections; no Teradata was at hand",
    probe="probes.protocols.reachable:probe",
)
