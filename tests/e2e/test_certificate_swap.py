"""The certificate of a running service is replaced by replacing files, as cert-manager does, in every worker."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
from pathlib import Path

import grpc
import requests
from cryptography import x509

from connectors.v1 import connector_service_pb2 as pb
from connectors.v1 import connector_service_pb2_grpc as pb_grpc
from tests.e2e.service import service_in
from tests.faults.processes import listening_workers
from tests.isolation.test_lifecycle import eventually
from tests.peers.certificates import Authority, Pair

WORKERS = 2
CONNECTIONS = 40  # so that each worker takes one with all but certainty: the kernel spreads them


def serial_of(pair: Pair) -> int:
    return x509.load_pem_x509_certificate(pair.certificate.read_bytes()).serial_number


def shown(address: str, authorities: Path, protocol: str) -> int:
    """The serial number of the certificate that a new connection is shown."""
    context = ssl.create_default_context(cafile=str(authorities))
    context.set_alpn_protocols([protocol])
    with (
        socket.create_connection(tuple(address.rsplit(":", 1)), timeout=20) as raw,
        context.wrap_socket(raw, server_hostname="localhost") as connection,
    ):
        certificate = connection.getpeercert(binary_form=True)
    assert certificate
    return x509.load_der_x509_certificate(certificate).serial_number


def test_new_connections_to_any_worker_get_the_new_certificate_and_old_ones_live_on(tmp_path: Path) -> None:
    authority = Authority(tmp_path, "listeners")
    first, second = authority.issue("first"), authority.issue("second")
    held = Pair(tmp_path / "tls.crt", tmp_path / "tls.key")
    for source, place in zip((first.certificate, first.key), (held.certificate, held.key), strict=True):
        shutil.copy(source, place)
    service = service_in(
        tmp_path / "service",
        workers=str(WORKERS),
        tls_certificate=str(held.certificate),
        tls_key=str(held.key),
    )
    service.authorities = authority.pem
    service.start()
    try:
        assert eventually(lambda: listening_workers(service) == WORKERS)
        processes = service.processes()
        listeners = ((service.grpc_address, "h2"), (service.rest_address, "http/1.1"))
        for address, protocol in listeners:
            assert {shown(address, authority.pem, protocol) for _ in range(CONNECTIONS)} == {serial_of(first)}
        port = service.grpc_address.rpartition(":")[2]
        credentials = grpc.ssl_channel_credentials(authority.pem.read_bytes())
        with requests.Session() as session, grpc.secure_channel(f"localhost:{port}", credentials) as channel:
            stub = pb_grpc.ConnectorServiceStub(channel)  # type: ignore[no-untyped-call]  # generated without types

            def serves() -> None:
                stub.ListConnectors(pb.ListConnectorsRequest(), metadata=(("x-tenant-id", "t"),), timeout=20)
                url = f"{service.url}/api/v1/connectors"
                headers = {"x-tenant-id": "t"}
                assert session.get(url, headers=headers, verify=authority.pem, timeout=20).status_code == 200

            serves()
            for source, place in zip((second.certificate, second.key), (held.certificate, held.key), strict=True):
                shutil.copy(source, tmp_path / "new")
                os.replace(tmp_path / "new", place)
                serves()  # in between, when the pair does not match, too
            for address, protocol in listeners:
                assert {shown(address, authority.pem, protocol) for _ in range(CONNECTIONS)} == {serial_of(second)}
            serves()
        assert set(processes) <= set(service.processes())  # nothing was started anew
    finally:
        assert service.stop() == 0
