"""Two process trees with certificates between them, and who gets nowhere."""

from __future__ import annotations

from pathlib import Path

import grpc
import pytest
import requests

from connectors.v1 import prober_pb2 as pb
from connectors.v1 import prober_pb2_grpc as pb_grpc
from tests.e2e.neighbours import http_origin
from tests.e2e.service import Service
from tests.isolation.test_lifecycle import eventually
from tests.peers.certificates import Authority, Pair
from tests.prober.trees import apart


def metrics_of(service: Service) -> str:
    return requests.get(f"{service.url}/metrics", timeout=20).text


def ask(address: str, trusted: Path, pair: Pair | None) -> pb.GetProberStatusResponse:
    shown = (pair.key.read_bytes(), pair.certificate.read_bytes()) if pair else (None, None)
    credentials = grpc.ssl_channel_credentials(trusted.read_bytes(), *shown)
    with grpc.secure_channel(address, credentials) as channel:
        stub = pb_grpc.ProberServiceStub(channel)
        return stub.GetProberStatus(pb.GetProberStatusRequest(), timeout=20)


def test_a_prober_answers_the_services_of_its_authority_alone(tmp_path: Path) -> None:
    probers, services = Authority(tmp_path, "probers"), Authority(tmp_path, "services")
    shown, service = probers.issue("prober"), services.issue("service")
    with (
        http_origin() as origin,
        apart(
            tmp_path,
            egress_allow=f"127.0.0.1:{origin.port}",
            tls_certificate=str(shown.certificate),
            tls_key=str(shown.key),
            prober_client_ca=str(services.pem),
            authorities=probers.pem,
            of_api={
                "prober_upstream_ca": str(probers.pem),
                "prober_upstream_certificate": str(service.certificate),
                "prober_upstream_key": str(service.key),
            },
        ) as world,
    ):
        made = world.connectors.create("rest_api", {"url": f"{origin.url}/open"}, {})
        assert world.connectors.test(made).json()["success"]
        address = world.prober.grpc_address
        assert ask(address, probers.pem, service).concurrency > 0
        for pair in (None, probers.issue("of-another-authority")):
            with pytest.raises(grpc.RpcError) as refusal:
                ask(address, probers.pem, pair)
            assert refusal.value.code() is grpc.StatusCode.UNAVAILABLE
        # Of the certificates that the service shows, the one for the prober is the only one.
        assert eventually(lambda: "\nconnectors_certificate_expiry_timestamp_seconds " in metrics_of(world.api))
        with grpc.insecure_channel(address) as channel, pytest.raises(grpc.RpcError):
            pb_grpc.ProberServiceStub(channel).GetProberStatus(pb.GetProberStatusRequest(), timeout=20)
