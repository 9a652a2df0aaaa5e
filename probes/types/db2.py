"""IBM Db2 (LUW, and what else speaks DRDA)."""

from __future__ import annotations

from probes.connector_type import ConnectorType
from probes.result import Level
from probes.types.database_fields import AUTH_METHODS, SSH_TUNNEL, encryption
from probes.types.wire_fields import location

TYPE = ConnectorType(
    name="db2",
    title="IBM Db2",
    category="databases",
    description="Relational database of IBM.",
    documentation="https://www.ibm.com/docs/en/db2",
    fields=(*location(port=50000, scheme="db2", required=True), *encryption(), SSH_TUNNEL),
    auth_methods=AUTH_METHODS[:2],
    highest_level=Level.AUTHORIZED,
    proves="Logs in by user name and password and opens the database. It runs no query.",
    verified_against=(
        "Apache Derby 10.16's network server, which speaks DRDA, in make test-polyglot; a server scripted from The "
        "Open Group's DRDA standard"
    ),
    probe="probes.protocols.drda:probe",
)
