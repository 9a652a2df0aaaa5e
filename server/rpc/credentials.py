"""The certificate of the gRPC listener, swapped without a restart."""

from __future__ import annotations

import threading

import grpc

from server.tls import TlsFiles, TlsMaterial


def server_credentials(files: TlsFiles) -> grpc.ServerCredentials:
    """Asked on every new connection. Where there are authorities for clients, each must show a certificate of theirs:
    grpcio knows no way to ask for one and do without."""
    given = files.current()
    lock = threading.Lock()

    def changed() -> grpc.ServerCertificateConfiguration | None:
        nonlocal given
        with lock:
            current = files.current()
            if current is given:
                return None
            given = current
            return _configuration(current)

    return grpc.dynamic_ssl_server_credentials(
        _configuration(given),
        changed,  # type: ignore[arg-type]  # the stubs know nothing of None for "no change", which grpcio documents
        require_client_authentication=bool(given.client_ca),
    )


def _configuration(material: TlsMaterial) -> grpc.ServerCertificateConfiguration:
    return grpc.ssl_server_certificate_configuration([(material.key, material.certificate)], material.client_ca or None)
