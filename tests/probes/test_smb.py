"""SMB: what a test says of a real Samba, and of servers that refuse in other ways."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from probes.protocols.md4 import md4
from probes.protocols.smb_wire import HEADER, MAGIC
from probes.result import Level, ProbeResult, Reason
from tests.egress.scripted import Conversation, peer
from tests.peers.samba import SambaServer, samba_server
from tests.probes.probing import passed
from tests.probes.server_probing import Given, Refusal, assert_each, assert_refused, probe_of

PASSWORD, HOST, SHARE, PATH = "authConfig.password", "config.host", "config.share", "config.path"


def probe(server: SambaServer, config: Given, auth: Given, **more: Any) -> ProbeResult:
    whole = {"host": "127.0.0.1", "port": server.port, "share": "exports", "path": "/orders/2026.csv"}
    return probe_of("smb", whole, {"username": server.reader, "password": server.password}, config, auth, **more)


@pytest.mark.parametrize("path", ["/orders/2026.csv", "orders", None])
def test_a_file_a_folder_and_the_share_itself_are_opened(samba: SambaServer, path: str | None) -> None:
    result = probe(samba, {"path": path}, {})
    assert result.success, result
    assert passed(result)[-3:] == ["authenticate", "authorize", "resource"]


def test_a_server_of_smb_2_1_wants_another_signature() -> None:
    with samba_server("SMB2_10") as server:
        result = probe(server, {}, {"username": f"TESTS\\{server.reader}"})
    assert result.success, result


REFUSALS: list[Refusal] = [
    ({}, {"password": "not-it"}, Reason.AUTHENTICATION_FAILED, PASSWORD, Level.REACHABLE),
    ({}, {"username": "nobody-at-all"}, Reason.AUTHENTICATION_FAILED, PASSWORD, Level.REACHABLE),
    ({}, {"password": None}, Reason.CREDENTIAL_MISSING, PASSWORD, Level.NONE),
    ({"share": "absent"}, {}, Reason.RESOURCE_NOT_FOUND, SHARE, Level.AUTHENTICATED),
    ({"share": "payroll"}, {}, Reason.PERMISSION_DENIED, SHARE, Level.AUTHENTICATED),
    ({"path": "absent.csv"}, {}, Reason.RESOURCE_NOT_FOUND, PATH, Level.AUTHORIZED),
    ({"path": "absent/absent.csv"}, {}, Reason.RESOURCE_NOT_FOUND, PATH, Level.AUTHORIZED),
    ({"path": "locked"}, {}, Reason.PERMISSION_DENIED, PATH, Level.AUTHORIZED),
    ({"share": None}, {}, Reason.INVALID_CONFIG, SHARE, Level.NONE),
    ({"host": None}, {}, Reason.INVALID_CONFIG, HOST, Level.NONE),
]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_each_refusal_names_its_reason_and_field(samba: SambaServer, refusal: Refusal) -> None:
    assert_each(lambda config, auth: probe(samba, config, auth), refusal)


def refusing(server: SambaServer, status: int) -> ProbeResult:
    """A server that answers the negotiation with a status ([MS-SMB2] §2.2.2)."""

    def speak(conversation: Conversation) -> None:
        conversation.sock.recv(4096)
        header = HEADER.pack(MAGIC, 64, 1, status, 0, 1, 1, 0, 0, 0, 0, 0, bytes(16))
        message = header + struct.pack("<HHI", 9, 0, 0) + b"\x00"
        conversation.sock.sendall(struct.pack(">I", len(message)) + message)
        conversation.hang()

    with peer(speak) as scripted:
        return probe(server, {"port": scripted.port}, {}, seconds=2.0)


@pytest.mark.parametrize(
    ("status", "reason", "at"),
    [
        (0xC00000D0, Reason.RATE_LIMITED, HOST),
        (0xC000009A, Reason.RATE_LIMITED, HOST),
        (0xC00000BB, Reason.UNSUPPORTED, HOST),
        (0xC0000071, Reason.CREDENTIAL_EXPIRED, PASSWORD),
        (0xC0000234, Reason.PERMISSION_DENIED, "authConfig.username"),
        (0xC0009999, Reason.PEER_ERROR, HOST),
        (0, Reason.PROTOCOL_MISMATCH, "config.port"),
    ],
)
def test_each_status_has_its_meaning(samba: SambaServer, status: int, reason: Reason, at: str) -> None:
    assert_refused(refusing(samba, status), reason, at, Level.REACHABLE)


@pytest.mark.parametrize(
    "words", [b"HTTP/1.1 400 Bad\r\n\r\n", b"\x00\x00\x00\x05hello", b"\x00\x00\x00\x40" + b"x" * 64]
)
def test_a_peer_of_another_protocol(samba: SambaServer, words: bytes) -> None:
    def speak(conversation: Conversation) -> None:
        conversation.sock.recv(4096)
        conversation.sock.sendall(words)
        conversation.hang()

    with peer(speak) as stranger:
        result = probe(samba, {"port": stranger.port}, {}, seconds=2.0)
    assert_refused(result, Reason.PROTOCOL_MISMATCH, "config.port", Level.REACHABLE)


@pytest.mark.parametrize(
    ("text", "digest"),  # RFC 1320 appendix A.5
    [
        (b"", "31d6cfe0d16ae931b73c59d7e0c089c0"),
        (b"abc", "a448017aaf21d8525fc10ae87aa6729d"),
        (b"abcdefghijklmnopqrstuvwxyz", "d79e1c308aa5bbcdeea8ed63df412da9"),
        (b"1234567890" * 8, "e33b4ddc9c38f2199c3e7b164fcc0536"),
    ],
)
def test_md4_is_that_of_the_rfc(text: bytes, digest: str) -> None:
    assert md4(text).hex() == digest
