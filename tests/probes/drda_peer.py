"""A Db2 server, scripted from The Open Group's DRDA, Volume 3: https://publications.opengroup.org/c114"""

from __future__ import annotations

import struct

from tests.probes.wire_peer import DATABASE, PASSWORD, USER, Line

SECURITY_CODES = {"unknown": 0x13, "revoked": 0x14, "expired": 0x0E}


def ddm(code: int, body: bytes) -> bytes:
    return struct.pack(">HH", 4 + len(body), code) + body


def objects(data: bytes) -> dict[int, bytes]:
    found, at = {}, 0
    while at < len(data):
        size, code = struct.unpack_from(">HH", data, at)
        found[code] = data[at + 4 : at + size]
        at += size
    return found


def hear(line: Line) -> tuple[int, dict[int, bytes]]:
    """The code point of the next command, and its parts."""
    size, magic, _form, _number = struct.unpack(">HBBH", line.exactly(6))
    assert magic == 0xD0
    ((code, body),) = objects(line.exactly(size - 6)).items()
    return code, objects(body)


def say(line: Line, *replies: bytes) -> None:
    for number, reply in enumerate(replies, start=1):
        form = 2 | (0x50 if number < len(replies) else 0)
        line.say(struct.pack(">HBBH", 6 + len(reply), 0xD0, form, 1) + reply)


def card(state: str) -> bytes:
    return ddm(0x2408, b"\0" + struct.pack("<i", -1040) + state.encode() + b"SQLRI01F")


def serve(line: Line, *, mechanism: int = 3) -> None:
    code, parts = hear(line)
    assert code == 0x1041
    assert parts[0x1404][:4] == struct.pack(">HH", 0x1403, 7)
    code, parts = hear(line)
    assert (code, parts[0x11A2]) == (0x106D, b"\0\3")
    assert len(parts[0x2110]) == 18
    say(line, ddm(0x1443, ddm(0x115E, "db2".encode("cp500"))), ddm(0x14AC, ddm(0x11A2, struct.pack(">H", mechanism))))
    code, parts = hear(line)
    assert code == 0x106E
    user, password = parts[0x11A0].decode("cp500"), parts[0x11A1].decode("cp500")
    verdict = SECURITY_CODES.get(user, 0 if (user, password) == (USER, PASSWORD) else 0x0F)
    say(line, ddm(0x1219, ddm(0x1149, b"\0\0") + ddm(0x11A4, bytes([verdict]))))
    code, parts = hear(line)
    assert code == 0x2001
    assert parts[0x210F] == struct.pack(">H", 0x2407)
    name = parts[0x2110].decode("cp500").rstrip()
    if line.busy:
        say(line, ddm(0x221A, b""), card("57030"))
    elif name == "private":
        say(line, ddm(0x2203, b""))
    elif name != DATABASE:
        say(line, ddm(0x2211, b""))
    else:
        say(line, ddm(0x2201, b""))
    line.exactly(1)
