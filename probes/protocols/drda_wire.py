"""DRDA, the protocol of Db2 (and of Apache Derby's network server), as far as a login needs it.

The Open Group, DRDA Version 5, Volume 3 (DDM): https://publications.opengroup.org/c114 ; code points and reply messages
as there. Names and texts travel in EBCDIC (CCSID 500) until both sides agree on something else, which we do not.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from probes.protocols.peer_stream import PeerStream

EBCDIC = "cp500"
MAGIC, REQUEST, CHAINED = 0xD0, 0x01, 0x40
EXCSAT, EXCSATRD, ACCSEC, ACCSECRD, SECCHK, SECCHKRM = 0x1041, 0x1443, 0x106D, 0x14AC, 0x106E, 0x1219
ACCRDB, ACCRDBRM, RDBNFNRM, RDBATHRM, RDBAFLRM, SQLCARD = 0x2001, 0x2201, 0x2211, 0x2203, 0x221A, 0x2408
EXTNAM, SRVNAM, SRVCLSNM, SRVRLSLV, MGRLVLLS = 0x115E, 0x116D, 0x1147, 0x115A, 0x1404
SECMEC, RDBNAM, USRID, PASSWORD, SECCHKCD, SRVDGN = 0x11A2, 0x2110, 0x11A0, 0x11A1, 0x11A4, 0x1153
RDBACCCL, CRRTKN, PRDID, TYPDEFNAM, TYPDEFOVR = 0x210F, 0x2135, 0x112E, 0x002F, 0x0035
CCSIDSBC, CCSIDDBC, CCSIDMBC, UTF_8, UCS_2 = 0x119C, 0x119D, 0x119E, 1208, 1200
AGENT, SQLAM, RDB, SECMGR, CMNTCPIP = 0x1403, 0x2407, 0x240F, 0x1440, 0x1474
USER_AND_PASSWORD = 3  # SECMEC USRIDPWD: both are readable
NAME_LENGTH = 18  # RDBNAM is padded to it
NAME = "connector-service probe"
PRODUCT = "DNC10150"  # an identifier of a product and its level, without which no server lets in: Derby's client's


@dataclass(frozen=True, slots=True)
class Reply:
    """One DDM object: its code point, and what is in it."""

    code: int
    body: bytes

    def parts(self) -> Mapping[int, bytes]:
        """Raises ValueError or struct.error where it has none."""
        return dict(_objects(self.body))


def ddm(code: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">HH", 4 + len(body), code) + body


def text(code: int, words: str) -> bytes:
    """Raises UnicodeEncodeError for what EBCDIC does not have."""
    return ddm(code, words.encode(EBCDIC))


def number(code: int, value: int) -> bytes:
    return ddm(code, struct.pack(">H", value))


def database_name(name: str) -> bytes:
    return text(RDBNAM, name.ljust(NAME_LENGTH))


def ask(stream: PeerStream, *commands: bytes) -> list[Reply]:
    """Sends commands as one chain; the replies up to the end of theirs. Raises ProbeFailure where they are none."""
    chain = b""
    for number_, command in enumerate(commands, start=1):
        form = REQUEST | (CHAINED if number_ < len(commands) else 0)
        chain += struct.pack(">HBBH", 6 + len(command), MAGIC, form, number_) + command
    stream.sendall(chain)
    replies: list[Reply] = []
    while True:
        size, magic, form, correlation = struct.unpack(">HBBH", stream.read(6))
        if magic != MAGIC or size < 10 or form & 0x0F not in (2, 3):
            raise stream.stranger()
        try:
            replies += [Reply(code, body) for code, body in _objects(stream.read(size - 6))]
        except (struct.error, ValueError):
            raise stream.stranger() from None
        if not form & CHAINED:
            return replies
        if correlation > len(commands) or len(replies) > 64:
            raise stream.stranger()


def _objects(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        size, code = struct.unpack_from(">HH", data, at)
        if not 4 <= size <= len(data) - at:
            raise ValueError("an object lies outside its message")
        yield code, data[at + 4 : at + size]
        at += size
