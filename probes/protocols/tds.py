"""Tests SQL Server and what speaks its protocol: TLS, login, the database, a query, the table that is named."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from probes.egress.dial import Dialer
from probes.protocols.database_target import DatabaseTarget, database_target, missing
from probes.protocols.database_tls import Upgrade, encrypted, failed_step
from probes.protocols.peer_stream import PeerStream
from probes.protocols.ssh_tunnel import bastion_of, through
from probes.protocols.tds_errors import MEANINGS, NO_DATABASE, diagnosed
from probes.protocols.tds_login import Login, login7
from probes.protocols.tds_tls import StrictUpgrade, TdsUpgrade
from probes.protocols.tds_token import principal_of, token_of, wants_token
from probes.protocols.tds_wire import (
    ENCRYPT_NOT_SUPPORTED,
    ENCRYPT_ON,
    ENCRYPT_REQUIRED,
    ENCRYPTION,
    FEDAUTH_REQUIRED,
    LOGIN7,
    PRELOGIN,
    SQL_BATCH,
    ServerError,
    prelogin,
    prelogin_options,
    read_reply,
    receive,
    send,
)
from probes.result import Finding, ProbeFailure, Reason, StepName, Trace
from probes.target import ProbeContext, Target

PORT = 1433
SCHEMES = ("mssql", "sqlserver")
METHODS = ("access_key", "password", "entra_application")
MAX_ROUTES = 2
ROW = "SELECT TOP 1 1 AS one FROM {table}"
VISIBLE_TABLE = "SELECT TOP 1 1 AS one FROM INFORMATION_SCHEMA.TABLES"
# Transaction descriptor 0 and one outstanding request: [MS-TDS] §2.2.5.3
ALL_HEADERS = struct.pack("<IIHQI", 22, 18, 2, 0, 1)


@dataclass(frozen=True, slots=True)
class Session:
    """A connection after PRELOGIN, and what the server asked for there."""

    stream: PeerStream
    upgrade: Upgrade
    echo: bool

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stream.close()


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves, in this order: TLS, that the server accepts the credentials, the database, a row of the table."""
    trace = context.trace
    with trace.step(StepName.CONFIG):
        principal = principal_of(target) if wants_token(target) else None
        database = _wanted(target, principal)
        upgrade = (StrictUpgrade if target.parameters.get("strictEncryption") else TdsUpgrade)(database, context)
        bastion = bastion_of(target)
    upgrade.begin()
    token = token_of(principal, str(target.parameters["authority"]), context) if principal else None
    login = Login(database.host, database.database, "" if token else database.username, database.password or "", token)
    with through(bastion, context) as reach, ExitStack() as opened:
        session = opened.enter_context(_connected(database, reach, upgrade, by_token=bool(token)))
        with trace.step(StepName.AUTHENTICATE), _diagnosed(database, token):
            session, refused = _log_in(session, login, database, reach, opened)
        with trace.step(StepName.AUTHORIZE), _diagnosed(database, token):
            if refused:
                raise refused
        with trace.step(StepName.RESOURCE) as note, _diagnosed(database, token):
            seen = _read(session, database)
            note.message = f"logged in and read {database.table or database.database or 'the catalogue'}"
    return Finding(note.message, warning=None if seen else database.nothing_seen)


def _wanted(target: Target, principal: Mapping[str, str] | None) -> DatabaseTarget:
    """An application stands as the user in what is said of it."""
    needs = () if principal else ("username",)
    database = database_target(target, schemes=SCHEMES, default_port=PORT, needs=needs, methods=METHODS)
    if principal:
        return replace(database, username=principal["clientId"], password=None)
    if database.password is None:
        raise missing("authConfig.password", "password", "give authConfig.password")
    return database


def _connected(database: DatabaseTarget, context: ProbeContext, upgrade: Upgrade, *, by_token: bool) -> Session:
    def attempt(dialer: Dialer, upgrade: Upgrade) -> Session:
        stream = PeerStream(dialer.connect(database.host, database.port, field=database.host_field), "SQL Server")
        try:
            return _prelogin(stream, upgrade, context.trace, by_token=by_token)
        except BaseException:
            stream.close()
            raise

    return encrypted(database, context, attempt, upgrade)


def _prelogin(stream: PeerStream, upgrade: Upgrade, trace: Trace, *, by_token: bool) -> Session:
    strict, wanted = isinstance(upgrade, StrictUpgrade), upgrade.policy.wanted
    if strict and wanted:
        upgrade.start(stream, announced=False)
    ask = ENCRYPT_ON if wanted else ENCRYPT_NOT_SUPPORTED
    with failed_step(trace, StepName.TLS if wanted and not strict else StepName.AUTHENTICATE):
        send(stream, PRELOGIN, prelogin(ask, fed_auth=by_token))
        try:
            options = prelogin_options(receive(stream))
        except (struct.error, ValueError, IndexError):
            raise stream.stranger() from None
        offered = (options.get(ENCRYPTION) or b"\2")[0]
        if not wanted and offered in (ENCRYPT_REQUIRED, ENCRYPT_ON):
            raise ProbeFailure(
                Reason.TLS_REQUIRED,
                "the server takes connections only over TLS",
                field="config.sslMode",
                hint="set sslMode to verify-full, or to require",
            )
        if wanted and not strict and offered == ENCRYPT_NOT_SUPPORTED:
            upgrade.refused()
    if wanted and not strict and offered != ENCRYPT_NOT_SUPPORTED:
        upgrade.start(stream)
    return Session(stream, upgrade, echo=options.get(FEDAUTH_REQUIRED) == b"\1")


def _log_in(
    session: Session, login: Login, database: DatabaseTarget, context: ProbeContext, opened: ExitStack
) -> tuple[Session, ServerError | None]:
    """The session, and why its database cannot be opened: that is said to who has proven who he is.

    Azure sends a login on to the node that has the database: [MS-TDS] §2.2.7.9, Routing.
    """
    for _ in range(1 + MAX_ROUTES):
        if login.token is None and not session.upgrade.protection.may_show_password:
            raise session.upgrade.protection.refusal()
        strict = isinstance(session.upgrade, StrictUpgrade)
        send(session.stream, LOGIN7, login7(login, strict=strict, echo=session.echo))
        reply = read_reply(session.stream)
        error = ServerError(tuple(reply.errors)) if reply.errors else None
        if error and any(MEANINGS.rows.get(number) is NO_DATABASE for number in error.numbers):
            return session, error
        if error and not reply.logged_in:
            raise error
        if not reply.logged_in:
            raise session.stream.stranger()
        if reply.routed is None:
            return session, None
        host, port = reply.routed
        there = replace(database, host=host.partition("\\")[0], port=port)
        aside = replace(context, trace=Trace(), dialer=context.dialer.aside(Trace()))
        session = _connected(there, aside, type(session.upgrade)(there, aside), by_token=login.token is not None)
        opened.enter_context(session)
        login = replace(login, host=host)
    raise ProbeFailure(
        Reason.PEER_ERROR,
        "the server sends the login on, and on again",
        field="config.host",
        hint="check that host is the server's own name",
    )


def _read(session: Session, database: DatabaseTarget) -> int:
    query = ROW.format(table=_quoted(database.table)) if database.table else VISIBLE_TABLE
    send(session.stream, SQL_BATCH, ALL_HEADERS + query.encode("utf-16-le"))
    reply = read_reply(session.stream)
    if reply.errors:
        raise ServerError(tuple(reply.errors))
    return reply.rows


@contextmanager
def _diagnosed(database: DatabaseTarget, token: str | None) -> Iterator[None]:
    try:
        yield
    except ServerError as error:
        # A token is as secret as a password: what the server says of it is scrubbed alike.
        known = replace(database, password=token) if token else database
        raise diagnosed(error, known, by_token=token is not None) from None


def _quoted(table: str) -> str:
    return ".".join("[" + part.replace("]", "]]") + "]" for part in table.split("."))
