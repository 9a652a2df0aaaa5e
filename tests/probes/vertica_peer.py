"""A Vertica server, scripted from what its own client sends: https://github.com/vertica/vertica-python"""

from __future__ import annotations

import hashlib
import struct

from tests.probes.wire_peer import CLOSED_TABLE, DATABASE, PASSWORD, TABLE, USER, Line

SALT, USER_SALT = b"\x01\xfe\x00\x7f", bytes(range(200, 216))
CLEARTEXT, MD5, SHA512 = 3, 65536 + 5, 65536 + 512


def say(line: Line, kind: bytes, body: bytes = b"") -> None:
    line.say(kind + struct.pack("!I", 4 + len(body)) + body)


def error(state: str, words: str) -> bytes:
    return b"SFATAL\0C" + state.encode() + b"\0M" + words.encode() + b"\0\0"


def hear(line: Line) -> tuple[bytes, bytes]:
    kind, size = struct.unpack("!cI", line.exactly(5))
    return kind, line.exactly(size - 4)


def serve(line: Line, *, method: int = SHA512) -> None:
    (size,) = struct.unpack("!I", line.exactly(4))
    body = line.exactly(size - 4)
    if body == struct.pack("!I", 80877103):
        line.say(b"S" if line.tls else b"N")
        if line.tls:
            line.sock = line.tls.wrap_socket(line.sock, server_side=True)
        (size,) = struct.unpack("!I", line.exactly(4))
        body = line.exactly(size - 4)
    head = struct.pack("!I", 3 << 16 | 5) + b"protocol_version\0" + struct.pack("!I", 3 << 16 | 16) + b"\0"
    assert body.startswith(head)
    texts = body[len(head) :].split(b"\0")
    given = dict(zip(texts[0:-2:2], texts[1:-2:2], strict=True))
    if line.busy:
        say(line, b"E", error("53300", "New session rejected due to limit, already 50 sessions active"))
        return
    if given[b"user"] == b"expired":
        say(line, b"R", struct.pack("!I", 9))
        return
    challenge = {CLEARTEXT: b"", MD5: SALT, SHA512: SALT + struct.pack("!I", 16) + USER_SALT}.get(method, b"")
    say(line, b"R", struct.pack("!I", method) + challenge)
    kind, answer = hear(line)
    assert kind == b"p"
    if given[b"user"] != USER.encode() or answer != expected(method) + b"\0":
        say(line, b"E", error("28000", "Invalid username or password"))
        return
    if given[b"database"] != DATABASE.encode():
        say(line, b"E", error("3D000", "Database does not exist"))
        return
    say(line, b"R", struct.pack("!I", 11))
    say(line, b"R", struct.pack("!I", 0))
    say(line, b"S", b"protocol_version\x00196624\0")
    say(line, b"Z", b"I")
    while answer_query(line):
        pass


def expected(method: int) -> bytes:
    raw = PASSWORD.encode()
    if method == CLEARTEXT:
        return raw
    if method == MD5:
        inner = hashlib.md5(raw + USER.encode(), usedforsecurity=False).hexdigest().encode()
        return b"md5" + hashlib.md5(inner + SALT, usedforsecurity=False).hexdigest().encode()
    inner = hashlib.sha512(raw + USER_SALT).hexdigest().encode()
    return b"sha512" + hashlib.sha512(inner + SALT).hexdigest().encode()


def answer_query(line: Line) -> bool:
    kind, body = hear(line)
    assert kind == b"Q"
    query = body[:-1].decode()
    if f'"{CLOSED_TABLE}"' in query:
        say(line, b"E", error("42501", "Permission denied for relation payroll"))
        return False
    if not any(known in query for known in (f'"{TABLE}"', '"empty"', "v_catalog.all_tables")) and query != "SELECT 1":
        say(line, b"E", error("42V01", "Relation does not exist"))
        return False
    say(line, b"T", struct.pack("!H", 0))
    if '"empty"' not in query:
        say(line, b"D", struct.pack("!HI", 1, 1) + b"1")
    say(line, b"C", b"SELECT\0")
    say(line, b"Z", b"I")
    return True
