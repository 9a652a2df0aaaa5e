"""A scripted peer that speaks MongoDB's OP_MSG: it answers each command as the test says."""

from __future__ import annotations

import contextlib
import ssl
import struct
from collections.abc import Callable, Iterator
from typing import Any

import bson

from tests.egress.scripted import Conversation, Peer, peer
from tests.peers.certificates import Pair

HEADER = struct.Struct("<iiii")
OP_MSG = 2013
TLS_HANDSHAKE = 0x16

Answer = Callable[[dict[str, Any]], dict[str, Any]]
OK: dict[str, Any] = {"ok": 1.0}


def error(code: int, name: str, words: str) -> dict[str, Any]:
    return {"ok": 0.0, "code": code, "codeName": name, "errmsg": words}


@contextlib.contextmanager
def mongodb(answer: Answer, certificate: Pair | None = None) -> Iterator[Peer]:
    """Without a certificate it has no TLS, and hangs up on a handshake as mongod does."""

    def converse(conversation: Conversation) -> None:
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate.certificate, certificate.key)
            conversation = conversation.tls(context)
        while head := _exactly(conversation, HEADER.size):
            if head[0] == TLS_HANDSHAKE:
                return
            length, request, _to, _code = HEADER.unpack(head)
            command = bson.decode(_exactly(conversation, length - HEADER.size)[5:])
            seen.requests.append(next(iter(command)).encode())
            body = struct.pack("<iB", 0, 0) + bson.encode(answer(command))
            conversation.sock.sendall(HEADER.pack(HEADER.size + len(body), 1, request, OP_MSG) + body)

    with peer(converse) as seen:
        yield seen


def _exactly(conversation: Conversation, size: int) -> bytes:
    got = b""
    while len(got) < size and (more := conversation.sock.recv(size - len(got))):
        got += more
    return got
