"""What Neo4j's status codes mean for a connector: https://neo4j.com/docs/status-codes/current/errors/all-errors/"""

from __future__ import annotations

from probes.diagnosis import Diagnosis, DiagnosisTable
from probes.protocols.bolt_wire import ServerError
from probes.protocols.database_errors import explained
from probes.protocols.database_target import DatabaseTarget
from probes.result import ProbeFailure, Reason

SECURITY = "Neo.ClientError.Security."
NOT_NOW = Diagnosis(
    Reason.PEER_ERROR,
    "the database {database} is not available at the moment",
    "SHOW DATABASES tells its state; START DATABASE, or try again when the cluster has a leader",
    "config.database",
)
BUSY = Diagnosis(
    Reason.RATE_LIMITED,
    "the server has no resources free for this",
    "try again later, or raise its memory and thread limits (server.bolt.thread_pool_max_size)",
    "config.host",
)
MEANINGS: DiagnosisTable[str] = DiagnosisTable(
    {
        f"{SECURITY}Unauthorized": Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "the server refused user name or password",
            "check both; names are in lower case, and a suspended user is refused in the same words",
            "authConfig.password",
        ),
        f"{SECURITY}AuthenticationRateLimit": Diagnosis(
            Reason.RATE_LIMITED,
            "the account of {user} is locked for a while after too many wrong passwords",
            "correct the password and wait; dbms.security.auth_lock_time says how long",
            "authConfig.password",
        ),
        f"{SECURITY}CredentialsExpired": Diagnosis(
            Reason.CREDENTIAL_EXPIRED,
            "the password of {user} must be changed",
            "set a new one: ALTER CURRENT USER SET PASSWORD FROM '…' TO '…'",
            "authConfig.password",
        ),
        f"{SECURITY}TokenExpired": Diagnosis(
            Reason.CREDENTIAL_EXPIRED, "the token has expired", "store a fresh one", "authConfig.token"
        ),
        f"{SECURITY}Forbidden": Diagnosis(
            Reason.PERMISSION_DENIED,
            "the user may not read {table}",
            "GRANT ACCESS ON DATABASE and GRANT MATCH on the label to a role of the user",
            "config.label",
        ),
        "Neo.ClientError.Database.DatabaseNotFound": Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            "the database {database} does not exist, or the user may not know of it",
            "check the name; SHOW DATABASES lists them, and without a name it is the user's home database",
            "config.database",
        ),
        "Neo.TransientError.General.DatabaseUnavailable": NOT_NOW,
        "Neo.TransientError.General.OutOfMemoryError": BUSY,
        "Neo.TransientError.General.MemoryPoolOutOfMemoryError": BUSY,
        "Neo.TransientError.Request.NoThreadsAvailable": BUSY,
        "Neo.TransientError.Transaction.MaximumTransactionLimitReached": BUSY,
        "Neo.ClientError.Transaction.TransactionTimedOut": Diagnosis(
            Reason.TIMEOUT,
            "the server did not finish the query in time",
            "name a label, so that fewer nodes are looked at",
            "config.label",
        ),
    },
    fallback=Diagnosis(
        Reason.PEER_ERROR, "the server answered with an error", "look into the server's log", "config.host"
    ),
)
TOKEN_REFUSED = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "the server refused the token",
    "check its audience and issuer, and that the server trusts its provider (dbms.security.oidc)",
    "authConfig.token",
)


def diagnosed(error: ServerError, database: DatabaseTarget, token: str | None) -> ProbeFailure:
    """The failure that a FAILURE means. The server's own words follow ours, scrubbed."""
    found = MEANINGS.look_up(error.code)
    if token is not None and error.code == f"{SECURITY}Unauthorized":
        found = TOKEN_REFUSED
    return explained(found, f"{error.words} ({error.code})", database)
