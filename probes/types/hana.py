"""SAP HANA, HANA Cloud included."""

from __future__ import annotations

from probes.connector_type import ConnectorType
from probes.result import Level
from probes.types.database_fields import AUTH_METHODS, SSH_TUNNEL, encryption, table
from probes.types.wire_fields import location

HOST, PORT, _database, CONNECTION_STRING, USERNAME = location(port=30015, scheme="hana")

TYPE = ConnectorType(
    name="hana",
    title="SAP HANA",
    category="databases",
    description="In-memory database of SAP.",
    documentation="https://help.sap.com/docs/SAP_HANA_PLATFORM",
    # A tenant has a port of its own: 3<instance>15 and up, or 443 in HANA Cloud.
    fields=(HOST, PORT, CONNECTION_STRING, USERNAME, table(example="SALES.ORDERS"), *encryption(), SSH_TUNNEL),
    auth_methods=AUTH_METHODS[:2],
    highest_level=Level.RESOURCE_READABLE,
    proves="Logs in (SCRAM-SHA-256), runs a query; where a table is named, reads one row of it.",
    verified_against="a server scripted from SAP's own client PyHDB, which checks what it is sent; no HANA was at hand",
    probe="probes.protocols.hana:probe",
)
