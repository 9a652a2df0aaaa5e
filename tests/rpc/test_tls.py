"""TLS of both listeners: the files are swapped under a running server, and clients show who they are."""

from __future__ import annotations

import logging
import shutil
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import grpc
import pytest
import requests
from cryptography import x509

from connectors.v1 import connector_service_pb2 as pb
from connectors.v1 import connector_service_pb2_grpc as pb_grpc
from server.rest.upstream import Upstream
from server.settings import WrongSetting
from server.tls import TlsFiles
from tests.peers.certificates import Authority, Certificates, Pair
from tests.rest.conftest import Rest, start
from tests.rest.fake_service import METHODS, FakeService
from tests.rpc.conftest import StartRpc


class Files:
    """The operator's files, of a certificate that may change."""

    def __init__(self, folder: Path, client_ca: Path | None = None) -> None:
        self.certificate, self.key, self.client_ca = folder / "tls.crt", folder / "tls.key", client_ca

    def hold(self, pair: Pair) -> None:
        shutil.copy(pair.certificate, self.certificate)
        shutil.copy(pair.key, self.key)

    def read(self) -> TlsFiles:
        return TlsFiles(self.certificate, self.key, self.client_ca)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "listeners")


@pytest.fixture
def files(tmp_path: Path, authority: Authority) -> Files:
    made = Files(tmp_path)
    made.hold(authority.issue("first"))
    return made


@pytest.fixture
def start_rest(service: FakeService) -> Iterator[Callable[..., Rest]]:
    with ExitStack() as stack:
        yield lambda tls, **settings: start(stack, service.bound, tls=tls, **settings)


def serial(port: int, authorities: Path, client: Pair | None = None, alpn: str = "h2") -> int:
    """Of the certificate that a new connection is shown."""
    context = ssl.create_default_context(cafile=str(authorities))
    context.set_alpn_protocols([alpn])
    if client:
        context.load_cert_chain(client.certificate, client.key)
    with (
        socket.create_connection(("127.0.0.1", port), timeout=20) as raw,
        context.wrap_socket(raw, server_hostname="localhost") as connection,
    ):
        shown = connection.getpeercert(binary_form=True)
    assert shown
    return x509.load_der_x509_certificate(shown).serial_number


def serial_of(pair: Pair) -> int:
    return x509.load_pem_x509_certificate(pair.certificate.read_bytes()).serial_number


def test_new_connections_get_the_new_certificate_and_old_ones_live_on(
    files: Files, authority: Authority, start_rpc: StartRpc, start_rest: Callable[..., Rest]
) -> None:
    tls = files.read()
    rpc, rest = start_rpc(tls=tls), start_rest(tls)
    first, second = serial(rpc.port, authority.pem), serial(rest.port, authority.pem, alpn="http/1.1")
    assert first == second
    with (
        requests.Session() as session,
        grpc.secure_channel(
            f"localhost:{rpc.port}", grpc.ssl_channel_credentials(authority.pem.read_bytes())
        ) as channel,
    ):
        stub = pb_grpc.ConnectorServiceStub(channel)  # type: ignore[no-untyped-call]  # generated without types
        url = f"https://localhost:{rest.port}/api/v1/connectors"
        for _ in range(2):
            stub.ListConnectors(pb.ListConnectorsRequest(), timeout=20)
            assert session.get(url, verify=authority.pem, timeout=20).status_code == 200
            files.hold(authority.issue("renewed"))
            renewed = x509.load_pem_x509_certificate(files.certificate.read_bytes()).serial_number
            assert serial(rpc.port, authority.pem) == renewed != first
            assert serial(rest.port, authority.pem, alpn="http/1.1") == renewed


def test_a_broken_pair_changes_nothing_and_is_logged_once(
    files: Files,
    authority: Authority,
    start_rpc: StartRpc,
    start_rest: Callable[..., Rest],
    caplog: pytest.LogCaptureFixture,
) -> None:
    tls = files.read()
    rpc, rest = start_rpc(tls=tls), start_rest(tls)
    kept = serial(rpc.port, authority.pem)
    other = authority.issue("other")
    with caplog.at_level(logging.WARNING):
        shutil.copy(other.certificate, files.certificate)  # its key is still to come
        for _ in range(3):
            assert serial(rpc.port, authority.pem) == serial(rest.port, authority.pem) == kept
    assert [record.name for record in caplog.records].count("server.tls") == 1
    shutil.copy(other.key, files.key)
    assert serial(rpc.port, authority.pem) == serial(rest.port, authority.pem) == serial_of(other)
    for broken in (b"", b"not a certificate"):
        files.certificate.write_bytes(broken)
        assert serial(rpc.port, authority.pem) == serial(rest.port, authority.pem) == serial_of(other)
    files.certificate.unlink()
    assert serial(rpc.port, authority.pem) == serial(rest.port, authority.pem) == serial_of(other)


@pytest.mark.parametrize(
    ("certificate", "key", "said"),
    [
        ("expired", "expired", "CONNECTORS_TLS_CERTIFICATE: expired on "),
        ("server", "client", "CONNECTORS_TLS_KEY: not the key of"),
        ("server", "nothing", "CONNECTORS_TLS_KEY: cannot read"),
        ("server", "garbage", "CONNECTORS_TLS_KEY: expected a private key"),
        ("garbage", "server", "CONNECTORS_TLS_CERTIFICATE: expected certificates"),
    ],
)
def test_a_pair_that_cannot_be_used_is_refused_in_one_line(
    certificates: Certificates, tmp_path: Path, certificate: str, key: str, said: str
) -> None:
    garbage = tmp_path / "garbage"
    garbage.write_text("-----BEGIN NOTHING-----")
    found = {"garbage": Pair(garbage, garbage), "nothing": Pair(tmp_path / "no", tmp_path / "no")}
    found |= {name: getattr(certificates, name) for name in ("expired", "server", "client")}
    with pytest.raises(WrongSetting) as refusal:
        TlsFiles(found[certificate].certificate, found[key].key, None)
    assert str(refusal.value).startswith(said)
    assert "\n" not in str(refusal.value)


def test_clients_must_show_a_certificate_of_an_authority_and_calls_are_told_it(
    certificates: Certificates,
    service: FakeService,
    start_rpc: StartRpc,
    start_rest: Callable[..., Rest],
) -> None:
    tls = TlsFiles(certificates.server.certificate, certificates.server.key, certificates.ca)
    rpc, rest = start_rpc(tls=tls), start_rest(tls)
    url = f"https://localhost:{rest.port}/api/v1/connectors"
    client = certificates.client
    shown = client.certificate.read_text()

    answer = requests.get(url, verify=certificates.ca, cert=(client.certificate, client.key), timeout=20)
    assert answer.status_code == 200
    assert "max-age" in answer.headers["strict-transport-security"]
    credentials = grpc.ssl_channel_credentials(
        certificates.ca.read_bytes(), client.key.read_bytes(), client.certificate.read_bytes()
    )
    with grpc.secure_channel(f"localhost:{rpc.port}", credentials) as channel:
        stub = pb_grpc.ConnectorServiceStub(channel)  # type: ignore[no-untyped-call]  # generated without types
        stub.ListConnectors(pb.ListConnectorsRequest(), timeout=20)
    assert [call.certificate for call in service.calls] == [shown, shown]

    for stranger in (None, certificates.unknown):
        cert = (stranger.certificate, stranger.key) if stranger else None
        with pytest.raises(requests.ConnectionError):
            requests.get(url, verify=certificates.ca, cert=cert, timeout=20)
        pair = (stranger.key.read_bytes(), stranger.certificate.read_bytes()) if stranger else (None, None)
        credentials = grpc.ssl_channel_credentials(certificates.ca.read_bytes(), *pair)
        with grpc.secure_channel(f"localhost:{rpc.port}", credentials) as channel:
            stub = pb_grpc.ConnectorServiceStub(channel)  # type: ignore[no-untyped-call]  # generated without types
            with pytest.raises(grpc.RpcError) as refusal:
                stub.ListConnectors(pb.ListConnectorsRequest(), timeout=20)
        assert refusal.value.code() is grpc.StatusCode.UNAVAILABLE
    assert len(service.calls) == 2


def test_old_tls_and_plain_http_are_refused_and_the_listener_serves_on(
    files: Files, authority: Authority, start_rest: Callable[..., Rest], caplog: pytest.LogCaptureFixture
) -> None:
    rest = start_rest(files.read())
    assert not rest.raw(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").startswith(b"HTTP")
    old = ssl.create_default_context(cafile=str(authority.pem))
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    with (
        socket.create_connection(("127.0.0.1", rest.port), timeout=20) as raw,
        pytest.raises((ssl.SSLError, ConnectionError)),
    ):
        old.wrap_socket(raw, server_hostname="localhost")
    assert requests.get(f"https://localhost:{rest.port}/healthz", verify=authority.pem, timeout=20).status_code == 200
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_rest_alone_reaches_an_upstream_over_tls_and_passes_the_token_on(
    certificates: Certificates, service: FakeService, start_rpc: StartRpc
) -> None:
    rpc = start_rpc(tls=TlsFiles(certificates.server.certificate, certificates.server.key, None))
    for authorities, status in ((certificates.ca, 200), (certificates.unknown_ca, 503)):
        upstream = Upstream(f"localhost:{rpc.port}", tuple(METHODS.values()), authorities.read_bytes())
        with ExitStack() as stack:
            stack.callback(upstream.close)
            gateway = start(stack, upstream.methods)
            answer = gateway.call("GET", "/api/v1/connectors", headers={"authorization": "Bearer a.b.c"})
            assert answer.status_code == status
    assert [call.metadata["authorization"] for call in service.calls] == ["Bearer a.b.c"]
