"""Tests SAP HANA: TLS, login, a query, the table that is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from probes.diagnosis import Diagnosis, DiagnosisTable
from probes.protocols.database_errors import explained
from probes.protocols.database_target import DatabaseTarget, database_target, missing
from probes.protocols.database_tls import Upgrade
from probes.protocols.direct_tls import first_words, opened
from probes.protocols.hana_wire import ServerError, Wire
from probes.protocols.ssh_tunnel import bastion_of, through
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

PORT = 30015
SCHEMES = ("hana", "hdb")
LONGEST_NAME = 249
ROW = "SELECT 1 FROM {table} LIMIT 1"
NO_TABLE = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "the table {table} does not exist",
    "give it as SCHEMA.TABLE; names made without quotes are in capitals",
    "config.table",
)
# https://help.sap.com/docs/SAP_HANA_PLATFORM/4fe29514fd584807ac9f2a04f6754767/20a78d3275191014b41bae7c4a46d835.html
MEANINGS: DiagnosisTable[int] = DiagnosisTable(
    {
        10: Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "the server refused user name or password",
            "check both, and that the port is that of the tenant whose user it is",
            "authConfig.password",
        ),
        414: Diagnosis(
            Reason.CREDENTIAL_EXPIRED,
            "the password of {user} must be changed",
            "set a new one: ALTER USER {user} PASSWORD …",
            "authConfig.password",
        ),
        416: Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "the user {user} is locked",
            "ALTER USER {user} RESET CONNECT ATTEMPTS, or ACTIVATE",
            "authConfig.username",
        ),
        258: Diagnosis(
            Reason.PERMISSION_DENIED,
            "the user may not read {table}",
            "GRANT SELECT ON {table} TO {user}",
            "config.table",
        ),
        259: NO_TABLE,
        362: NO_TABLE,
    },
    fallback=Diagnosis(
        Reason.PEER_ERROR, "the server answered with an error", "look into the indexserver's trace", "config.host"
    ),
)


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves, in this order: TLS, that the server accepts the credentials, a query, a row of the table."""
    trace = context.trace
    with trace.step(StepName.CONFIG):
        database = _wanted(target)
        upgrade = Upgrade(database, context)
        bastion = bastion_of(target)
    upgrade.begin()
    with through(bastion, context) as reach:
        stream, _upgrade = opened(database, reach, upgrade, "HANA")
        with closing(stream):
            wire = Wire(stream)
            with trace.step(StepName.AUTHENTICATE), first_words(stream), _diagnosed(database):
                wire.greet()
                wire.log_in(database.username, database.password or "")
            with trace.step(StepName.AUTHORIZE), _diagnosed(database):
                wire.rows("SELECT 1 FROM DUMMY")
            with trace.step(StepName.RESOURCE) as note, _diagnosed(database):
                seen = wire.rows(ROW.format(table=_quoted(database.table) if database.table else "SYS.TABLES"))
                note.message = f"logged in and read {database.table or 'the catalogue'}"
    return Finding(note.message, warning=None if seen else database.nothing_seen)


def _wanted(target: Target) -> DatabaseTarget:
    database = database_target(target, schemes=SCHEMES, default_port=PORT, needs=("username",))
    if database.password is None:
        raise missing("authConfig.password", "password", "give authConfig.password")
    if len(database.username.encode()) > LONGEST_NAME:
        raise ProbeFailure(
            Reason.INVALID_CONFIG,
            "the user name is too long",
            field="authConfig.username",
            hint="HANA's names have at most 127 characters",
        )
    return database


@contextmanager
def _diagnosed(database: DatabaseTarget) -> Iterator[None]:
    try:
        yield
    except ServerError as error:
        said = f"{error.words} (error {error.code})"
        raise explained(MEANINGS.look_up(error.code), said, database) from None


def _quoted(table: str) -> str:
    return ".".join('"' + part.replace('"', '""') + '"' for part in table.split("."))
