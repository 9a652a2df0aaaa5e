"""SMB 2.0.2 to 3.0.2: requests and answers of a login, a share and one file; signed. [MS-SMB2]

https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-smb2/
Offsets in messages count from the header's first byte.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC

from probes.protocols.peer_stream import PeerStream
from probes.result import ProbeFailure, Reason

NEGOTIATE, SESSION_SETUP, LOGOFF, TREE_CONNECT, CREATE = 0, 1, 2, 3, 5
DIALECTS = (0x0202, 0x0210, 0x0300, 0x0302)
MAGIC, OLD_MAGIC = b"\xfeSMB", b"\xffSMB"
HEADER = struct.Struct("<4sHHIHHIIQIIQ16s")
SIGNED, SIGNING_ENABLED = 0x8, 1
PENDING = 0x0000_0103
CREDITS = 16
IMPERSONATION, SHARE_ALL, OPEN_EXISTING = 2, 7, 1
READ_DATA_AND_ATTRIBUTES = 0x81  # FILE_READ_DATA is FILE_LIST_DIRECTORY for a folder (§2.2.13.1)


@dataclass(frozen=True, slots=True)
class Reply:
    """An NTSTATUS, and the whole message that it stands in."""

    status: int
    message: bytes

    def number(self, form: str, at: int) -> int:
        """A field of the body, `at` bytes after the header; 0 where the body is shorter."""
        layout = struct.Struct(f"<{form}")
        place = HEADER.size + at
        return int(layout.unpack_from(self.message, place)[0]) if place + layout.size <= len(self.message) else 0

    def part(self, offset: int, size: int) -> bytes:
        return self.message[offset : offset + size]


class SmbConnection:
    """One request at a time. Raises ProbeFailure and nothing else."""

    def __init__(self, stream: PeerStream) -> None:
        self.stream = stream
        self._dialect = 0
        self._session = 0
        self._tree = 0
        self._sent = 0
        self._signing_key: bytes | None = None

    def negotiate(self) -> Reply:
        body = struct.pack("<HHHHI16sQ", 36, len(DIALECTS), SIGNING_ENABLED, 0, 0, secrets.token_bytes(16), 0)
        reply = self._ask(NEGOTIATE, body + struct.pack(f"<{len(DIALECTS)}H", *DIALECTS))
        self._dialect = reply.number("H", 4)
        return reply

    def set_up(self, token: bytes) -> Reply:
        at = HEADER.size + 24
        reply = self._ask(
            SESSION_SETUP, struct.pack("<HBBIIHHQ", 25, 0, SIGNING_ENABLED, 0, 0, at, len(token), 0) + token
        )
        self._session = struct.unpack_from("<Q", reply.message, 40)[0]
        return reply

    def sign_with(self, session_key: bytes) -> None:
        """From now on (§3.1.4.1); of SMB 3 the key is made of the session's (§3.1.4.2)."""
        if self._dialect >= 0x0300:
            text = b"\x00\x00\x00\x01SMB2AESCMAC\x00\x00SmbSign\x00\x00\x00\x00\x80"
            session_key = hmac.new(session_key, text, hashlib.sha256).digest()[:16]
        self._signing_key = session_key

    def connect_tree(self, path: str) -> Reply:
        name = path.encode("utf-16-le")
        reply = self._ask(TREE_CONNECT, struct.pack("<HHHH", 9, 0, HEADER.size + 8, len(name)) + name)
        self._tree = struct.unpack_from("<I", reply.message, 36)[0]
        return reply

    def open(self, path: str) -> Reply:
        """To read, nothing else; what is not there is not made."""
        name = path.encode("utf-16-le")
        fields = struct.pack("<HBBIQQ", 57, 0, 0, IMPERSONATION, 0, 0)
        fields += struct.pack("<IIIII", READ_DATA_AND_ATTRIBUTES, 0, SHARE_ALL, OPEN_EXISTING, 0)
        fields += struct.pack("<HHII", HEADER.size + 56, len(name), 0, 0)
        return self._ask(CREATE, fields + (name or b"\x00"))

    def log_off(self) -> None:
        self._ask(LOGOFF, struct.pack("<HH", 4, 0))

    def _ask(self, command: int, body: bytes) -> Reply:
        flags = SIGNED if self._signing_key else 0
        header = HEADER.pack(
            MAGIC, 64, 1, 0, command, CREDITS, flags, 0, self._sent, 0, self._tree, self._session, bytes(16)
        )
        message = header + body
        if self._signing_key:
            message = message[:48] + self._signature(message) + message[64:]
        self._sent += 1
        self.stream.sendall(struct.pack(">I", len(message)) + message)
        while True:
            reply = self._read(command)
            if reply.status == PENDING:
                continue
            if self._signing_key:
                self._verify(reply.message)
            return reply

    def _verify(self, message: bytes) -> None:
        """A server that knows the user's key signs with it too: else it let in whoever came."""
        unsigned = message[:48] + bytes(16) + message[64:]
        if not hmac.compare_digest(message[48:64], self._signature(unsigned)):
            raise ProbeFailure(
                Reason.PEER_ERROR,
                "the server did not prove that it knows the user: its signature is missing or wrong",
                field="config.host",
                hint="check that nothing in between changes messages, and that the server signs (server signing)",
            )

    def _signature(self, message: bytes) -> bytes:
        assert self._signing_key is not None  # noqa: S101  # asked by the caller
        if self._dialect < 0x0300:
            return hmac.new(self._signing_key, message, hashlib.sha256).digest()[:16]
        cmac = CMAC(AES(self._signing_key))
        cmac.update(message)
        return cmac.finalize()

    def _read(self, command: int) -> Reply:
        (size,) = struct.unpack(">I", self.stream.read(4))
        if size >> 24 or size < HEADER.size:  # a session message of NetBIOS has type 0 (RFC 1002 §4.3.1)
            raise self.stream.stranger()
        message = self.stream.read(size)
        magic, length, _charge, status, answered = struct.unpack_from("<4sHHIH", message)
        if magic != MAGIC or length != HEADER.size or answered != command:
            raise self.stream.stranger()
        return Reply(status, message)
