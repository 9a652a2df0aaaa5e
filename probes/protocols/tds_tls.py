"""TLS of TDS 7.4, whose handshake travels inside PRELOGIN packets and whose records then lie bare on the connection.

[MS-TDS] §3.2.5.2: https://learn.microsoft.com/openspecs/windows_protocols/ms-tds/60f56408-0188-4cd5-8b90-25c6f2423868
TDS 8.0 ("strict") begins with TLS instead, as HTTPS does.
"""

from __future__ import annotations

import socket
import ssl
import struct
from typing import cast

from probes.egress.certificate import expiry_warning
from probes.egress.dial import handshake_failure
from probes.protocols.database_tls import Upgrade
from probes.protocols.peer_stream import PeerStream
from probes.protocols.tds_wire import END_OF_MESSAGE, PRELOGIN
from probes.result import StepName


class TdsUpgrade(Upgrade):
    """Starts TLS inside packets; `strict` from the first byte."""

    strict = False

    def _handshake(self, stream: PeerStream) -> ssl.SSLSocket:
        if self.strict:
            return super()._handshake(stream)
        database = self._database
        # TDS 7.4 knows no later one: the tickets of TLS 1.3 would come after the handshake, in packets or out of them.
        self._context.maximum_version = ssl.TLSVersion.TLSv1_2
        peer = f"{database.host}:{database.port}"
        with self._dialer.trace.step(StepName.TLS) as note:
            try:
                made = TlsInPackets(stream.sock, self._context, database.host)
                made.do_handshake()
            except OSError as error:
                stream.close()
                raise handshake_failure(error, peer, database.host_field) from None
            note.message = f"{made.version()}, {'verified' if self._context.verify_mode else 'not verified'}"
            if warning := expiry_warning(made.certificate(), peer):
                self._dialer.trace.warn(warning)
                note.warning = warning
        return cast(ssl.SSLSocket, made)  # a PeerStream asks it for recv, sendall and close alone


class StrictUpgrade(TdsUpgrade):
    """TDS 8.0's, which names itself in ALPN."""

    strict = True

    def _client_context(self) -> ssl.SSLContext:
        made = super()._client_context()
        made.set_alpn_protocols(["tds/8.0"])
        return made


class TlsInPackets:
    """The side of a TLS socket that a PeerStream uses."""

    def __init__(self, sock: socket.socket, context: ssl.SSLContext, host: str) -> None:
        self._sock = sock
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
        self._in_packets = True

    def do_handshake(self) -> None:
        """Raises OSError, of which ssl.SSLError is one."""
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                self._flush()
                self._incoming.write(self._packet())
                continue
            except ssl.SSLError:
                self._flush()  # the alert that says why
                raise
            self._flush()
            self._in_packets = False
            return

    def recv(self, size: int) -> bytes:
        while True:
            try:
                return self._tls.read(size)
            except ssl.SSLWantReadError:
                data = self._sock.recv(65536)
                if not data:
                    return b""
                self._incoming.write(data)
            except ssl.SSLZeroReturnError:
                return b""

    def sendall(self, data: bytes | bytearray) -> None:
        self._tls.write(data)
        self._flush()

    def close(self) -> None:
        self._sock.close()

    def version(self) -> str | None:
        return self._tls.version()

    def certificate(self) -> bytes | None:
        return self._tls.getpeercert(binary_form=True)

    def _flush(self) -> None:
        data = self._outgoing.read()
        if data and self._in_packets:
            data = struct.pack(">BBHHBB", PRELOGIN, END_OF_MESSAGE, 8 + len(data), 0, 0, 0) + data
        if data:
            self._sock.sendall(data)

    def _packet(self) -> bytes:
        _kind, _status, length = struct.unpack_from(">BBH", self._exactly(8))
        return self._exactly(length - 8)

    def _exactly(self, size: int) -> bytes:
        got = b""
        while len(got) < size:
            data = self._sock.recv(size - len(got))
            if not data:
                raise ConnectionResetError("the peer closed the connection")
            got += data
        return got
