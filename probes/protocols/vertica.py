"""Tests Vertica: TLS, login, the database, a query, the table that is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager

from probes.diagnosis import Diagnosis, DiagnosisTable
from probes.egress.dial import Dialer
from probes.protocols.database_errors import explained
from probes.protocols.database_target import DatabaseTarget, database_target
from probes.protocols.database_tls import Upgrade, encrypted, failed_step
from probes.protocols.peer_stream import PeerStream
from probes.protocols.postgres_session import offers_tls
from probes.protocols.ssh_tunnel import bastion_of, through
from probes.protocols.vertica_session import ServerError, Session
from probes.result import Finding, Reason, StepName
from probes.target import ProbeContext, Target

PORT = 5433
SCHEMES = ("vertica",)
ROW = "SELECT 1 FROM {table} LIMIT 1"
VISIBLE_TABLE = "SELECT 1 FROM v_catalog.all_tables WHERE table_type = 'TABLE' LIMIT 1"

BUSY = Diagnosis(
    Reason.RATE_LIMITED,
    "the server has no free session for this user",
    "try again later, or raise MaxClientSessions",
    "config.host",
)
NO_TABLE = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "the table {table} does not exist",
    "check the name; give it as schema.table where its schema is not in the search path",
    "config.table",
)
# By SQLSTATE: https://docs.vertica.com/24.2.x/en/error-messages , and the classes that vertica-python maps.
MEANINGS: DiagnosisTable[str] = DiagnosisTable(
    {
        "28000": Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "the server refused user name or password",
            "check both; a locked user and one whom no authentication record lets in are refused alike",
            "authConfig.password",
        ),
        "3D000": Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            "the server has no database {database}",
            "check the name: SELECT name FROM databases",
            "config.database",
        ),
        "42501": Diagnosis(
            Reason.PERMISSION_DENIED,
            "the user may not read {table}",
            "GRANT USAGE on its schema and GRANT SELECT ON {table} TO {user}",
            "config.table",
        ),
        "42V01": NO_TABLE,
        "3F000": NO_TABLE,
        "53000": BUSY,
        "53300": BUSY,
        "57014": Diagnosis(
            Reason.TIMEOUT, "the server ended the query", "look for locks and resource pools", "config.table"
        ),
    },
    fallback=Diagnosis(
        Reason.PEER_ERROR, "the server answered with an error", "look into the server's log", "config.host"
    ),
)


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves, in this order: TLS, that the server accepts the credentials, the database, a row of the table."""
    trace = context.trace
    with trace.step(StepName.CONFIG):
        database = database_target(target, schemes=SCHEMES, default_port=PORT, needs=("database", "username"))
        upgrade = Upgrade(database, context)
        bastion = bastion_of(target)
    upgrade.begin()
    with through(bastion, context) as reach:

        def attempt(dialer: Dialer, upgrade: Upgrade) -> tuple[PeerStream, Upgrade]:
            return _connected(database, reach, dialer, upgrade)

        stream, upgrade = encrypted(database, reach, attempt, upgrade)
        with closing(stream):
            session = Session(stream, database)
            with trace.step(StepName.AUTHENTICATE), _diagnosed(database):
                remark = session.log_in(upgrade.protection)
            if remark:
                trace.warn(remark)
            with trace.step(StepName.AUTHORIZE), _diagnosed(database):
                session.rows("SELECT 1")
            with trace.step(StepName.RESOURCE) as note, _diagnosed(database):
                query = ROW.format(table=_quoted(database.table)) if database.table else VISIBLE_TABLE
                seen = session.rows(query)
                note.message = f"logged in and read {database.table or database.database}"
    return Finding(note.message, warning=None if seen else database.nothing_seen)


def _connected(
    database: DatabaseTarget, context: ProbeContext, dialer: Dialer, upgrade: Upgrade
) -> tuple[PeerStream, Upgrade]:
    stream = PeerStream(dialer.connect(database.host, database.port, field=database.host_field), "Vertica")
    try:
        if upgrade.policy.wanted:
            with failed_step(context.trace, StepName.TLS):
                offered = offers_tls(stream)
                if not offered:
                    upgrade.refused()
            if offered:
                upgrade.start(stream)
    except BaseException:
        stream.close()
        raise
    return stream, upgrade


@contextmanager
def _diagnosed(database: DatabaseTarget) -> Iterator[None]:
    try:
        yield
    except ServerError as error:
        fields: Mapping[str, str] = error.fields
        said = f"{fields.get('M', '')} (SQLSTATE {fields.get('C', '?')})"
        raise explained(MEANINGS.look_up(fields.get("C", "")), said, database) from None


def _quoted(table: str) -> str:
    return ".".join('"' + part.replace('"', '""') + '"' for part in table.split("."))
