"""Tests PostgreSQL and what speaks its protocol: TLS, login, the database, a query, the table that is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

from probes.egress.dial import Dialer
from probes.protocols.database_target import DatabaseTarget, database_target
from probes.protocols.database_tls import Upgrade, encrypted, failed_step
from probes.protocols.end_of_life import end_of_life_warning
from probes.protocols.peer_stream import PeerStream
from probes.protocols.postgres_errors import diagnosed
from probes.protocols.postgres_product import stranger_warning
from probes.protocols.postgres_session import ServerError, Session, offers_tls
from probes.protocols.ssh_tunnel import bastion_of, through
from probes.result import Finding, StepName
from probes.target import ProbeContext, Target

SCHEMES = ("postgresql", "postgres", "redshift", "cockroachdb", "yugabytedb", "greenplum", "timescaledb")
DEFAULT_PORTS = {"redshift": 5439, "cockroachdb": 26257, "yugabytedb": 5433}
# The others say which PostgreSQL they came from; Redshift 8.0.2.
POSTGRESQL_ITSELF = ("postgresql", "timescaledb")

# One transaction that cannot write, and nothing set beyond it: behind a pooler the session is someone else's next.
READ = "BEGIN READ ONLY; SET LOCAL statement_timeout = {milliseconds}; {query}; ROLLBACK"
ROW = "SELECT 1 FROM {table} LIMIT 1"
VISIBLE_TABLE = (
    "SELECT 1 FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema') LIMIT 1"
)


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves, in this order: TLS, that the server accepts the credentials, the database, a row of the table."""
    with context.trace.step(StepName.CONFIG):
        port = DEFAULT_PORTS.get(target.type_name, 5432)
        database = database_target(target, schemes=SCHEMES, default_port=port)
        upgrade = Upgrade(database, context)
        bastion = bastion_of(target)
    upgrade.begin()
    with through(bastion, context) as reach:
        stream, upgrade = encrypted(
            database, reach, lambda dialer, tls: _connect(database, context, dialer, tls), upgrade
        )
        with closing(stream), closing(_log_in(stream, database, upgrade, context)) as session:
            itself = target.type_name in POSTGRESQL_ITSELF
            if itself and (old := end_of_life_warning("PostgreSQL", session.server_version)):
                context.trace.warn(old)
            return _read(session, database, upgrade, context, target.type_name)


def _connect(
    database: DatabaseTarget, context: ProbeContext, dialer: Dialer, upgrade: Upgrade
) -> tuple[PeerStream, Upgrade]:
    sock = dialer.connect(database.host, database.port, field=database.host_field)
    stream = PeerStream(sock, "PostgreSQL")
    try:
        if upgrade.policy.wanted:
            _secure(stream, upgrade, context)
    except BaseException:
        stream.close()
        raise
    return stream, upgrade


def _secure(stream: PeerStream, upgrade: Upgrade, context: ProbeContext) -> None:
    with failed_step(context.trace, StepName.TLS):
        offered = offers_tls(stream)
        if not offered:
            upgrade.refused()
    if offered:
        upgrade.start(stream)


def _log_in(stream: PeerStream, database: DatabaseTarget, upgrade: Upgrade, context: ProbeContext) -> Session:
    """One exchange, two steps: the server judges the credentials, then whether they may use the database."""
    trace = context.trace
    with ExitStack() as running:
        at = StepName.AUTHENTICATE
        running.enter_context(trace.step(at))

        def authenticated(asked: bool) -> None:
            nonlocal at
            running.pop_all().close()
            at = StepName.AUTHORIZE
            running.enter_context(trace.step(at))
            if not asked and database.password is not None:
                trace.warn("The server did not ask for the password: it lets this user in without one.")

        try:
            return Session(stream, database, upgrade.protection, authenticated)
        except ServerError as error:
            raise diagnosed(error.fields, at, database, upgrade.protection) from None


def _read(
    session: Session, database: DatabaseTarget, upgrade: Upgrade, context: ProbeContext, type_name: str
) -> Finding:
    with context.trace.step(StepName.RESOURCE) as note:
        query = ROW.format(table=_quoted(database.table)) if database.table else VISIBLE_TABLE
        # Before our own deadline, so that it is the server who ends the query, and says so.
        milliseconds = max(1, int(context.remaining() * 900))
        with _diagnosed(StepName.RESOURCE, database, upgrade):
            rows = session.rows(READ.format(milliseconds=milliseconds, query=query))
            if strange := stranger_warning(type_name, session.rows):
                context.trace.warn(strange)
        note.message = f"logged in and read {database.table or database.database}"
    return Finding(note.message, warning=None if rows else database.nothing_seen)


@contextmanager
def _diagnosed(step: StepName, database: DatabaseTarget, upgrade: Upgrade) -> Iterator[None]:
    try:
        yield
    except ServerError as error:
        raise diagnosed(error.fields, step, database, upgrade.protection) from None


def _quoted(table: str) -> str:
    """The grammar of `table` leaves no quotation mark; doubling them all the same costs nothing."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in table.split("."))
