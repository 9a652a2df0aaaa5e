"""Oracle Database, as far as its listener."""

from __future__ import annotations

from probes.connector_type import ConnectorType, Field
from probes.result import Level
from probes.types.database_fields import AUTH_METHODS, SSH_TUNNEL, encryption
from probes.types.wire_fields import location

# https://docs.oracle.com/en/database/oracle/oracle-database/23/netag/identifying-and-accessing-database.html
SERVICE = r"[A-Za-z0-9][A-Za-z0-9_.#$-]{0,254}"
HOST, PORT, _database, _connection_string, USERNAME = location(port=1521, scheme="oracle")

TYPE = ConnectorType(
    name="oracle",
    title="Oracle Database",
    category="databases",
    description="Relational database of Oracle.",
    documentation="https://docs.oracle.com/en/database/",
    fields=(
        Field("host", HOST.title, required=True, pattern=r"[A-Za-z0-9_.:\[\]-]{1,255}", example=HOST.example),
        PORT,
        Field(
            "serviceName",
            "Service name",
            aliases=("service", "database"),
            pattern=SERVICE,
            description="Of the pluggable database.",
            example="salespdb.example.com",
        ),
        Field("sid", "SID", pattern=SERVICE, description="Instead of serviceName, for old databases.", example="ORCL"),
        USERNAME,
        *encryption(),
        SSH_TUNNEL,
    ),
    auth_methods=AUTH_METHODS,
    either=(("serviceName", "sid"),),
    highest_level=Level.TLS,
    proves=(
        "Reaches the listener, over TLS where sslMode or the port (2484, 1522) asks for it, and has it confirm that it "
        "knows the service. The login is not tested: Oracle does not publish it."
    ),
    verified_against="a listener scripted from the source of Oracle's own driver (python-oracledb, thin mode)",
    probe="probes.protocols.tns:probe",
)
