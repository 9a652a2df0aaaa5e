"""The server's side of MySQL's protocol, as far as a rogue one needs it.

https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from tests.egress.scripted import Conversation

SALT = b"abcdefghijklmnopqrst"
# PROTOCOL_41, SECURE_CONNECTION, PLUGIN_AUTH, CONNECT_WITH_DB, PLUGIN_AUTH_LENENC; no SSL.
CAPABILITIES = 0x0200 | 0x8000 | 0x80000 | 0x0008 | 0x200000
SSL = 0x0800
OK = b"\x00\x00\x00\x02\x00\x00\x00"


@dataclass
class Speaker:
    """Numbers packets as the protocol has it: each answer is one more than what was read."""

    conversation: Conversation
    sequence: int = 0

    def greet(self, plugin: bytes, capabilities: int = CAPABILITIES) -> None:
        low, high = capabilities & 0xFFFF, capabilities >> 16
        body = b"\x0a8.0.36\0" + struct.pack("<I", 7) + SALT[:8] + b"\0" + struct.pack("<H", low)
        body += struct.pack("<BHHB", 45, 2, high, len(SALT) + 1) + b"\0" * 10 + SALT[8:] + b"\0" + plugin + b"\0"
        self.say(body)

    def say(self, body: bytes) -> None:
        self.conversation.sock.sendall(struct.pack("<I", len(body))[:3] + bytes([self.sequence]) + body)
        self.sequence += 1

    def hear(self) -> bytes:
        """The body of the next packet; empty when the client has gone."""
        head = self._exactly(4)
        if not head:
            return b""
        self.sequence = head[3] + 1
        return self._exactly(int.from_bytes(head[:3], "little"))

    def _exactly(self, size: int) -> bytes:
        got = b""
        while len(got) < size and (more := self.conversation.sock.recv(size - len(got))):
            got += more
        return got


def error(number: int, words: str = "no") -> bytes:
    return b"\xff" + struct.pack("<H", number) + b"#HY000" + words.encode()
