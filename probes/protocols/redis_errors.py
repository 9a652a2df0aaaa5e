"""What the error replies of Redis and Valkey mean for a connector: https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/

A reply begins with a code of its own, or with ERR and words; both are in src/server.c and src/acl.c of the servers.
"""

from __future__ import annotations

from probes.diagnosis import Diagnosis, DiagnosisTable
from probes.protocols.database_errors import explained
from probes.protocols.database_target import DatabaseTarget
from probes.protocols.redis_wire import ServerError
from probes.result import ProbeFailure, Reason

NO_PASSWORD_SET = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "the server asks nobody for a password, and so proves none",
    "leave user name and password out, or set a password on the server (ACL SETUSER, requirepass)",
    "authConfig.password",
)
NO_SUCH_DATABASE = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "the server has no database {database}",
    "count from 0 to below the server's setting `databases`; a cluster has database 0 alone",
    "config.database",
)
TOO_MANY = Diagnosis(
    Reason.RATE_LIMITED,
    "the server has no free connection",
    "try again later, or raise maxclients",
    "config.host",
)
# By words of an ERR reply: older servers have no codes for these.
BY_WORDS = (
    ("without any password configured", NO_PASSWORD_SET),
    ("no password is set", NO_PASSWORD_SET),
    ("DB index is out of range", NO_SUCH_DATABASE),
    ("SELECT is not allowed in cluster mode", NO_SUCH_DATABASE),
    ("invalid DB index", NO_SUCH_DATABASE),
    ("max number of clients", TOO_MANY),
    ("max number of client connections", TOO_MANY),
)
MEANINGS: DiagnosisTable[str] = DiagnosisTable(
    {
        "WRONGPASS": Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "the server refused user name or password",
            "check both; without a user name it is the user `default` who logs in; ACL LIST tells which are on",
            "authConfig.password",
        ),
        "NOAUTH": Diagnosis(
            Reason.CREDENTIAL_MISSING,
            "the server wants a password, and the connector has none",
            "give authConfig.password, and authConfig.username for a user of its own",
            "authConfig.password",
        ),
        "NOPERM": Diagnosis(
            Reason.PERMISSION_DENIED,
            "the user may not do what the test does",
            "ACL SETUSER with +ping +select +dbsize +type, and ~ with a pattern that the key matches",
            "config.key",
        ),
        "LOADING": Diagnosis(
            Reason.PEER_ERROR,
            "the server is still loading its data",
            "try again when it has loaded: INFO persistence tells how far it is",
            "config.host",
        ),
        "MASTERDOWN": Diagnosis(
            Reason.PEER_ERROR,
            "the server is a replica that has lost its master",
            "connect to the master, or mend the replication",
            "config.host",
        ),
        "CLUSTERDOWN": Diagnosis(
            Reason.PEER_ERROR, "the cluster is down", "CLUSTER INFO tells which slots have no node", "config.host"
        ),
        "BUSY": Diagnosis(
            Reason.PEER_ERROR, "the server is busy with a script", "wait for it, or SCRIPT KILL", "config.host"
        ),
        "DENIED": Diagnosis(
            Reason.PERMISSION_DENIED,
            "the server is in protected mode: without a password set it serves its own machine alone",
            "set a password on the server, and give it here",
            "config.host",
        ),
    },
    fallback=Diagnosis(
        Reason.PEER_ERROR, "the server answered with an error", "look into the server's log", "config.host"
    ),
)


def diagnosed(error: ServerError, database: DatabaseTarget) -> ProbeFailure:
    """The failure that an error reply means. The server's own words follow ours, scrubbed."""
    worded = next((meaning for words, meaning in BY_WORDS if words in error.words), None)
    return explained(worded or MEANINGS.look_up(error.code), error.words, database)
