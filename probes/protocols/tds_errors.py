"""What SQL Server's error numbers mean for a connector.

https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors
https://learn.microsoft.com/azure/azure-sql/database/troubleshoot-common-errors-issues
"""

from __future__ import annotations

from probes.diagnosis import Diagnosis, DiagnosisTable
from probes.protocols.database_errors import explained
from probes.protocols.database_target import DatabaseTarget
from probes.protocols.tds_wire import ServerError
from probes.result import ProbeFailure, Reason

WRONG_LOGIN = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "the server refused user name or password",
    "check both; the server's own log gives the state, which tells an unknown login from a wrong password",
    "authConfig.password",
)
BUSY = Diagnosis(
    Reason.RATE_LIMITED,
    "the server has no free connection or worker",
    "try again later, close idle connections, or raise the tier or `user connections`",
    "config.host",
)
NOT_NOW = Diagnosis(
    Reason.PEER_ERROR,
    "the database is not available at the moment",
    "try again in a minute: a serverless or paused database takes that long to resume",
    "config.database",
)
NO_TABLE = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "the table {table} does not exist, or the user may not know of it",
    "give it as schema.table; without a schema it is looked for in the user's default one",
    "config.table",
)
EXPIRED = Diagnosis(
    Reason.CREDENTIAL_EXPIRED,
    "the password of {user} has expired or must be changed",
    "set a new one: ALTER LOGIN [{user}] WITH PASSWORD = '…'",
    "authConfig.password",
)
FIREWALL = Diagnosis(
    Reason.PERMISSION_DENIED,
    "the server's firewall does not let this service's address in",
    "add a firewall rule (or a virtual network rule) for the address that the server names to its own administrator",
    "config.host",
)
NO_DATABASE = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "the database {database} does not exist, or the user may not enter it",
    "check the name; the login needs a user there: CREATE USER [{user}] FOR LOGIN [{user}]",
    "config.database",
)

MEANINGS: DiagnosisTable[int] = DiagnosisTable(
    {
        18456: WRONG_LOGIN,
        18452: Diagnosis(
            Reason.UNSUPPORTED,
            "the server takes Windows logins alone",
            "turn on SQL Server and Windows authentication mode, and use a SQL login",
            "authMethod",
        ),
        18470: Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "the login {user} is disabled",
            "enable it: ALTER LOGIN [{user}] ENABLE",
            "authConfig.username",
        ),
        18486: Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "the login {user} is locked out",
            "unlock it: ALTER LOGIN [{user}] WITH PASSWORD = '…' UNLOCK",
            "authConfig.username",
        ),
        18487: EXPIRED,
        18488: EXPIRED,
        18461: Diagnosis(
            Reason.PEER_ERROR,
            "the server is in single-user mode",
            "try again when it is started normally",
            "config.host",
        ),
        18401: NOT_NOW,
        4060: NO_DATABASE,
        4064: NO_DATABASE,
        911: NO_DATABASE,
        916: Diagnosis(
            Reason.PERMISSION_DENIED,
            "the user may not enter the database {database}",
            "CREATE USER [{user}] FOR LOGIN [{user}] in it",
            "config.database",
        ),
        40615: FIREWALL,
        40914: FIREWALL,
        47073: FIREWALL,
        40532: Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            "there is no such server behind this name",
            "give the full name of the server, such as name.database.windows.net",
            "config.host",
        ),
        40613: NOT_NOW,
        40197: NOT_NOW,
        42119: NOT_NOW,
        40501: BUSY,
        10928: BUSY,
        10929: BUSY,
        49918: BUSY,
        49919: BUSY,
        49920: BUSY,
        17809: BUSY,
        10054: BUSY,
        208: NO_TABLE,
        207: NO_TABLE,
        229: Diagnosis(
            Reason.PERMISSION_DENIED,
            "the user may not read {table}",
            "GRANT SELECT ON {table} TO [{user}]",
            "config.table",
        ),
        1222: Diagnosis(Reason.PEER_ERROR, "{table} is locked", "try again when the lock is released", "config.table"),
    },
    fallback=Diagnosis(
        Reason.PEER_ERROR, "the server answered with an error", "look into the server's log", "config.host"
    ),
)
BY_TOKEN = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "the server does not know the Entra application",
    "CREATE USER [the application's name] FROM EXTERNAL PROVIDER in the database; in Fabric, share the item with it",
    "authConfig.clientId",
)


def diagnosed(error: ServerError, database: DatabaseTarget, *, by_token: bool) -> ProbeFailure:
    """The failure that the errors mean: the first that is known decides. The server's words follow ours, scrubbed."""
    known = [(number, words) for number, words in error.errors if number in MEANINGS.rows]
    number, words = (known or list(error.errors))[0]
    found = MEANINGS.look_up(number)
    return explained(BY_TOKEN if by_token and found is WRONG_LOGIN else found, f"{words} (error {number})", database)
