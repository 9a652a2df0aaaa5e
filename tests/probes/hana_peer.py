"""A HANA server, scripted from SAP's own client: https://github.com/SAP/PyHDB (pyhdb/auth.py, pyhdb/protocol)."""

from __future__ import annotations

import hashlib
import hmac
import struct

from tests.probes.wire_peer import CLOSED_TABLE, PASSWORD, TABLE, USER, Line

SALT, NONCE = b"s" * 16, b"n" * 48
CODES = {"locked": 416, "old": 414}


def fields(*values: bytes) -> bytes:
    return struct.pack("<H", len(values)) + b"".join(bytes([len(value)]) + value for value in values)


def read(data: bytes) -> list[bytes]:
    found, at = [], 2
    for _ in range(struct.unpack_from("<H", data)[0]):
        found.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    return found


def hear(line: Line) -> tuple[int, dict[int, bytes]]:
    """The kind of the next request, and its parts."""
    _session, _count, size, _room, segments = struct.unpack_from("<qiIIh", line.exactly(32))
    body = line.exactly(size)
    length, _offset, parts, _number, kind, message = struct.unpack_from("<iihhbb", body)
    assert (length, segments, kind) == (size, 1, 1)
    found, at = {}, 24
    for _ in range(parts):
        name, _attributes, _arguments, _big, width, _rest = struct.unpack_from("<bbhiii", body, at)
        assert width % 8 == 0
        found[name] = body[at + 16 : at + 16 + width]
        at += 16 + width
    assert at == size
    return message, found


def say(line: Line, *parts: tuple[int, int, bytes], kind: int = 2) -> None:
    """(kind, arguments, data) of each part; the last one is not filled up, as servers may leave it."""
    body = b""
    for number, (name, arguments, data) in enumerate(parts, start=1):
        body += struct.pack("<bbhiii", name, 0, arguments, 0, len(data), 0) + data
        body += b"\0" * (-len(data) % 8 if number < len(parts) else 0)
    segment = struct.pack("<iihhbxh8x", 24 + len(body), 0, len(parts), 1, kind, 0) + body
    line.say(struct.pack("<qiIIhb9x", 77, 0, len(segment), 0, 1, 0) + segment)


def refuse(line: Line, code: int, words: str) -> None:
    raw = words.encode()
    say(line, (6, 1, struct.pack("<iIIB5s", code, 0, len(raw), 1, b"HY000") + raw), kind=5)


def serve(line: Line) -> None:
    assert line.exactly(14)[:4] == b"\xff" * 4
    line.say(b"\x04\x14\x00\x04\x01\x00\x00\x00")
    kind, parts = hear(line)
    assert kind == 65
    user, method, ours = read(parts[33])
    assert (method, len(ours)) == (b"SCRAMSHA256", 64)
    say(line, (33, 1, fields(method, fields(SALT, NONCE))))
    kind, parts = hear(line)
    assert kind == 66
    assert parts[35].startswith(b"connector-service")
    again, method, proof = read(parts[33])
    assert again == user
    name = user.decode()
    if name in CODES:
        refuse(line, CODES[name], "no")
        return
    if name != USER or proof != b"\0\1\x20" + expected(ours):
        refuse(line, 10, "authentication failed")
        return
    say(line, (33, 1, fields(method, b"")), (42, 0, b""))
    while answer(line):
        pass


def expected(ours: bytes) -> bytes:
    """The key from what the server stored: SHA256(HMAC(password, salt)), signed over salt and both nonces."""
    key = hashlib.sha256(hmac.new(PASSWORD.encode(), SALT, hashlib.sha256).digest()).digest()
    signature = hmac.new(hashlib.sha256(key).digest(), SALT + NONCE + ours, hashlib.sha256).digest()
    return (int.from_bytes(signature, "big") ^ int.from_bytes(key, "big")).to_bytes(32, "big")


def answer(line: Line) -> bool:
    kind, parts = hear(line)
    assert kind == 2
    query = parts[3].rstrip(b"\0").decode()
    if f'"{CLOSED_TABLE}"' in query:
        refuse(line, 258, "insufficient privilege: Not authorized")
        return False
    if not any(name in query for name in (f'"{TABLE}"', '"empty"', "DUMMY", "SYS.TABLES")):
        refuse(line, 259, "invalid table name: Could not find table/view ABSENT")
        return False
    say(line, (48, 1, b"m" * 20), (13, 1, b"i" * 8), (5, 0 if "empty" in query else 1, b"\1\1\0\0\0"))
    return True
