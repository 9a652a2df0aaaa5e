"""Tests Cassandra, ScyllaDB and what speaks CQL's native protocol: TLS, login, the keyspace, the table named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

from probes.protocols.cql_errors import diagnosed
from probes.protocols.cql_wire import ServerError, Wire
from probes.protocols.database_target import DatabaseTarget, database_target, missing
from probes.protocols.database_tls import Protection, Upgrade
from probes.protocols.direct_tls import first_words, opened
from probes.protocols.ssh_tunnel import bastion_of, through
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

PORT = 9042
SCHEMES = ("cassandra", "scylla", "scylladb")
# SASL's PLAIN under many names; what is not known to want something else is answered with it, as drivers do.
OTHERS = ("Kerberos", "Certificate", "MutualTls")
DSE_START = b"PLAIN-START"
ANY_TABLE = "SELECT table_name FROM system_schema.tables WHERE keyspace_name = '{keyspace}' LIMIT 1"
SERVER_ITSELF = "SELECT release_version FROM system.local"


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves, in this order: TLS, that the server accepts the credentials, the keyspace, a row of the table."""
    with context.trace.step(StepName.CONFIG):
        database = _wanted(target)
        upgrade = Upgrade(database, context)
        bastion = bastion_of(target)
    upgrade.begin()
    with through(bastion, context) as reach:
        stream, upgrade = opened(database, reach, upgrade, "Cassandra")
        with closing(stream):
            wire = Wire(stream)
            step = StepName.AUTHENTICATE
            with context.trace.step(step) as note, first_words(stream), _diagnosed(step, database):
                note.message = _log_in(wire, database, upgrade.protection)
            step = StepName.AUTHORIZE
            with context.trace.step(step), _diagnosed(step, database):
                wire.query(f"USE {_quoted(database.database)}" if database.database else SERVER_ITSELF)
            step = StepName.RESOURCE
            with context.trace.step(step) as note, _diagnosed(step, database):
                seen = wire.query(_question(database))
                note.message = f"logged in and read {database.table or database.database or 'system.local'}"
    return Finding(note.message, warning=None if seen else database.nothing_seen)


def _wanted(target: Target) -> DatabaseTarget:
    database = database_target(target, schemes=SCHEMES, default_port=PORT, needs=())
    if database.table and "." in database.table:
        keyspace, _dot, table = database.table.partition(".")
        database = replace(database, database=database.database or keyspace, table=f"{keyspace}.{table}")
    if database.table and not database.database:
        raise ProbeFailure(
            Reason.INVALID_CONFIG,
            "the table has no keyspace",
            field="config.database",
            hint="give config.database, or the table as keyspace.table",
        )
    if database.username and database.password is None:
        raise missing("authConfig.password", "password", "give authConfig.password")
    return database


def _log_in(wire: Wire, database: DatabaseTarget, protection: Protection) -> str:
    asked = wire.startup()
    if asked is None:
        return "the server asks nobody for a password"
    name = asked.rpartition(".")[2]
    if any(other in name for other in OTHERS):
        raise ProbeFailure(
            Reason.UNSUPPORTED,
            "the server asks for an authentication that this service does not speak",
            field="authMethod",
            hint="let the role log in with a password (PasswordAuthenticator)",
        )
    if database.password is None:
        raise missing("authConfig.password", "password, which the server asks for,", "give user name and password")
    if not protection.may_show_password:
        raise protection.refusal()
    plain = b"\0" + database.username.encode() + b"\0" + database.password.encode()
    challenge = wire.respond(b"PLAIN" if "Dse" in name else plain)
    if challenge is not None and challenge == DSE_START:
        challenge = wire.respond(plain)
    if challenge is not None:
        raise wire.stream.stranger()
    return f"logged in as {database.username}"


def _question(database: DatabaseTarget) -> str:
    if database.table:
        return f"SELECT * FROM {_quoted(database.table)} LIMIT 1"  # noqa: S608  # quoted; CQL's SELECT writes nothing
    if database.database:
        return ANY_TABLE.format(keyspace=database.database.replace("'", "''"))
    return SERVER_ITSELF


@contextmanager
def _diagnosed(step: StepName, database: DatabaseTarget) -> Iterator[None]:
    try:
        yield
    except ServerError as error:
        raise diagnosed(error, step, database) from None


def _quoted(name: str) -> str:
    return ".".join('"' + part.replace('"', '""') + '"' for part in name.split("."))
