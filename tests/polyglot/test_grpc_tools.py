"""The tools that people have at hand for gRPC work against the service as they come."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from server.services import SERVICES
from tests.e2e.service import Service
from tests.peers.process import free_port
from tests.polyglot.toolchains import GO_PROGRAMS, ROOT, run

CREATE = "connectors.v1.ConnectorService/CreateConnector"
LIST = "connectors.v1.ConnectorService/ListConnectors"
OURS = {service.full_name for service in SERVICES}
WAREHOUSE = {"name": "warehouse", "type": "postgresql", "config": {"port": 5432}}


def refused(*words: str | Path) -> tuple[int, str]:
    """The exit code and complaint of a program that must fail."""
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode != 0, done.stdout
    return done.returncode, done.stdout + done.stderr


class TestGrpcurl:
    def grpcurl(self, *words: str) -> str:
        return run([GO_PROGRAMS / "grpcurl", "-plaintext", *words])

    def test_it_lists_and_describes_by_reflection(self, service: Service) -> None:
        assert set(self.grpcurl(service.grpc_address, "list").split()) >= OURS | {"grpc.health.v1.Health"}
        told = self.grpcurl(service.grpc_address, "describe", "connectors.v1.ConnectorService.ListConnectors")
        assert "rpc ListConnectors ( .connectors.v1.ListConnectorsRequest )" in told
        assert 'get: "/api/v1/connectors"' in told

    def test_the_readmes_commands_work_as_printed(self, service: Service) -> None:
        readme = (ROOT / "README.md").read_text()
        block = next(block for block in readme.split("```") if block.startswith("sh\ngrpcurl"))
        typed = block.removeprefix("sh\n").replace("127.0.0.1:50051", service.grpc_address)
        told = run(["bash", "-euc", typed], PATH=f"{GO_PROGRAMS}:{os.environ['PATH']}")
        assert "rpc ListConnectors" in told
        assert '"pagination"' in told

    def test_it_calls_with_metadata(self, service: Service, tenant: str) -> None:
        who = ["-rpc-header", f"x-tenant-id: {tenant}"]
        made = json.loads(self.grpcurl(*who, "-d", json.dumps(WAREHOUSE), service.grpc_address, CREATE))
        assert made["connector"]["config"] == {"port": 5432}
        assert json.loads(self.grpcurl(*who, service.grpc_address, LIST))["pagination"]["total"] == "1"

    def test_it_shows_the_details_of_an_error(self, service: Service, tenant: str) -> None:
        command = [GO_PROGRAMS / "grpcurl", "-plaintext", "-rpc-header", f"x-tenant-id: {tenant}", "-d", "{}"]
        _, told = refused(*command, service.grpc_address, CREATE)
        assert "Code: InvalidArgument" in told
        assert "google.rpc.BadRequest" in told
        assert "google.rpc.ErrorInfo" in told


class TestBufCurl:
    def command(self, *words: str) -> list[str | Path]:
        plain = ["--protocol", "grpc", "--http2-prior-knowledge"]
        return [Path(sys.executable).parent / "buf", "curl", *plain, *words]

    def test_it_lists_by_reflection(self, service: Service) -> None:
        told = run(self.command("--list-methods", f"http://{service.grpc_address}")).split()
        assert {f"{item.full_name}/{method.name}" for item in SERVICES for method in item.methods} <= set(told)

    @pytest.mark.parametrize("schema", [[], ["--schema", "protos"]], ids=["by reflection", "by the protos"])
    def test_it_calls_with_metadata(self, service: Service, tenant: str, schema: list[str]) -> None:
        def call(method: str, request: Any) -> Any:
            words = [*schema, "-H", f"x-tenant-id: {tenant}", "-d", json.dumps(request)]
            return json.loads(run(self.command(*words, f"http://{service.grpc_address}/{method}")))

        made = call(CREATE, WAREHOUSE)["connector"]
        assert [listed["id"] for listed in call(LIST, {"limit": 5})["data"]] == [made["id"]]

    def test_it_shows_an_error(self, service: Service) -> None:
        _, told = refused(*self.command("-d", "{}", f"http://{service.grpc_address}/{LIST}"))
        assert '"code": "unauthenticated"' in told


class TestHealthProbe:
    PROGRAM = GO_PROGRAMS / "grpc-health-probe"

    @pytest.mark.parametrize("name", ["", *sorted(OURS)])
    def test_what_serves_is_well(self, service: Service, name: str) -> None:
        run([self.PROGRAM, f"-addr={service.grpc_address}", f"-service={name}"])

    def test_what_does_not_is_not(self, service: Service) -> None:
        assert refused(self.PROGRAM, f"-addr=127.0.0.1:{free_port()}", "-connect-timeout=500ms")[0] == 2
        assert refused(self.PROGRAM, f"-addr={service.grpc_address}", "-service=absent")[0] == 3
