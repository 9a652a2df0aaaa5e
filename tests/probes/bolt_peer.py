"""A Neo4j server, scripted from https://neo4j.com/docs/bolt/current/: its own reader of PackStream, in tiny forms."""

from __future__ import annotations

import struct
from typing import Any

from tests.probes.wire_peer import DATABASE, PASSWORD, USER, Line

LABEL, CLOSED_LABEL, TOKEN = "Customer", "Secret", "sso-CANARY"
HELLO, GOODBYE, RUN, PULL, LOGON = 0x01, 0x02, 0x10, 0x3F, 0x6A


def pack(value: Any) -> bytes:
    """None, int up to 127, str, dict: in the forms that a server uses for short ones."""
    if isinstance(value, int):
        return bytes([value])
    if isinstance(value, str):
        raw = value.encode()
        return (bytes([0x80 | len(raw)]) if len(raw) < 16 else struct.pack(">BB", 0xD0, len(raw))) + raw
    if isinstance(value, list):
        return bytes([0x90 | len(value)]) + b"".join(map(pack, value))
    return bytes([0xA0 | len(value)]) + b"".join(pack(name) + pack(item) for name, item in value.items())


def unpack(data: bytes, at: int = 0) -> tuple[Any, int]:
    marker, at = data[at], at + 1
    if marker < 0x80:
        return marker, at
    if marker == 0xCB:
        return struct.unpack_from(">q", data, at)[0], at + 8
    high, size = marker & 0xF0, marker & 0x0F
    if marker == 0xD0:
        high, size, at = 0x80, data[at], at + 1
    if high == 0x80:
        return data[at : at + size].decode(), at + size
    assert high == 0xA0, hex(marker)
    found = {}
    for _ in range(size):
        name, at = unpack(data, at)
        found[name], at = unpack(data, at)
    return found, at


def hear(line: Line) -> tuple[int, list[Any]]:
    body = b""
    while size := struct.unpack(">H", line.exactly(2))[0]:
        body += line.exactly(size)
    fields, at = [], 2
    for _ in range(body[0] & 0x0F):
        value, at = unpack(body, at)
        fields.append(value)
    assert at == len(body)
    return body[1], fields


def say(line: Line, tag: int, value: Any) -> None:
    """In chunks of seven bytes, with a chunk before them that keeps the connection alive."""
    body = bytes([0xB1, tag]) + pack(value)
    chunks = [body[at : at + 7] for at in range(0, len(body), 7)]
    line.say(b"\0\0" + b"".join(struct.pack(">H", len(chunk)) + chunk for chunk in chunks) + b"\0\0")


def serve(line: Line, *, version: tuple[int, int] = (5, 8)) -> None:
    offers = line.exactly(20)
    assert offers[:4] == b"\x60\x60\xb0\x17"
    agreed = any(major == version[0] and minor - back <= version[1] <= minor for _, back, minor, major in _four(offers))
    line.say(bytes([0, 0, version[1], version[0]]) if agreed else b"\0\0\0\0")
    refuse = Refusal(line, named="neo4j_code" if version >= (5, 7) else "code")
    tag, (hello,) = hear(line)
    assert tag == HELLO
    assert hello["user_agent"]
    assert version < (5, 3) or hello["bolt_agent"]["product"]
    if line.busy:
        refuse("Neo.TransientError.Request.NoThreadsAvailable", "There are no available threads to serve this")
        return
    if version >= (5, 1):
        assert "scheme" not in hello
        say(line, 0x70, {"server": "Neo4j/5.26.0"})
        tag, (hello,) = hear(line)
        assert tag == LOGON
    code = judge(hello)
    if code:
        refuse(f"Neo.ClientError.Security.{code}", f"refused {hello.get('credentials')}")
        return
    say(line, 0x70, {})
    while answer(line, refuse):
        pass


def _four(offers: bytes) -> list[tuple[int, int, int, int]]:
    return [(offers[at], offers[at + 1], offers[at + 2], offers[at + 3]) for at in range(4, 20, 4)]


class Refusal:
    def __init__(self, line: Line, named: str) -> None:
        self._line, self._named = line, named

    def __call__(self, code: str, words: str) -> None:
        say(self._line, 0x7F, {self._named: code, "message": words})


def judge(auth: dict[str, Any]) -> str | None:
    if auth["scheme"] == "bearer":
        return None if auth["credentials"] == TOKEN else "Unauthorized"
    if auth["scheme"] == "none":
        return "Unauthorized"
    codes = {"expired": "CredentialsExpired", "hasty": "AuthenticationRateLimit"}
    if (auth["principal"], auth["credentials"]) == (USER, PASSWORD):
        return None
    return codes.get(auth["principal"], "Unauthorized")


def answer(line: Line, refuse: Refusal) -> bool:
    tag, fields = hear(line)
    if tag == GOODBYE:
        return False
    assert tag == RUN
    query, parameters, extra = fields
    assert parameters == {}
    assert extra["mode"] == "r"
    if extra.get("db", DATABASE) != DATABASE:
        refuse("Neo.ClientError.Database.DatabaseNotFound", f"Graph not found: {extra['db']}")
        return False
    if f":`{CLOSED_LABEL}`" in query:
        refuse("Neo.ClientError.Security.Forbidden", "Read operations are not allowed for user 'reader'")
        return False
    say(line, 0x70, {"fields": ["1"]})
    tag, (pulled,) = hear(line)
    assert (tag, pulled) == (PULL, {"n": 1})
    if query in ("RETURN 1", "MATCH (n) RETURN 1 LIMIT 1", f"MATCH (n:`{LABEL}`) RETURN 1 LIMIT 1"):
        say(line, 0x71, [1])
    say(line, 0x70, {"type": "r"})
    return True
