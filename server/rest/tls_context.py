"""The certificate of the REST listener, swapped without a restart."""

from __future__ import annotations

import os
import ssl

from server.tls import TlsFiles, TlsMaterial


class ListenerTls:
    """`context` is what the listener keeps; every handshake gets the context of the files as they are then.

    OpenSSL takes certificate, key and authorities from the context that its server name callback sets (which it calls
    for clients that send no name too), so that connections made before keep what they have.
    """

    def __init__(self, files: TlsFiles) -> None:
        self._files = files
        self._material = files.current()
        self._current = _context(self._material)
        self.context = _context(self._material)
        self.context.sni_callback = self._swap

    def _swap(self, connection: ssl.SSLObject | ssl.SSLSocket, _name: str | None, _context: ssl.SSLContext) -> None:
        connection.context = self._latest()

    def _latest(self) -> ssl.SSLContext:
        material = self._files.current()
        if material is not self._material:
            self._current, self._material = _context(material), material
        return self._current


def _context(material: TlsMaterial) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    # A resumed session would skip the certificates, the client's too: one that was withdrawn could go on for hours.
    context.options |= ssl.OP_NO_TICKET
    context.num_tickets = 0
    _load_pair(context, material)
    if material.client_ca:
        context.load_verify_locations(cadata=material.client_ca.decode("ascii", "replace"))
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def _load_pair(context: ssl.SSLContext, material: TlsMaterial) -> None:
    """The pair that was checked, not what the files hold by now: Python reads pairs from paths alone."""
    descriptor = os.memfd_create("tls", os.MFD_CLOEXEC)
    try:
        with os.fdopen(os.dup(descriptor), "wb") as file:
            file.write(material.certificate + b"\n" + material.key)
        context.load_cert_chain(f"/proc/self/fd/{descriptor}")
    finally:
        os.close(descriptor)
