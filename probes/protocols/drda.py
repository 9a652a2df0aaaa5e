"""Tests Db2, and what speaks DRDA: TLS, login, that the database opens. No query: the login is what is proven."""

from __future__ import annotations

import struct
from contextlib import closing

from probes.diagnosis import Diagnosis
from probes.protocols import drda_wire as wire
from probes.protocols.database_errors import explained
from probes.protocols.database_target import DatabaseTarget, database_target, missing
from probes.protocols.database_tls import Upgrade
from probes.protocols.direct_tls import first_words, opened
from probes.protocols.drda_errors import REFUSALS, SECURITY, STATES
from probes.protocols.peer_stream import PeerStream
from probes.protocols.ssh_tunnel import bastion_of, through
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

PORT = 50000
SCHEMES = ("db2",)


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves, in this order: TLS, that the server accepts the credentials, that the database opens."""
    trace = context.trace
    with trace.step(StepName.CONFIG):
        database = database_target(target, schemes=SCHEMES, default_port=PORT, needs=("database", "username"))
        if database.password is None:
            raise missing("authConfig.password", "password", "give authConfig.password")
        login = _login(database)
        upgrade = Upgrade(database, context)
        bastion = bastion_of(target)
    upgrade.begin()
    with through(bastion, context) as reach:
        stream, upgrade = opened(database, reach, upgrade, "Db2")
        with closing(stream):
            with trace.step(StepName.AUTHENTICATE) as note, first_words(stream):
                if not upgrade.protection.may_show_password:
                    raise upgrade.protection.refusal()
                note.message = _log_in(stream, database, login)
            with trace.step(StepName.AUTHORIZE) as note:
                _open(stream, database)
                note.message = f"logged in and opened {database.database}"
    return Finding(note.message)


def _login(database: DatabaseTarget) -> bytes:
    """SECCHK. Raises ProbeFailure INVALID_CONFIG for what EBCDIC has no character for."""
    try:
        return wire.ddm(
            wire.SECCHK,
            wire.number(wire.SECMEC, wire.USER_AND_PASSWORD),
            wire.database_name(database.database),
            wire.text(wire.USRID, database.username),
            wire.text(wire.PASSWORD, database.password or ""),
        )
    except UnicodeEncodeError:
        raise ProbeFailure(
            Reason.INVALID_CONFIG,
            "user name, password or database holds a character that Db2's login has none for (EBCDIC)",
            field="authConfig.password",
            hint="use Latin letters, digits and the usual signs",
        ) from None


def _log_in(stream: PeerStream, database: DatabaseTarget, login: bytes) -> str:
    levels = {wire.AGENT: 7, wire.SQLAM: 7, wire.RDB: 7, wire.SECMGR: 7, wire.CMNTCPIP: 5}
    hello = wire.ddm(
        wire.EXCSAT,
        wire.text(wire.EXTNAM, wire.NAME),
        wire.text(wire.SRVNAM, "connectors"),
        wire.text(wire.SRVRLSLV, "1"),
        wire.ddm(wire.MGRLVLLS, *(struct.pack(">HH", *pair) for pair in levels.items())),
        wire.text(wire.SRVCLSNM, "QDB2"),
    )
    security = wire.ddm(
        wire.ACCSEC,
        wire.number(wire.SECMEC, wire.USER_AND_PASSWORD),
        wire.database_name(database.database),
    )
    replies = wire.ask(stream, hello, security)
    if replies[0].code != wire.EXCSATRD:
        raise stream.stranger()
    _check_method(replies, stream, database)
    replies = wire.ask(stream, login)
    answer = _only(replies, wire.SECCHKRM, stream, database)
    code = _parts(answer, stream).get(wire.SECCHKCD, b"\xff")
    if code != b"\0":
        raise explained(SECURITY.look_up(code[0]), f"SECCHKCD 0x{code.hex()}", database)
    return f"logged in as {database.username}"


def _check_method(replies: list[wire.Reply], stream: PeerStream, database: DatabaseTarget) -> None:
    answer = _only(replies[1:], wire.ACCSECRD, stream, database)
    parts = _parts(answer, stream)
    offered = parts.get(wire.SECMEC, b"")
    methods = struct.unpack(f">{len(offered) // 2}H", offered[: len(offered) // 2 * 2])
    if wire.SECCHKCD in parts or wire.USER_AND_PASSWORD not in methods:
        said = f"it offers the mechanisms {', '.join(map(str, methods)) or 'none'}"
        raise explained(SECURITY.rows[1], said, database)


def _open(stream: PeerStream, database: DatabaseTarget) -> None:
    codes = ((wire.CCSIDSBC, wire.UTF_8), (wire.CCSIDDBC, wire.UCS_2), (wire.CCSIDMBC, wire.UTF_8))
    command = wire.ddm(
        wire.ACCRDB,
        wire.number(wire.RDBACCCL, wire.SQLAM),
        wire.text(wire.PRDID, wire.PRODUCT),
        wire.text(wire.TYPDEFNAM, "QTDSQLASC"),
        wire.ddm(wire.CRRTKN, b"NF000001.A001".ljust(19, b"\0")),
        wire.database_name(database.database),
        wire.ddm(wire.TYPDEFOVR, *(wire.number(code, value) for code, value in codes)),
    )
    _only(wire.ask(stream, command), wire.ACCRDBRM, stream, database)


def _only(replies: list[wire.Reply], wanted: int, stream: PeerStream, database: DatabaseTarget) -> wire.Reply:
    """The reply that was hoped for. Raises ProbeFailure: what the server says instead."""
    if not replies:
        raise stream.stranger()
    found = next((reply for reply in replies if reply.code == wanted), None)
    if found:
        return found
    state = next((_state(reply.body) for reply in replies if reply.code == wire.SQLCARD), "")
    refusal = replies[0].code
    meaning: Diagnosis = STATES.rows.get(state) or REFUSALS.look_up(refusal)
    raise explained(meaning, f"reply 0x{refusal:04x}{f', SQLSTATE {state}' if state else ''}", database)


def _state(card: bytes) -> str:
    """SQLCARD: a flag, SQLCODE in the server's byte order, SQLSTATE in the server's code."""
    raw = card[5:10]
    words = raw.decode("latin-1") if raw.isalnum() else raw.decode(wire.EBCDIC)
    return words if words.isalnum() else ""


def _parts(reply: wire.Reply, stream: PeerStream) -> dict[int, bytes]:
    try:
        return dict(reply.parts())
    except (struct.error, ValueError):
        raise stream.stranger() from None
