"""What MySQL's and MariaDB's error numbers mean for a connector.

https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html
https://mariadb.com/kb/en/mariadb-error-code-reference/
"""

from __future__ import annotations

from dataclasses import replace

from probes.diagnosis import Diagnosis, DiagnosisTable
from probes.protocols.database_errors import explained
from probes.protocols.database_target import DatabaseTarget
from probes.protocols.database_tls import Protection
from probes.protocols.mysql_session import ServerError
from probes.result import ProbeFailure, Reason

WRONG_LOGIN = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "the server refused user name or password",
    "check both, and that the user may log in from this service's address: 'user'@'host' is one account of several",
    "authConfig.password",
)
NO_PASSWORD = Diagnosis(
    Reason.CREDENTIAL_MISSING,
    "the server wants a password, and the connector has none",
    "give authConfig.password",
    "authConfig.password",
)
IN_CLEAR = "; a user made with REQUIRE SSL is refused in the same words: then set sslMode to verify-full or require"
NO_CERTIFICATE = "; a user made with REQUIRE X509 needs a client certificate too"

LOGIN_EXPIRED = Diagnosis(
    Reason.CREDENTIAL_EXPIRED,
    "the password of {user} has expired",
    "set a new one: ALTER USER '{user}' IDENTIFIED BY '…'",
    "authConfig.password",
)
ACCOUNT_LOCKED = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "the account of {user} is locked",
    "unlock it: ALTER USER '{user}' ACCOUNT UNLOCK",
    "authConfig.username",
)
BUSY = Diagnosis(
    Reason.RATE_LIMITED,
    "the server has no free connection for this user",
    "try again later, or raise max_connections or the user's limits",
    "config.host",
)
NO_TABLE = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "the table {table} does not exist",
    "check the name, capitals included; database.table names one of another database",
    "config.table",
)
NO_SELECT = Diagnosis(
    Reason.PERMISSION_DENIED,
    "the user may not read {table}",
    "GRANT SELECT on {table} TO '{user}'",
    "config.table",
)
TOO_SLOW = Diagnosis(
    Reason.TIMEOUT,
    "the server did not finish the query in time",
    "if this is a view, its query is too slow to be tested; otherwise look for locks",
    "config.table",
)
STOPPING = Diagnosis(
    Reason.PEER_ERROR, "the server is shutting down or offline", "try again when it runs again", "config.host"
)

MEANINGS: DiagnosisTable[int] = DiagnosisTable(
    {
        1045: WRONG_LOGIN,
        1698: WRONG_LOGIN,
        1130: Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "the server lets nobody log in from this service's address",
            "create the user for this address: CREATE USER '{user}'@'…'",
            "authConfig.username",
        ),
        1129: Diagnosis(
            Reason.PEER_ERROR,
            "the server blocks this service's address after too many broken connections",
            "unblock it: TRUNCATE TABLE performance_schema.host_cache, or FLUSH HOSTS",
            "config.host",
        ),
        1820: LOGIN_EXPIRED,
        1862: LOGIN_EXPIRED,
        3118: ACCOUNT_LOCKED,
        4151: ACCOUNT_LOCKED,
        3955: Diagnosis(
            Reason.RATE_LIMITED,
            "the account of {user} is locked for a while after too many wrong passwords",
            "correct the password and wait, or unlock it: ALTER USER '{user}' ACCOUNT UNLOCK",
            "authConfig.password",
        ),
        3159: Diagnosis(
            Reason.TLS_REQUIRED,
            "the server takes connections only over TLS",
            "set sslMode to verify-full, or to require",
            "config.sslMode",
        ),
        1251: Diagnosis(
            Reason.UNSUPPORTED,
            "the server asks for an authentication that this service does not speak",
            "let the user log in with caching_sha2_password or mysql_native_password",
            "authMethod",
        ),
        1040: BUSY,
        1203: BUSY,
        1226: BUSY,
        1044: Diagnosis(
            Reason.PERMISSION_DENIED,
            "the user may not use the database {database}, if it exists",
            "GRANT SELECT ON `{database}`.* TO '{user}'",
            "config.database",
        ),
        1049: Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            "the database {database} does not exist",
            "check the name, capitals included",
            "config.database",
        ),
        1102: Diagnosis(
            Reason.RESOURCE_NOT_FOUND, "{database} is no name of a database", "check the name", "config.database"
        ),
        1146: NO_TABLE,
        1103: NO_TABLE,
        1142: NO_SELECT,
        1143: NO_SELECT,
        1356: Diagnosis(
            Reason.PERMISSION_DENIED,
            "the view {table} cannot be read",
            "its definer lacks a right, or a table it reads is gone: SHOW CREATE VIEW tells",
            "config.table",
        ),
        1205: TOO_SLOW,
        1317: TOO_SLOW,
        1969: TOO_SLOW,
        3024: TOO_SLOW,
        1043: Diagnosis(
            Reason.PROTOCOL_MISMATCH,
            "the server did not understand the login",
            "check that the port is MySQL's, and any proxy in between",
            "config.port",
        ),
        1053: STOPPING,
        3032: STOPPING,
    },
    fallback=Diagnosis(
        Reason.PEER_ERROR, "the server answered with an error", "look into the server's log", "config.host"
    ),
)


def diagnosed(error: ServerError, database: DatabaseTarget, protection: Protection) -> ProbeFailure:
    """The failure that an ERR packet means. The server's own words follow ours, scrubbed."""
    return explained(_meaning(error, database, protection), f"{error.words} (error {error.number})", database)


def _meaning(error: ServerError, database: DatabaseTarget, protection: Protection) -> Diagnosis:
    found = MEANINGS.look_up(error.number)
    if found is not WRONG_LOGIN:
        return found
    if database.password is None and database.certificate is None:
        return NO_PASSWORD
    if protection in (Protection.CLEAR, Protection.CLEAR_BY_CHOICE):
        return replace(found, hint=f"{found.hint}{IN_CLEAR}")
    if database.certificate is None:
        return replace(found, hint=f"{found.hint}{NO_CERTIFICATE}")
    return found
