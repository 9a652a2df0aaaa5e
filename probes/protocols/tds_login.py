"""TDS's LOGIN7 message: [MS-TDS] §2.2.6.4, https://learn.microsoft.com/openspecs/windows_protocols/ms-tds/773a62b6-ee89-4c02-9e5e-344882630aac"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

TDS_7_4, TDS_8_0 = 0x74000004, 0x08000000
PROGRAM = "connector-service probe"
# OptionFlags1: a database that cannot be opened ends the login; OptionFlags2: so does a language, ODBC's defaults.
FLAGS_1, FLAGS_2, TYPE_FLAGS, EXTENSION = 0xE0, 0x03, 0, 0x10
FIXED = 94
FED_AUTH, SECURITY_TOKEN, TERMINATOR = 0x02, 0x01, 0xFF


@dataclass(frozen=True, slots=True)
class Login:
    """Who logs in where: by user name and password, or by an access token of Entra."""

    host: str
    database: str
    username: str = ""
    password: str = field(default="", repr=False)
    token: str | None = field(default=None, repr=False)


def login7(login: Login, *, strict: bool, echo: bool) -> bytes:
    """The message. `echo`: whether the server's PRELOGIN said that it requires federated authentication."""
    texts = (
        *("", login.username, login.password, PROGRAM, login.host),
        *(None, "connector-service", "", login.database),
    )
    at, places, data = FIXED, b"", b""
    for index, text in enumerate(texts):
        raw = (text or "").encode("utf-16-le")
        if text is None:
            size = 4 if login.token else 0
            places += struct.pack("<HH", at, size)
            data += b"\0" * size  # where the extension lies; filled in below
            at += size
            continue
        places += struct.pack("<HH", at, len(raw) // 2)
        data += obfuscated(raw) if index == 2 else raw
        at += len(raw)
    places += b"\0" * 6 + struct.pack("<HHHHHH", at, 0, at, 0, at, 0) + struct.pack("<I", 0)
    extension = b""
    if login.token:
        where = sum(len((text or "").encode("utf-16-le")) for text in texts[:5])
        data = data[:where] + struct.pack("<I", at) + data[where + 4 :]
        extension = _fed_auth(login.token, echo=echo)
    head = struct.pack(
        "<IIIIIBBBBiI",
        *(TDS_8_0 if strict else TDS_7_4, 4096, 0x01000000, 0, 0),
        *(FLAGS_1, FLAGS_2, TYPE_FLAGS, EXTENSION if login.token else 0, 0, 0),
    )
    body = head + places + data + extension
    return struct.pack("<I", 4 + len(body)) + body


def obfuscated(raw: bytes) -> bytes:
    """How a password is written: no cipher, so TLS has to hide it. Each byte's halves swapped, then XOR 0xA5."""
    return bytes((byte << 4 & 0xF0 | byte >> 4) ^ 0xA5 for byte in raw)


def _fed_auth(token: str, *, echo: bool) -> bytes:
    """The feature FEDAUTH with a token in hand (bFedAuthLibrary SECURITYTOKEN)."""
    raw = token.encode("utf-16-le")
    data = bytes([SECURITY_TOKEN << 1 | echo]) + struct.pack("<I", len(raw)) + raw
    return struct.pack("<BI", FED_AUTH, len(data)) + data + bytes([TERMINATOR])
