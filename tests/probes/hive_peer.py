"""HiveServer2, scripted from TCLIService.thrift and Thrift's specifications of SASL frames and the binary protocol."""

from __future__ import annotations

import struct

from tests.probes.wire_peer import CLOSED_TABLE, DATABASE, PASSWORD, TABLE, USER, Line

GUID, SECRET = b"g" * 16, b"s" * 16


def text(name: int, words: str | bytes) -> bytes:
    raw = words.encode() if isinstance(words, str) else words
    return struct.pack(">bhi", 11, name, len(raw)) + raw


def number(name: int, value: int) -> bytes:
    return struct.pack(">bhi", 8, name, value)


def inner(name: int, *fields: bytes) -> bytes:
    return struct.pack(">bh", 12, name) + b"".join(fields) + b"\0"


HANDLE = inner(1, inner(1, text(1, GUID), text(2, SECRET)))


def hear_sasl(line: Line) -> tuple[int, bytes]:
    status, size = struct.unpack(">BI", line.exactly(5))
    return status, line.exactly(size)


def say_sasl(line: Line, status: int, payload: bytes = b"") -> None:
    line.say(struct.pack(">BI", status, len(payload)) + payload)


def hear(line: Line) -> tuple[str, bytes]:
    (size,) = struct.unpack(">I", line.exactly(4))
    body = line.exactly(size)
    head, length = struct.unpack_from(">Ii", body)
    assert head == 0x80010001
    return body[8 : 8 + length].decode(), body[12 + length :]


def say(line: Line, name: str, *fields: bytes, status: bytes = b"") -> None:
    raw = name.encode()
    body = struct.pack(">Ii", 0x80010002, len(raw)) + raw + struct.pack(">i", 0)
    body += inner(0, inner(1, status or number(1, 0)), *fields) + b"\0"
    line.say(struct.pack(">I", len(body)) + body)


def error(code: int, state: str, words: str) -> bytes:
    return number(1, 3) + text(3, state) + number(4, code) + text(5, words)


def serve(line: Line, *, mechanisms: tuple[bytes, ...] = (b"PLAIN",), checks: bool = True) -> None:
    status, mechanism = hear_sasl(line)
    assert status == 1
    status, answer = hear_sasl(line)
    assert status == 2
    if mechanism not in mechanisms:
        say_sasl(line, 4, b"Unsupported mechanism type PLAIN")
        return
    if checks and answer != f"\0{USER}\0{PASSWORD}".encode():
        say_sasl(line, 3, b"Error validating the login: " + answer.split(b"\0")[-1])
        return
    say_sasl(line, 5)
    name, body = hear(line)
    assert name == "OpenSession"
    assert body.startswith(struct.pack(">bh", 12, 1) + number(1, 5))
    if line.busy:
        words = "Connection limit per user reached (user: reader limit: 10)"
        say(line, name, status=error(0, "08S01", words))
        return
    say(line, name, number(2, 5), inner(3, HANDLE))
    while answer_call(line):
        pass


def answer_call(line: Line) -> bool:
    name, body = hear(line)
    assert name == "FetchResults" or HANDLE in body
    if name == "CloseSession":
        say(line, name)
        return False
    if name == "FetchResults":
        values = struct.pack(">bhbi", 15, 1, 11, 0 if b"empty" in body else 1)
        row = b"" if b"empty" in body else struct.pack(">i", 1) + b"x"
        column = struct.pack(">bhbi", 15, 3, 12, 1) + inner(8, values + row + text(2, b"\0")) + b"\0"
        say(line, name, struct.pack(">bh?", 2, 2, False), inner(3, struct.pack(">bhq", 10, 1, 0), column))
        return True
    assert name == "ExecuteStatement"
    refusal = judge(body)
    if refusal:
        say(line, name, status=refusal)
        return False
    marker = text(2, b"empty") if b"`empty`" in body else text(2, SECRET)
    operation = inner(1, text(1, GUID), marker)
    say(line, name, inner(2, operation, number(2, 0), struct.pack(">bh?", 2, 3, True)))
    return True


def judge(body: bytes) -> bytes | None:
    if b"USE `" in body and f"USE `{DATABASE}`".encode() not in body and b"USE `default`" not in body:
        return error(10072, "42000", "Error while compiling statement: Database does not exist: absent")
    if f"`{CLOSED_TABLE}`".encode() in body:
        words = "HiveAccessControlException Permission denied: user [reader] does not have [SELECT] privilege"
        return error(40000, "42000", words)
    known = (f"`{TABLE}`".encode(), b"`empty`", b"SHOW TABLES", b"USE `")
    if not any(words in body for words in known):
        return error(10001, "42S02", "Line 1:14 Table not found 'absent'")
    return None
