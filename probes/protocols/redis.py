"""Tests Redis, Valkey and what speaks their protocol: TLS, login, the database, the key that is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

from probes.protocols.database_target import DatabaseTarget, database_target, missing
from probes.protocols.database_tls import Upgrade, failed_step
from probes.protocols.direct_tls import TLS_ALERT, first_words, opened
from probes.protocols.peer_stream import PeerStream
from probes.protocols.redis_errors import diagnosed
from probes.protocols.redis_wire import ServerError, Wire
from probes.protocols.ssh_tunnel import bastion_of, through
from probes.result import Finding, ProbeFailure, Reason, StepName, Trace
from probes.target import ProbeContext, Target

SCHEMES = ("redis", "rediss", "valkey", "valkeys")
OVER_TLS = ("rediss:", "valkeys:")
PORT = 6379
NO_KEY = "none"
ANSWERED = ("NOAUTH", "NOPERM")  # what a PING may be told before the login
SHORTEST = 0.05  # seconds: with less left it was silence that ended the exchange


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves, in this order: TLS, that the server accepts the credentials, the database, that the key is there."""
    with context.trace.step(StepName.CONFIG):
        database = _wanted(target)
        upgrade = Upgrade(database, context)
        bastion = bastion_of(target)
    upgrade.begin()
    with through(bastion, context) as reach:
        stream, upgrade = _opened(database, reach, upgrade)
        with closing(stream):
            wire = Wire(stream)
            with context.trace.step(StepName.AUTHENTICATE) as note, first_words(stream), _diagnosed(database):
                note.message = _log_in(wire, database, upgrade, context)
            with context.trace.step(StepName.AUTHORIZE), _diagnosed(database):
                _use(wire, database)
            with context.trace.step(StepName.RESOURCE) as note, _diagnosed(database):
                note.message = _read(wire, database)
    return Finding(note.message)


def _opened(database: DatabaseTarget, context: ProbeContext, upgrade: Upgrade) -> tuple[PeerStream, Upgrade]:
    """A server in clear text waits for ever for the end of a TLS handshake, which it takes for half a command: where
    TLS may be left out, it is asked in clear text first whether it speaks that. A PING tells it nothing."""
    if not upgrade.policy.wanted or upgrade.policy.needed:
        return opened(database, context, upgrade, "Redis")
    stream = PeerStream(context.dialer.connect(database.host, database.port, field=database.host_field), "Redis")
    try:
        Wire(stream).command("PING")
    except ServerError as error:
        if error.code not in ANSWERED:
            stream.close()
            with failed_step(context.trace, StepName.AUTHENTICATE):
                raise diagnosed(error, database) from None
    except ProbeFailure:
        stream.close()
        hung_up = not stream.first and context.remaining() > SHORTEST
        if not hung_up and not stream.first.startswith(TLS_ALERT):
            with failed_step(context.trace, StepName.AUTHENTICATE):
                raise
        return opened(database, replace(context, dialer=context.dialer.aside(Trace())), upgrade, "Redis")
    upgrade.refused()
    return stream, Upgrade(database, context, offered=False)


def _wanted(target: Target) -> DatabaseTarget:
    """`table` holds the key. A user name without a password is half a login."""
    parameters: dict[str, Any] = dict(target.parameters)
    if parameters.get("database") is not None:
        parameters["database"] = str(parameters["database"])
    given = str(parameters.get("connectionString", "")).lower()
    if given.startswith(OVER_TLS) and not parameters.get("sslMode"):
        parameters["sslMode"] = "verify-full"
    database = database_target(
        replace(target, parameters=parameters | {"table": parameters.get("key")}),
        schemes=SCHEMES,
        default_port=PORT,
        needs=(),
    )
    if database.database and not database.database.isdecimal():
        raise ProbeFailure(
            Reason.INVALID_CONFIG,
            "the database must be a number",
            field=database.database_field,
            hint="databases of Redis are numbered from 0",
        )
    if database.username and database.password is None and database.certificate is None:
        raise missing("authConfig.password", "password", "give authConfig.password")
    return database


def _log_in(wire: Wire, database: DatabaseTarget, upgrade: Upgrade, context: ProbeContext) -> str:
    password = database.password
    if password is None:
        wire.command("PING")
        if database.certificate is None:
            context.trace.warn("No credentials are given: what this server shows, it shows to anyone.")
        return "let in without a password"
    if not upgrade.protection.may_show_password:
        raise upgrade.protection.refusal()
    wire.command("AUTH", *([database.username] if database.username else []), password)
    return f"logged in as {database.username or 'default'}"


def _use(wire: Wire, database: DatabaseTarget) -> None:
    if int(database.database or 0):
        wire.command("SELECT", database.database)
    wire.command("PING")


def _read(wire: Wire, database: DatabaseTarget) -> str:
    if not database.table:
        return f"database {database.database or 0} holds {wire.command('DBSIZE')} keys"
    try:
        kind = wire.command("TYPE", database.table)
    except ServerError as error:
        if error.code != "MOVED":
            raise
        return f"{database.table} is kept by another node of the cluster"
    if kind == NO_KEY:
        raise ProbeFailure(
            Reason.RESOURCE_NOT_FOUND,
            f"there is no key {database.table} in database {database.database or 0}",
            field="config.key",
            hint="check the name, capitals included; keys that expire are gone by themselves",
        )
    return f"logged in and found {database.table}, a {kind}"


@contextmanager
def _diagnosed(database: DatabaseTarget) -> Iterator[None]:
    try:
        yield
    except ServerError as error:
        raise diagnosed(error, database) from None
