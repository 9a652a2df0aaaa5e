"""SQL Server's side of TDS 7.4 and 8.0, scripted from [MS-TDS] (https://learn.microsoft.com/openspecs/windows_protocols/ms-tds/).

It reads LOGIN7 field by field, undoes the password's obfuscation and looks for the Entra token where FEDAUTH puts it.
"""

from __future__ import annotations

import ssl
import struct

from tests.probes.wire_peer import (
    ABSENT_TABLE,
    CLOSED_TABLE,
    DATABASE,
    PASSWORD,
    TABLE,
    USER,
    Line,
)

TOKEN = "eyJ.CANARY-token"
FIREWALL, BUSY = "firewall", "busy"


class InPackets:
    """TLS whose handshake comes in PRELOGIN packets; after it the records lie bare."""

    def __init__(self, line: Line) -> None:
        assert line.tls
        self._line = line
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = line.tls.wrap_bio(self._in, self._out, server_side=True)
        self._raw = line.sock
        while True:
            try:
                self._tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                self._flush(wrapped=True)
                kind, body = hear(line)
                assert kind == 18
                self._in.write(body)
        self._flush(wrapped=True)

    def recv(self, size: int) -> bytes:
        while True:
            try:
                return self._tls.read(size)
            except ssl.SSLWantReadError:
                data = self._raw.recv(65536)
                if not data:
                    return b""
                self._in.write(data)

    def sendall(self, data: bytes) -> None:
        self._tls.write(data)
        self._flush(wrapped=False)

    def _flush(self, *, wrapped: bool) -> None:
        data = self._out.read()
        if data and wrapped:
            data = struct.pack(">BBHHBB", 18, 1, 8 + len(data), 0, 0, 0) + data
        if data:
            self._raw.sendall(data)


def hear(line: Line) -> tuple[int, bytes]:
    """The type and body of the next message."""
    body = b""
    while True:
        kind, status, length, _spid, _number, _window = struct.unpack(">BBHHBB", line.exactly(8))
        body += line.exactly(length - 8)
        if status & 1:
            return kind, body


def say(line: Line, body: bytes) -> None:
    """In packets of 100 bytes, so that a reader has to put them together."""
    chunks = [body[at : at + 92] for at in range(0, len(body), 92)]
    for number, chunk in enumerate(chunks, start=1):
        line.say(struct.pack(">BBHHBB", 4, number == len(chunks), 8 + len(chunk), 0, number % 256, 0) + chunk)


def text(words: str, form: str) -> bytes:
    raw = words.encode("utf-16-le")
    return struct.pack(form, len(raw) // 2) + raw


def error(number: int, words: str, severity: int = 14) -> bytes:
    body = struct.pack("<iBB", number, 1, severity) + text(words, "<H") + text("srv", "<B") + text("", "<B")
    body += struct.pack("<I", 1)
    return b"\xaa" + struct.pack("<H", len(body)) + body


DONE = b"\xfd" + struct.pack("<HHQ", 0, 0, 0)
FAILED = b"\xfd" + struct.pack("<HHQ", 2, 0, 0)
PRELOGIN_OFFSET = 8


def prelogin(encryption: int, *, federated: bool) -> bytes:
    values = [(0, b"\x10\x00\x10\x00\x00\x00"), (1, bytes([encryption]))] + ([(6, b"\1")] if federated else [])
    at, heads, data = 5 * len(values) + 1, b"", b""
    for name, value in values:
        heads += struct.pack(">BHH", name, at + len(data), len(value))
        data += value
    return heads + b"\xff" + data


def read_prelogin(body: bytes) -> dict[int, bytes]:
    found, at = {}, 0
    while body[at] != 0xFF:
        name, offset, size = struct.unpack_from(">BHH", body, at)
        found[name] = body[offset : offset + size]
        at += 5
    return found


def read_login7(body: bytes) -> dict[str, str]:
    """§2.2.6.4: the fixed part, then offset and length of each text, in characters."""
    (length,) = struct.unpack_from("<I", body)
    assert length == len(body)
    names = ("host", "user", "password", "program", "server", "extension", "library", "language", "database")
    found: dict[str, str] = {}
    for index, name in enumerate(names):
        at, size = struct.unpack_from("<HH", body, 36 + 4 * index)
        if name == "extension":
            if body[27] & 0x10:
                assert size == 4
                found["token"] = read_fed_auth(body, *struct.unpack_from("<I", body, at))
            continue
        raw = body[at : at + 2 * size]
        if name == "password":
            raw = bytes((byte ^ 0xA5) >> 4 | (byte ^ 0xA5) << 4 & 0xF0 for byte in raw)
        found[name] = raw.decode("utf-16-le")
    return found


def read_fed_auth(body: bytes, at: int) -> str:
    feature, size, options, length = struct.unpack_from("<BIBI", body, at)
    assert (feature, options) == (2, 1 << 1 | 1)  # the library SECURITYTOKEN, and the echo of what PRELOGIN said
    assert size == 5 + length
    assert body[at + 5 + size] == 0xFF
    return body[at + 10 : at + 10 + length].decode("utf-16-le")


def serve(line: Line, *, strict: bool = False, requires_tls: bool = True, route: tuple[str, int] | None = None) -> None:
    kind, body = hear(line)
    assert kind == 18
    asked = read_prelogin(body)
    wants_tls = asked[1] == b"\1"
    federated = 6 in asked
    answer = (3 if requires_tls and not strict else 1) if line.tls else 2
    say(line, prelogin(answer, federated=federated))
    if line.tls and wants_tls and not strict:
        line.sock = InPackets(line)
    kind, body = hear(line)
    assert kind == 16
    login = read_login7(body)
    assert struct.unpack_from("<I", body, 4)[0] == (0x08000000 if strict else 0x74000004)
    refusal = judge(line, login)
    if refusal:
        say(line, refusal + FAILED)
        return
    major = struct.pack(">BBH", 16, 0, 4135)
    ack = b"\1" + struct.pack(">I", 0x74000004) + text("Microsoft SQL Server\0\0", "<B") + major
    routing = b""
    if route:
        value = struct.pack("<BH", 0, route[1]) + text(route[0], "<H")
        change = b"\x14" + struct.pack("<H", len(value)) + value + b"\0\0"
        routing = b"\xe3" + struct.pack("<H", len(change)) + change
    feature = b"\xae\x02" + struct.pack("<I", 0) + b"\xff" if "token" in login else b""
    info = error(5701, f"Changed database context to '{DATABASE}'.").replace(b"\xaa", b"\xab", 1)
    say(line, info + b"\xad" + struct.pack("<H", len(ack)) + ack + feature + routing + DONE)
    kind, body = hear(line)
    assert kind == 1
    (headers,) = struct.unpack_from("<I", body)
    say(line, answer_query(body[headers:].decode("utf-16-le")))
    line.exactly(1)


def judge(line: Line, login: dict[str, str]) -> bytes | None:
    if line.busy:
        return error(10928, "Resource ID : 1. The request limit for the database is 30 and has been reached.", 20)
    if "token" in login:
        if login["token"] != TOKEN:
            return error(18456, "Login failed for user '<token-identified principal>'.")
    elif (login["user"], login["password"]) != (USER, PASSWORD):
        words = {"locked": (18486, "is locked out"), "expired": (18488, "must be changed"), "off": (18470, "disabled")}
        number, said = words.get(login["user"], (18456, f"Login failed for user '{login['user']}'."))
        return error(number, f"{said} {login['password']}")
    if login["database"] == "firewalled":
        return error(40615, "Cannot open server. Client with IP address '10.1.2.3' is not allowed to access it.")
    if login["database"] not in (DATABASE, ""):
        words = f'Cannot open database "{login["database"]}" requested by the login. The login failed.'
        return error(4060, words, 11) + error(18456, f"Login failed for user '{login['user']}'.")
    return None


KNOWN = {
    f"SELECT TOP 1 1 AS one FROM {name}"  # noqa: S608  # what the probe must say, to the letter
    for name in (f"[dbo].[{TABLE}]", "[dbo].[empty]", f"[{TABLE}]", "INFORMATION_SCHEMA.TABLES")
}


def answer_query(query: str) -> bytes:
    if f"[{CLOSED_TABLE}]" in query:
        return error(229, "The SELECT permission was denied on the object 'payroll'.") + FAILED
    if f"[{ABSENT_TABLE}]" in query:
        return error(208, "Invalid object name 'absent'.") + FAILED
    assert query in KNOWN, query
    column = struct.pack("<HIH", 1, 0, 0) + b"\x38" + text("one", "<B")
    rows = b"" if "empty" in query else b"\xd1" + struct.pack("<i", 1)
    return b"\x81" + column + rows + DONE
