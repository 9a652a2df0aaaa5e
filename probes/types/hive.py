"""Apache Hive, by HiveServer2 in its binary mode."""

from __future__ import annotations

from probes.connector_type import ConnectorType
from probes.result import Level
from probes.types.database_fields import AUTH_METHODS, SSH_TUNNEL, encryption, table
from probes.types.warehouses import CATEGORY
from probes.types.wire_fields import location

TYPE = ConnectorType(
    name="hive",
    title="Apache Hive",
    category=CATEGORY,
    description="Data warehouse on Hadoop, by HiveServer2.",
    documentation="https://hive.apache.org/",
    fields=(*location(port=10000, scheme="hive"), table(example="sales.orders"), *encryption(), SSH_TUNNEL),
    auth_methods=AUTH_METHODS,
    highest_level=Level.RESOURCE_READABLE,
    proves=(
        "Logs in by user name and password (SASL PLAIN: LDAP, PAM, CUSTOM, NONE), uses the database and lists its "
        "tables; where a table is named, reads one row of it. Kerberos and the HTTP mode are not spoken."
    ),
    verified_against="a server scripted from TCLIService.thrift and Thrift's SASL frames, which checks what it is sent",
    probe="probes.protocols.hive:probe",
)
