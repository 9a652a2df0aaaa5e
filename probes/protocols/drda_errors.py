"""What DRDA's reply messages and Db2's SQLSTATEs mean for a connector.

SECCHKCD: https://publications.opengroup.org/c114 ; SQLSTATE: https://www.ibm.com/docs/en/db2/11.5?topic=messages-sqlstate
"""

from __future__ import annotations

from probes.diagnosis import Diagnosis, DiagnosisTable
from probes.protocols.drda_wire import RDBATHRM, RDBNFNRM
from probes.result import Reason

WRONG_LOGIN = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "the server refused user name or password",
    "check both, as the server's own system or LDAP knows them",
    "authConfig.password",
)
SECURITY: DiagnosisTable[int] = DiagnosisTable(
    {
        0x01: Diagnosis(
            Reason.UNSUPPORTED,
            "the server takes no user name and password in readable form",
            "set AUTHENTICATION (or SRVCON_AUTH) of the instance to SERVER, and use TLS",
            "authMethod",
        ),
        0x0E: Diagnosis(
            Reason.CREDENTIAL_EXPIRED, "the password of {user} has expired", "set a new one", "authConfig.password"
        ),
        0x0F: WRONG_LOGIN,
        0x10: WRONG_LOGIN,
        0x12: WRONG_LOGIN,
        0x13: WRONG_LOGIN,  # an unknown user; Derby says it of a wrong password too
        0x14: Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "the user {user} is locked or revoked",
            "have it unlocked on the server's system",
            "authConfig.username",
        ),
    },
    fallback=WRONG_LOGIN,
)
NO_DATABASE = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "the server has no database {database}",
    "check the name: LIST DATABASE DIRECTORY on the server tells it",
    "config.database",
)
NO_ACCESS = Diagnosis(
    Reason.PERMISSION_DENIED,
    "the user may not connect to the database {database}",
    "GRANT CONNECT ON DATABASE TO USER {user}",
    "config.database",
)
BUSY = Diagnosis(
    Reason.RATE_LIMITED,
    "the server takes no more connections",
    "try again later, or raise max_connections or MAXAPPLS",
    "config.host",
)
OTHER = Diagnosis(Reason.PEER_ERROR, "the server answered with an error", "look into db2diag.log", "config.host")
REFUSALS: DiagnosisTable[int] = DiagnosisTable({RDBNFNRM: NO_DATABASE, RDBATHRM: NO_ACCESS}, fallback=OTHER)
STATES: DiagnosisTable[str] = DiagnosisTable(
    {
        "42705": NO_DATABASE,
        "08004": NO_DATABASE,
        "42502": NO_ACCESS,
        "08001": BUSY,
        "57030": BUSY,
        "57020": Diagnosis(
            Reason.PEER_ERROR, "the database {database} is not active", "ACTIVATE DATABASE", "config.database"
        ),
        "57019": Diagnosis(Reason.PEER_ERROR, "the instance is not started", "db2start; then try again", "config.host"),
    },
    fallback=OTHER,
)
