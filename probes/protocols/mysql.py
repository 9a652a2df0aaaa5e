"""Tests MySQL and what speaks its protocol: TLS, login, the database, a query, the table that is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

from probes.egress.dial import Dialer
from probes.protocols.database_target import DatabaseTarget, database_target
from probes.protocols.database_tls import Upgrade, encrypted, failed_step
from probes.protocols.end_of_life import LAST_DAY, end_of_life_warning
from probes.protocols.mysql_errors import diagnosed
from probes.protocols.mysql_session import ServerError, Session
from probes.protocols.peer_stream import PeerStream
from probes.protocols.ssh_tunnel import bastion_of, through
from probes.result import Finding, StepName, Trace
from probes.target import ProbeContext, Target

SCHEMES = ("mysql", "mariadb", "tidb")
PORT, PORT_OF_TIDB = 3306, 4000

# Types whose servers name themselves in their version; MySQL's own names nobody.
OWN_NAMES = {"mariadb": "MariaDB", "tidb": "TiDB"}

ROW = "1 FROM {table} LIMIT 1"
VISIBLE_TABLE = "1 FROM information_schema.tables WHERE table_schema = DATABASE() LIMIT 1"
# Each server bounds a statement in its own way; the hint of the one is a comment to the other.
BOUNDED = {
    True: "SET STATEMENT max_statement_time = {seconds:.3f} FOR SELECT {what}",
    False: "SELECT /*+ MAX_EXECUTION_TIME({milliseconds}) */ {what}",
}


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves, in this order: TLS, that the server accepts the credentials, the database, a row of the table."""
    with context.trace.step(StepName.CONFIG):
        port = PORT_OF_TIDB if target.type_name == "tidb" else PORT
        database = database_target(target, schemes=SCHEMES, default_port=port)
        upgrade = Upgrade(database, context)
        bastion = bastion_of(target)
    upgrade.begin()

    def attempt(dialer: Dialer, upgrade: Upgrade) -> Session:
        return _log_in(database, context, dialer, upgrade)

    with through(bastion, context) as reach, closing(encrypted(database, reach, attempt, upgrade)) as session:
        _judge(session.server_version, target.type_name, context.trace)
        with context.trace.step(StepName.AUTHORIZE), _diagnosed(database, session.upgrade):
            session.use(database.database)
        with context.trace.step(StepName.RESOURCE) as note, _diagnosed(database, session.upgrade):
            # Before our own deadline, so that it is the server who ends the query, and says so.
            seen = _read(session, database, 0.9 * context.remaining())
            note.message = f"logged in and read {database.table or database.database}"
        return Finding(note.message, warning=None if seen else database.nothing_seen)


def _judge(version: str, type_name: str, trace: Trace) -> None:
    """Soft signals: a server past its end of life, and one of another product than the type's."""
    product = next((name for name in ("MariaDB", "TiDB") if name in version), "MySQL")
    if product in LAST_DAY and (old := end_of_life_warning(product, version)):
        trace.warn(old)
    if type_name in OWN_NAMES and OWN_NAMES[type_name] != product:
        trace.warn(f"The server says that it is {product}, not {OWN_NAMES[type_name]}: the rest of this test holds.")


def _log_in(database: DatabaseTarget, context: ProbeContext, dialer: Dialer, upgrade: Upgrade) -> Session:
    stream = PeerStream(dialer.connect(database.host, database.port, field=database.host_field), "MySQL")
    session = Session(stream, database, upgrade)
    trace = context.trace
    try:
        greeting = StepName.TLS if upgrade.policy.wanted else StepName.AUTHENTICATE
        with failed_step(trace, greeting), _diagnosed(database, upgrade):
            session.greet()
        with ExitStack() as running, _diagnosed(database, upgrade):
            session.log_in(lambda: _begin(running, trace))
    except BaseException:
        session.close()
        raise
    return session


def _begin(running: ExitStack, trace: Trace) -> None:
    """From here on it is the login that fails or passes; it ends with the stack."""
    running.enter_context(trace.step(StepName.AUTHENTICATE))


def _read(session: Session, database: DatabaseTarget, seconds: float) -> int:
    # TiDB refuses READ ONLY (its tidb_enable_noop_functions is off), and has no stored function that could write.
    if "TiDB" not in session.server_version:
        session.count("START TRANSACTION READ ONLY")
    what = ROW.format(table=_quoted(database.table)) if database.table else VISIBLE_TABLE
    statement = BOUNDED["MariaDB" in session.server_version]
    return session.count(statement.format(seconds=seconds, milliseconds=max(1, int(seconds * 1000)), what=what))


@contextmanager
def _diagnosed(database: DatabaseTarget, upgrade: Upgrade) -> Iterator[None]:
    try:
        yield
    except ServerError as error:
        raise diagnosed(error, database, upgrade.protection) from None


def _quoted(table: str) -> str:
    """The grammar of `table` leaves no backtick; doubling them all the same costs nothing."""
    return ".".join("`" + part.replace("`", "``") + "`" for part in table.split("."))
