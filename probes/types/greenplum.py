"""Greenplum (and Apache Cloudberry), which came from PostgreSQL."""

from __future__ import annotations

from probes.connector_type import ConnectorType
from probes.result import Level
from probes.types.database_fields import AUTH_METHODS, SSH_TUNNEL, encryption, location, table
from probes.types.warehouses import CATEGORY

TYPE = ConnectorType(
    name="greenplum",
    title="Greenplum",
    category=CATEGORY,
    description="Parallel data warehouse built on PostgreSQL.",
    documentation="https://greenplum.org/",
    fields=(*location(port=5432, scheme="postgresql"), table(example="public.orders"), *encryption(), SSH_TUNNEL),
    auth_methods=AUTH_METHODS,
    highest_level=Level.RESOURCE_READABLE,
    proves=(
        "Logs in to the database and runs a query; where a table is named, reads one row of it. "
        "Warns where the server does not say that it is Greenplum."
    ),
    verified_against="PostgreSQL 15, whose protocol Greenplum speaks",
    probe="probes.protocols.postgres:probe",
)
