"""NTLMv2: the three messages of a login, and the session key that comes of it. [MS-NLMP]

https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-nlmp/
The password itself is not sent: who listens gets what a guess at it can be checked with.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import struct
import time
from dataclasses import dataclass, field

from probes.protocols.md4 import md4

SIGNATURE = b"NTLMSSP\x00"
NEGOTIATE, CHALLENGE, AUTHENTICATE = 1, 2, 3
# §2.2.2.5: Unicode, target wanted, signing, NTLM, always sign, extended session security, target info, 128 and 56 bits.
FLAGS = 0xA088_8215
TIMESTAMP, END = 7, 0  # AvIds, §2.2.2.1
_SINCE_1601 = 11_644_473_600


class Malformed(Exception):
    """A challenge that is none."""


@dataclass(frozen=True, slots=True)
class Answer:
    """AUTHENTICATE_MESSAGE, and the key that both ends then sign with."""

    message: bytes = field(repr=False)
    session_key: bytes = field(repr=False)


def negotiate() -> bytes:
    return SIGNATURE + struct.pack("<II", NEGOTIATE, FLAGS) + bytes(16)


def answer(challenge: bytes, username: str, password: str, domain: str) -> Answer:
    """§3.3.2. Raises Malformed."""
    server_challenge, info = _of_challenge(challenge)
    key = _hmac(md4(password.encode("utf-16-le")), (username.upper() + domain).encode("utf-16-le"))
    stamp = _timestamp(info)
    temp = b"\x01\x01" + bytes(6) + stamp + secrets.token_bytes(8) + bytes(4) + info + bytes(4)
    proof = _hmac(key, server_challenge + temp)
    lm_unused = bytes(24)
    return Answer(_authenticate(lm_unused, proof + temp, domain, username), _hmac(key, proof))


def _authenticate(lm: bytes, nt: bytes, domain: str, username: str) -> bytes:
    parts = [lm, nt, domain.encode("utf-16-le"), username.encode("utf-16-le"), b"", b""]
    head = len(SIGNATURE) + 4 + 8 * len(parts) + 4
    fields, payload = b"", b""
    for part in parts:
        fields += struct.pack("<HHI", len(part), len(part), head + len(payload))
        payload += part
    return SIGNATURE + struct.pack("<I", AUTHENTICATE) + fields + struct.pack("<I", FLAGS) + payload


def _of_challenge(message: bytes) -> tuple[bytes, bytes]:
    """The server's challenge and its target information."""
    if len(message) < 48 or message[:12] != SIGNATURE + struct.pack("<I", CHALLENGE):
        raise Malformed
    size, _room, offset = struct.unpack_from("<HHI", message, 40)
    if offset + size > len(message):
        raise Malformed
    return message[24:32], message[offset : offset + size]


def _timestamp(info: bytes) -> bytes:
    """The server's own time where it gives it, else ours: 100 ns since 1601."""
    at = 0
    while at + 4 <= len(info):
        kind, size = struct.unpack_from("<HH", info, at)
        if kind == TIMESTAMP and size == 8:
            return info[at + 4 : at + 12]
        if kind == END:
            break
        at += 4 + size
    return struct.pack("<Q", int((time.time() + _SINCE_1601) * 10_000_000))


def _hmac(key: bytes, data: bytes) -> bytes:
    return hmac.new(key, data, hashlib.md5).digest()
