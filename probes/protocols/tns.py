"""Tests Oracle's listener: TLS, and that it knows the service. The login itself is not tested, and the result says so.

TNS is not published by Oracle; the packets here are those of its own driver in its thin mode, python-oracledb
(https://github.com/oracle/python-oracledb, src/oracledb/impl/thin/messages/connect.pyx). The login that follows needs
Oracle's table of data types and its own verifiers, which this probe does not speak.
"""

from __future__ import annotations

import re
import struct
from contextlib import closing
from dataclasses import replace
from typing import Any

from probes.diagnosis import Diagnosis, DiagnosisTable
from probes.protocols.database_errors import explained
from probes.protocols.database_target import DatabaseTarget, database_target, text_of
from probes.protocols.database_tls import Upgrade, failed_step
from probes.protocols.direct_tls import first_words, opened
from probes.protocols.peer_stream import PeerStream
from probes.protocols.ssh_tunnel import bastion_of, through
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

PORT = 1521
SCHEMES = ("oracle",)
PORTS_OF_TLS = (2484, 1522)  # Oracle's usual ones: TCPS, and Autonomous Database
CONNECT, ACCEPT, REFUSE, REDIRECT, DATA, RESEND = 1, 2, 4, 5, 6, 11
VERSION, OLDEST, SDU, CHARACTERISTICS = 319, 300, 8192, 0x4F98
SECURITY_IS_OFF = 0x84  # no native network encryption is asked for (TNS_NSI_NA_DISABLED), renegotiation is known
OFFSET, LONGEST_INSIDE, LONGEST = 74, 230, 32767
UNCHECKED = "The login is not tested: the listener knows the service, user name and password were not sent."

BUSY = Diagnosis(
    Reason.RATE_LIMITED,
    "the service has no free process or session",
    "try again later, or raise PROCESSES and SESSIONS",
    "config.host",
)
UNKNOWN = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "the listener knows no service {database}",
    "check the name: lsnrctl services lists them; a database that has just started registers within a minute",
    "config.serviceName",
)
# https://docs.oracle.com/en/error-help/db/
MEANINGS: DiagnosisTable[int] = DiagnosisTable(
    {
        12514: UNKNOWN,
        12504: UNKNOWN,
        12521: UNKNOWN,
        12505: Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            "the listener knows no SID {database}",
            "use serviceName instead: pluggable databases have no SID",
            "config.sid",
        ),
        12516: BUSY,
        12518: BUSY,
        12519: BUSY,
        12520: BUSY,
        12528: Diagnosis(
            Reason.PEER_ERROR,
            "the database {database} is starting, or closed to users",
            "try again when it is open: STARTUP, ALTER DATABASE OPEN",
            "config.serviceName",
        ),
        12526: Diagnosis(
            Reason.PEER_ERROR,
            "the database {database} is in restricted mode",
            "try again when ALTER SYSTEM DISABLE RESTRICTED SESSION was run",
            "config.serviceName",
        ),
        12529: Diagnosis(
            Reason.PERMISSION_DENIED,
            "the listener lets nobody from here reach the service {database}",
            "see its rules and access lists",
            "config.host",
        ),
    },
    fallback=Diagnosis(
        Reason.PEER_ERROR, "the listener refused the connection", "look into listener.log", "config.host"
    ),
)


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves TLS, where it is asked for, and that the listener hands us on to the service."""
    with context.trace.step(StepName.CONFIG):
        database, by_sid = _wanted(target)
        upgrade = Upgrade(database, context)
        bastion = bastion_of(target)
    upgrade.begin()
    with through(bastion, context) as reach:
        stream, _upgrade = opened(database, reach, upgrade, "Oracle")
        with closing(stream), failed_step(context.trace, StepName.AUTHENTICATE), first_words(stream):
            _ask(stream, database, by_sid=by_sid)
    return Finding(f"the listener knows {database.database}", warning=UNCHECKED)


def _wanted(target: Target) -> tuple[DatabaseTarget, bool]:
    """The database's name is that of the service, or the SID."""
    given: dict[str, Any] = dict(target.parameters)
    sid, service = text_of(given, "sid"), text_of(given, "serviceName")
    if sid and service:
        raise ProbeFailure(
            Reason.INVALID_CONFIG,
            "serviceName and sid are both given",
            field="config.sid",
            hint="remove one of the two; serviceName is the usual one",
        )
    if not given.get("sslMode"):
        given["sslMode"] = "verify-full" if given.get("port") in PORTS_OF_TLS else "disable"
    known = replace(target, parameters=given | {"database": service or sid})
    database = database_target(known, schemes=SCHEMES, default_port=PORT, needs=())
    if not database.database:
        raise ProbeFailure(
            Reason.INVALID_CONFIG,
            "the name of the service is missing",
            field="config.serviceName",
            hint="give config.serviceName, or config.sid",
        )
    return database, bool(sid)


def _ask(stream: PeerStream, database: DatabaseTarget, *, by_sid: bool) -> None:
    """Raises ProbeFailure unless the listener accepts, or sends us on to the node that has the service."""
    packet = _connect(database, by_sid=by_sid)
    for _ in range(2):
        stream.sendall(packet)
        kind, body = _receive(stream)
        if kind in (ACCEPT, REDIRECT):
            return
        if kind == REFUSE:
            said = body[4:].decode("latin-1")
            found = re.search(r"\(ERR(?:OR)?=(\d{1,6})\)", said)
            code = int(found[1]) if found else 0
            raise explained(MEANINGS.look_up(code), f"ORA-{code:05d}" if code else said, database)
        if kind != RESEND:
            raise stream.stranger()
    raise stream.stranger()


def _receive(stream: PeerStream) -> tuple[int, bytes]:
    """The type and body of the next packet: its length is of two bytes until a version was accepted."""
    size, _checksum, kind, _flags, _header = struct.unpack(">HHBBH", stream.read(8))
    if not 8 <= size <= LONGEST or kind not in (ACCEPT, REFUSE, REDIRECT, RESEND):
        raise stream.stranger()
    return kind, stream.read(size - 8)


def _connect(database: DatabaseTarget, *, by_sid: bool) -> bytes:
    """The grammar of the fields leaves no parenthesis or sign that could end a value."""
    name = f"{'SID' if by_sid else 'SERVICE_NAME'}={database.database}"
    client = "(CID=(PROGRAM=connector-service)(HOST=connector-service)(USER=probe))"
    address = f"(ADDRESS=(PROTOCOL=tcp)(HOST={database.host})(PORT={database.port}))"
    data = f"(DESCRIPTION={address}(CONNECT_DATA=({name}){client}))".encode()
    head = struct.pack(">HHHHHH", VERSION, OLDEST, 1, SDU, SDU, CHARACTERISTICS)
    head += struct.pack(">HHHHIBB", 0, 1, len(data), OFFSET, 0, SECURITY_IS_OFF, SECURITY_IS_OFF)
    head += b"\0" * 24 + struct.pack(">IIII", SDU, SDU, 0, 0)
    if len(data) <= LONGEST_INSIDE:
        return _packet(CONNECT, head + data)
    return _packet(CONNECT, head) + _packet(DATA, b"\0\0" + data)


def _packet(kind: int, body: bytes) -> bytes:
    return struct.pack(">HHBBH", 8 + len(body), 0, kind, 0, 0) + body
