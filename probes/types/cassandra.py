"""Apache Cassandra and ScyllaDB: one protocol, CQL's."""

from __future__ import annotations

from probes.connector_type import ConnectorType
from probes.result import Level
from probes.types.database_fields import AUTH_METHODS, SSH_TUNNEL, encryption, table
from probes.types.wire_fields import location

SCRIPTED = "a server scripted from version 4 of CQL's native protocol, which checks what it is sent"


def _declared(name: str, title: str, description: str, documentation: str) -> ConnectorType:
    return ConnectorType(
        name=name,
        title=title,
        category="databases",
        fields=(
            *location(port=9042, scheme=name, database="Keyspace", aliases=("keyspace",)),
            table(example="analytics.orders"),
            *encryption(),
            SSH_TUNNEL,
        ),
        auth_methods=AUTH_METHODS,
        description=description,
        documentation=documentation,
        highest_level=Level.RESOURCE_READABLE,
        proves=(
            "Logs in at one node and uses the keyspace; where a table is named, reads one row of it. "
            "Without a keyspace: reads what the node says of itself."
        ),
        verified_against=SCRIPTED,
        probe="probes.protocols.cql:probe",
    )


TYPES = (
    _declared(
        "cassandra",
        "Apache Cassandra",
        "A distributed database of wide rows; Amazon Keyspaces is asked alike, on port 9142.",
        "https://cassandra.apache.org/doc/latest/cassandra/getting-started/drivers.html",
    ),
    _declared(
        "scylladb",
        "ScyllaDB",
        "A distributed database of wide rows that speaks Cassandra's protocol.",
        "https://docs.scylladb.com/stable/drivers/",
    ),
)
