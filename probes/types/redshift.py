"""Amazon Redshift: PostgreSQL's protocol, with one warehouse behind it."""

from __future__ import annotations

from probes.connector_type import ConnectorType
from probes.result import Level
from probes.types.database_fields import AUTH_METHODS, SSH_TUNNEL, encryption, location, table

TYPE = ConnectorType(
    name="redshift",
    title="Amazon Redshift",
    category="warehouses and lakehouses",
    description="Data warehouse of Amazon Web Services.",
    documentation="https://docs.aws.amazon.com/redshift/",
    fields=(*location(port=5439, scheme="redshift"), table(example="public.orders"), *encryption(), SSH_TUNNEL),
    # Redshift knows no client certificates: https://docs.aws.amazon.com/redshift/latest/mgmt/connecting-ssl-support.html
    auth_methods=AUTH_METHODS[:2],
    highest_level=Level.RESOURCE_READABLE,
    proves="Logs in to the database and runs a query; where a table is named, reads one row of it.",
    verified_against="PostgreSQL 15, whose protocol Redshift speaks",
    probe="probes.protocols.postgres:probe",
)
