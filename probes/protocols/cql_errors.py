"""What CQL's error codes mean for a connector: §9 of https://github.com/apache/cassandra/blob/trunk/doc/native_protocol_v4.spec"""

from __future__ import annotations

from probes.diagnosis import Diagnosis, DiagnosisTable
from probes.protocols.cql_wire import ServerError
from probes.protocols.database_errors import explained
from probes.protocols.database_target import DatabaseTarget
from probes.result import ProbeFailure, Reason, StepName

BAD_CREDENTIALS, UNAUTHORIZED, INVALID, OVERLOADED = 0x0100, 0x2100, 0x2200, 0x1001
USE, READ = StepName.AUTHORIZE, StepName.RESOURCE

NOT_ENOUGH = Diagnosis(
    Reason.PEER_ERROR,
    "too few replicas of the data answer",
    "nodetool status tells which nodes are down; try again when they are back",
    "config.host",
)
NO_KEYSPACE = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "the keyspace {database} does not exist",
    "check the name, capitals included: names made without quotes are in lower case",
    "config.database",
)
NO_TABLE = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "the table {table} does not exist in {database}",
    "check the name, capitals included: names made without quotes are in lower case",
    "config.table",
)
MEANINGS: DiagnosisTable[tuple[int, StepName | None]] = DiagnosisTable(
    {
        (BAD_CREDENTIALS, None): Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "the server refused user name or password",
            "check both; the role needs LOGIN = true",
            "authConfig.password",
        ),
        (UNAUTHORIZED, None): Diagnosis(
            Reason.PERMISSION_DENIED,
            "the user may not read {table}",
            "GRANT SELECT ON {table} TO {user}",
            "config.table",
        ),
        (UNAUTHORIZED, USE): Diagnosis(
            Reason.PERMISSION_DENIED,
            "the user may not use the keyspace {database}",
            "GRANT SELECT ON KEYSPACE {database} TO {user}",
            "config.database",
        ),
        (INVALID, USE): NO_KEYSPACE,
        (INVALID, READ): NO_TABLE,
        (0x2000, READ): NO_TABLE,
        (OVERLOADED, None): Diagnosis(
            Reason.RATE_LIMITED,
            "the server is overloaded and takes no request",
            "try again later; native_transport_max_concurrent_connections and the server's rate limits bound it",
            "config.host",
        ),
        (0x1002, None): Diagnosis(
            Reason.PEER_ERROR, "the server is still joining its cluster", "try again when it has joined", "config.host"
        ),
        (0x1000, None): NOT_ENOUGH,
        (0x1200, None): NOT_ENOUGH,
        (0x1300, None): NOT_ENOUGH,
        (0x000A, None): Diagnosis(
            Reason.PROTOCOL_MISMATCH,
            "the server does not speak version 4 of CQL's protocol",
            "use Cassandra 2.2 or later, and the port of CQL (9042, with TLS alone often 9142)",
            "config.port",
        ),
    },
    fallback=Diagnosis(
        Reason.PEER_ERROR, "the server answered with an error", "look into the server's log", "config.host"
    ),
)


def diagnosed(error: ServerError, step: StepName, database: DatabaseTarget) -> ProbeFailure:
    """The failure that an ERROR frame means at a step. The server's own words follow ours, scrubbed."""
    found = MEANINGS.look_up((error.code, step), (error.code, None))
    return explained(found, f"{error.words} (error 0x{error.code:04x})", database)
