"""One whole service whose logs, metrics and traces the tests look at, after calls that make it show each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import grpc
import pytest
import requests

from connectors.v1 import connector_service_pb2 as pb
from tests.e2e.service import Service, service_in
from tests.observe.collector import Collector, collecting
from tests.peers.certificates import Certificates
from tests.peers.postgresql import PostgresqlServer

TENANT = "t-observed"
CANARY = 'canary/ä+"=4711'
REST_TRACE, GRPC_TRACE = "0af7651916cd43dd8448eb211c80319c", "4bf92f3577b34da6a3ce929d0e0e4736"
CALLER_SPAN = "00f067aa0ba902b7"


@dataclass(slots=True)
class Observed:
    """A service under TLS that traces to `collector`; `connector` leads to a real PostgreSQL that lets it in, `refused`
    to the same with a password that is wrong."""

    service: Service
    collector: Collector
    certificates: Certificates
    connector: str = ""
    refused: str = ""
    session: requests.Session = field(default_factory=requests.Session)

    def rest(
        self, verb: str, path: str, body: dict[str, Any] | None = None, trace: str = "", tenant: str = TENANT
    ) -> requests.Response:
        headers = {"X-Tenant-Id": tenant}
        if trace:
            headers["traceparent"] = f"00-{trace}-{CALLER_SPAN}-01"
        url = f"{self.service.url}{path}"
        return self.session.request(verb, url, json=body, headers=headers, timeout=60, verify=str(self.certificates.ca))

    def grpc_test(self, connector: str, trace: str = "") -> pb.TestConnectorResponse:
        authorities = self.certificates.ca.read_bytes()
        with grpc.secure_channel(self.service.grpc_address, grpc.ssl_channel_credentials(authorities)) as channel:
            invoke = channel.unary_unary(
                "/connectors.v1.ConnectorService/TestConnector",
                request_serializer=pb.TestConnectorRequest.SerializeToString,
                response_deserializer=pb.TestConnectorResponse.FromString,
            )
            metadata = [("x-tenant-id", TENANT)]
            if trace:
                metadata.append(("traceparent", f"00-{trace}-{CALLER_SPAN}-01"))
            answer: pb.TestConnectorResponse = invoke(
                pb.TestConnectorRequest(id=connector), metadata=metadata, timeout=60
            )
            return answer

    def create(self, name: str, postgresql: PostgresqlServer, password: str) -> str:
        config = {"host": postgresql.host, "port": postgresql.port, "database": postgresql.database}
        body = {
            "name": name,
            "type": "postgresql",
            "config": {**config, "table": "customers"},
            "authConfig": {"username": postgresql.reader, "password": password},
        }
        answer = self.rest("POST", "/api/v1/connectors", body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])


@pytest.fixture(scope="session")
def observed(
    postgresql_server: PostgresqlServer, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Observed]:
    with collecting() as collector:
        service = service_in(
            tmp_path_factory.mktemp("observed"),
            workers="1",
            tls_certificate=str(certificates.server.certificate),
            tls_key=str(certificates.server.key),
            egress_allow=f"{postgresql_server.host}:{postgresql_server.port}",
            ca_bundle=str(certificates.ca),
            otel_endpoint=collector.endpoint,
        )
        service.authorities = certificates.ca
        service.environ = {**service.environ, "OTEL_BSP_SCHEDULE_DELAY": "200"}  # ms that a span waits for its batch
        service.start()
        try:
            observed = Observed(service, collector, certificates)
            observed.connector = observed.create("reader", postgresql_server, postgresql_server.reader_password)
            observed.refused = observed.create("refused", postgresql_server, CANARY)
            yield observed
        finally:
            if service.process is not None and service.process.poll() is None:
                service.stop()
