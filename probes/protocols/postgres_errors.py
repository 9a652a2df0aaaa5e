"""What PostgreSQL's SQLSTATEs mean for a connector: https://www.postgresql.org/docs/current/errcodes-appendix.html"""

from __future__ import annotations

from collections.abc import Mapping

from probes.diagnosis import Diagnosis, DiagnosisTable
from probes.protocols.database_errors import explained
from probes.protocols.database_target import DatabaseTarget
from probes.protocols.database_tls import Protection
from probes.result import ProbeFailure, Reason, StepName

LOG_IN, USE, READ = StepName.AUTHENTICATE, StepName.AUTHORIZE, StepName.RESOURCE

OTHER = Diagnosis(
    Reason.PEER_ERROR,
    "the server answered with an error",
    "look into the server's log",
    "config.host",
)
TLS_WANTED = Diagnosis(
    Reason.TLS_REQUIRED,
    "the server lets this user in only over TLS",
    "set sslMode to verify-full, or to require",
    "config.sslMode",
)
CERTIFICATE_WANTED = Diagnosis(
    Reason.CREDENTIAL_MISSING,
    "the server wants a TLS client certificate",
    "give clientCertificate and clientKey of a certificate that the server trusts",
    "authConfig.clientCertificate",
)
BINDING_BROKEN = Diagnosis(
    Reason.TLS_UNTRUSTED,
    "TLS ends somewhere between this service and the server, and the server noticed (SCRAM channel binding)",
    "connect to the server itself, or find out what it is that sits in between",
    "config.host",
)

# By SQLSTATE and step; None is any step. Message and hint may name {user}, {database} and {table}.
MEANINGS: DiagnosisTable[tuple[str, StepName | None]] = DiagnosisTable(
    {
        ("28P01", None): Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "the server refused user name or password",
            "check both; the server says the same of a user that does not exist and of a password past its VALID UNTIL",
            "authConfig.password",
        ),
        ("28000", LOG_IN): Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "the server does not let this user log in from here",
            "add a line to pg_hba.conf for user {user}, database {database} and this service's address",
            "authConfig.username",
        ),
        ("28000", USE): Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "the role {user} does not exist or may not log in",
            'create it or let it log in: ALTER ROLE "{user}" LOGIN',
            "authConfig.username",
        ),
        ("3D000", None): Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            "the database {database} does not exist",
            "check the name, capitals included",
            "config.database",
        ),
        ("42501", USE): Diagnosis(
            Reason.PERMISSION_DENIED,
            "the user may not connect to the database {database}",
            'GRANT CONNECT ON DATABASE "{database}" TO "{user}"',
            "config.database",
        ),
        ("42501", READ): Diagnosis(
            Reason.PERMISSION_DENIED,
            "the user may not read {table}",
            'GRANT USAGE on its schema and GRANT SELECT ON {table} TO "{user}"',
            "config.table",
        ),
        ("42P01", None): Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            "the table {table} does not exist",
            "give it as schema.table; names made without quotes are in lower case",
            "config.table",
        ),
        ("3F000", None): Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            "the schema of {table} does not exist",
            "check the part before the dot; names made without quotes are in lower case",
            "config.table",
        ),
        ("42809", None): Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            "{table} is no table or view",
            "name something that SELECT can read",
            "config.table",
        ),
        ("53300", None): Diagnosis(
            Reason.RATE_LIMITED,
            "the server has no free connection",
            "try again later, or raise max_connections or the limit of the role or database",
            "config.host",
        ),
        ("57P03", None): Diagnosis(
            Reason.PEER_ERROR,
            "the server is starting up, shutting down or recovering",
            "try again in a minute; if it stays, look into the server's log",
            "config.host",
        ),
        ("57P01", None): Diagnosis(
            Reason.PEER_ERROR,
            "the server is being shut down",
            "try again when it runs again",
            "config.host",
        ),
        ("57014", None): Diagnosis(
            Reason.TIMEOUT,
            "the server did not finish the query in time",
            "if this is a view, its query is too slow to be tested; otherwise look for locks",
            "config.table",
        ),
        ("55000", USE): Diagnosis(
            Reason.PERMISSION_DENIED,
            "the database {database} does not accept connections",
            'an administrator turned that off (ALTER DATABASE "{database}" ALLOW_CONNECTIONS), or it is a template',
            "config.database",
        ),
        ("55P03", None): Diagnosis(
            Reason.PEER_ERROR,
            "{table} is locked",
            "try again when the lock is released",
            "config.table",
        ),
        ("0A000", None): Diagnosis(
            Reason.PROTOCOL_MISMATCH,
            "the server does not support what the probe asks",
            "check that this is PostgreSQL 9.5 or later, or speaks its protocol 3.0",
            "config.host",
        ),
    },
    fallback=OTHER,
)


def diagnosed(
    fields: Mapping[str, str], step: StepName, database: DatabaseTarget, protection: Protection
) -> ProbeFailure:
    """The failure that an ErrorResponse means at a step. The server's own words follow ours, scrubbed."""
    said = f"{fields.get('M', '')} (SQLSTATE {fields.get('C', '?')})"
    return explained(_meaning(fields, step, protection), said, database)


def _meaning(fields: Mapping[str, str], step: StepName, protection: Protection) -> Diagnosis:
    state, words = fields.get("C", ""), fields.get("M", "")
    # The text is the server's, in its language; without these words the general meaning stands.
    in_clear = protection in (Protection.CLEAR, Protection.CLEAR_BY_CHOICE)
    if state == "28000" and in_clear and ("no encryption" in words or "SSL off" in words):
        return TLS_WANTED
    if state == "28000" and "client certificate" in words:
        return CERTIFICATE_WANTED
    if state == "28000" and "channel binding" in words:
        return BINDING_BROKEN
    return MEANINGS.look_up((state, step), (state, None))
