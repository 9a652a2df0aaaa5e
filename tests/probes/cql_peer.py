"""A Cassandra node, scripted from https://github.com/apache/cassandra/blob/trunk/doc/native_protocol_v4.spec"""

from __future__ import annotations

import struct

from tests.probes.wire_peer import CLOSED_TABLE, DATABASE, PASSWORD, TABLE, USER, Line

READABLE = [f"SELECT * FROM {name} LIMIT 1" for name in (f'"{TABLE}"', f'"{DATABASE}"."{TABLE}"')]  # noqa: S608
AUTHENTICATOR = "org.apache.cassandra.auth.PasswordAuthenticator"


def string(text: str) -> bytes:
    return struct.pack(">H", len(text.encode())) + text.encode()


def hear(line: Line) -> tuple[int, bytes]:
    version, flags, _stream, opcode, size = struct.unpack(">BBhBi", line.exactly(9))
    assert (version, flags) == (4, 0)
    return opcode, line.exactly(size)


def say(line: Line, opcode: int, body: bytes, flags: int = 0) -> None:
    line.say(struct.pack(">BBhBi", 0x84, flags, 0, opcode, len(body)) + body)


def error(code: int, words: str) -> bytes:
    return struct.pack(">i", code) + string(words)


def serve(line: Line, *, authenticator: str | None = AUTHENTICATOR) -> None:
    opcode, body = hear(line)
    assert (opcode, body) == (1, b"\x00\x01" + string("CQL_VERSION") + string("3.0.0"))
    if line.busy:
        say(line, 0, error(0x1001, "Too many concurrent connections"))
        return
    if authenticator is None:
        say(line, 2, b"")
    else:
        say(line, 3, string(authenticator))
        if not let_in(line, authenticator):
            return
    while True:
        opcode, body = hear(line)
        assert opcode == 7
        (size,) = struct.unpack_from(">i", body)
        assert body[4 + size :] == struct.pack(">HB", 0x000A, 2)
        answer(line, body[4 : 4 + size].decode())


def let_in(line: Line, authenticator: str) -> bool:
    opcode, body = hear(line)
    assert opcode == 15
    if "Dse" in authenticator:
        assert body[4:] == b"PLAIN"
        say(line, 14, struct.pack(">i", 11) + b"PLAIN-START")
        opcode, body = hear(line)
    if body[4:] != f"\0{USER}\0{PASSWORD}".encode():
        said = body[4:].split(b"\0")[-1].decode()
        say(line, 0, error(0x0100, f"Provided username and/or password are incorrect ({said})"))
        return False
    say(line, 16, struct.pack(">i", -1))
    return True


def answer(line: Line, query: str) -> None:
    rows = struct.pack(">iiii", 2, 4, 1, 1) + struct.pack(">i", 1) + b"x"
    none = struct.pack(">iiii", 2, 4, 1, 0)
    if query == f'USE "{DATABASE}"':
        say(line, 8, struct.pack(">i", 3) + string(DATABASE))
    elif query.startswith("USE "):
        say(line, 0, error(0x2200, f"Keyspace '{query[4:]}' does not exist"))
    elif f'"{CLOSED_TABLE}"' in query:
        say(line, 0, error(0x2100, f"User {USER} has no SELECT permission on <table payroll> or any of its parents"))
    elif query in READABLE:
        warning = struct.pack(">H", 1) + string("Aggregation query used without partition key")
        say(line, 8, warning + rows, flags=8)
    elif query == 'SELECT * FROM "empty" LIMIT 1':
        say(line, 8, none)
    elif "FROM system" in query:
        say(line, 8, rows)
    else:
        say(line, 0, error(0x2200, "unconfigured table"))
