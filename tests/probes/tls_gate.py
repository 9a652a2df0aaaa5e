"""A PostgreSQL that shows another certificate: ends TLS itself and passes what is inside on to the real server."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Iterator

from tests.egress.scripted import Conversation, Peer, peer
from tests.peers.certificates import Pair

SSL_REQUEST = 8


@contextlib.contextmanager
def postgresql_with(certificate: Pair, port: int, *, encrypt_onward: bool = False) -> Iterator[Peer]:
    """`port` is the real server's, which is spoken to in clear text, or over TLS of the gate's own."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)

    def converse(conversation: Conversation) -> None:
        conversation.sock.recv(SSL_REQUEST)
        conversation.sock.sendall(b"S")
        inside = conversation.tls(context).sock
        with _onward(port, encrypt=encrypt_onward) as server:
            back = threading.Thread(target=_pump, args=(server, inside))
            back.start()
            _pump(inside, server)
            back.join(5)

    with peer(converse) as gate:
        yield gate


def _onward(port: int, *, encrypt: bool) -> socket.socket:
    server = socket.create_connection(("127.0.0.1", port))
    if not encrypt:
        return server
    server.sendall(struct.pack("!ii", SSL_REQUEST, 80877103))
    assert server.recv(1) == b"S"
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    return trusting.wrap_socket(server)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
