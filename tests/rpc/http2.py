"""HTTP/2 by hand (RFC 9113): the frames that a client library would not send."""

from __future__ import annotations

import socket
import struct

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
END_STREAM, END_HEADERS, ACK = 0x1, 0x4, 0x1
CANCEL = struct.pack("!I", 8)
LIST_CONNECTORS = "/connectors.v1.ConnectorService/ListConnectors"


def frame(kind: int, flags: int = 0, stream: int = 0, payload: bytes = b"", length: int | None = None) -> bytes:
    size = len(payload) if length is None else length
    return struct.pack("!I", size)[1:] + bytes([kind, flags]) + struct.pack("!I", stream) + payload


def text(value: str | bytes) -> bytes:
    """A string literal of HPACK (RFC 7541 §5.2), without Huffman."""
    raw = value.encode() if isinstance(value, str) else value
    if len(raw) < 127:
        return bytes([len(raw)]) + raw
    rest, encoded = len(raw) - 127, b""
    while rest >= 128:
        encoded, rest = encoded + bytes([rest % 128 + 128]), rest // 128
    return b"\x7f" + encoded + bytes([rest]) + raw


def header(name: str | bytes, value: str | bytes) -> bytes:
    """Without indexing, the name written out (RFC 7541 §6.2.2)."""
    return b"\x00" + text(name) + text(value)


def request_head(path: str = LIST_CONNECTORS, **more: str) -> bytes:
    pseudo = {":method": "POST", ":scheme": "http", ":path": path, ":authority": "localhost"}
    fields = pseudo | {"content-type": "application/grpc", "te": "trailers", "x-tenant-id": "acme"} | more
    return b"".join(header(name, value) for name, value in fields.items())


def send_until_closed(port: int, chunks: list[bytes]) -> int:
    """Sends the preface, empty settings and the chunks, reading what comes; the bytes that were taken."""
    sent = 0
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        try:
            connection.sendall(PREFACE + frame(SETTINGS))
            for chunk in chunks:
                connection.sendall(chunk)
                sent += len(chunk)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass
        except OSError:  # it had enough of us
            pass
    return sent
