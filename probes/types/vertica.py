"""Vertica (OpenText Analytics Database)."""

from __future__ import annotations

from probes.connector_type import ConnectorType
from probes.result import Level
from probes.types.database_fields import AUTH_METHODS, SSH_TUNNEL, encryption, table
from probes.types.warehouses import CATEGORY
from probes.types.wire_fields import location

TYPE = ConnectorType(
    name="vertica",
    title="Vertica",
    category=CATEGORY,
    description="Columnar data warehouse.",
    documentation="https://docs.vertica.com/",
    fields=(
        *location(port=5433, scheme="vertica", required=True),
        table(example="public.orders"),
        *encryption(),
        SSH_TUNNEL,
    ),
    auth_methods=AUTH_METHODS,
    highest_level=Level.RESOURCE_READABLE,
    proves="Logs in to the database and runs a query; where a table is named, reads one row of it.",
    verified_against="a server scripted from Vertica's own Python client, which checks what it is sent",
    probe="probes.protocols.vertica:probe",
)
