"""The real nginx, by deploy/nginx.conf, before two real replicas: one is killed and nobody's reads fail."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import grpc
import pytest
import requests

from connectors.v1 import connector_service_pb2 as pb
from connectors.v1 import connector_service_pb2_grpc as pb_grpc
from tests.deploy.files import DEPLOY
from tests.e2e.service import Service
from tests.faults.calls import Connectors
from tests.faults.folders import passable_folder
from tests.faults.replicas import replicas
from tests.peers.postgresql import PostgresqlServer
from tests.peers.process import ServerProcess, find_program, free_port, run_once, service_user

SERVICE = "connectors.v1.ConnectorService"
READERS = 4
# As an application sets it: what nobody answered is asked again.
RETRIES = {
    "methodConfig": [
        {
            "name": [{"service": SERVICE, "method": method} for method in ("ListConnectors", "GetConnector")],
            "retryPolicy": {
                "maxAttempts": 4,
                "initialBackoff": "0.05s",
                "maxBackoff": "1s",
                "backoffMultiplier": 2,
                "retryableStatusCodes": ["UNAVAILABLE"],
            },
        }
    ]
}


@dataclass(frozen=True)
class Front:
    """nginx, and the replicas behind it."""

    services: list[Service]
    grpc_address: str
    rest_url: str

    def channel(self) -> grpc.Channel:
        options = [("grpc.use_local_subchannel_pool", 1), ("grpc.service_config", json.dumps(RETRIES))]
        return grpc.insecure_channel(self.grpc_address, options)


def configured(folder: Path, services: list[Service], grpc_port: int, rest_port: int) -> Path:
    """deploy/nginx.conf with addresses of this machine, and its files in a folder of the test's."""
    text = (DEPLOY / "nginx.conf").read_text()
    for number, service in enumerate(services, start=1):
        text = text.replace(f"replica-{number}:50051", service.grpc_address)
        text = text.replace(f"replica-{number}:8080", service.rest_address)
    text = text.replace("listen 50051", f"listen 127.0.0.1:{grpc_port}").replace(
        "listen 8080", f"listen 127.0.0.1:{rest_port}"
    )
    text = text.replace("/tmp/", f"{folder}/").replace("worker_processes auto", "worker_processes 1")
    assert "replica-1:" not in text
    assert "replica-2:" not in text
    path = folder / "nginx.conf"
    path.write_text(text)
    path.chmod(0o644)
    return path


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory, postgresql_server: PostgresqlServer) -> Iterator[Front]:
    ports = free_port(), free_port()
    database = postgresql_server.new_database()
    with (
        passable_folder() as folder,
        replicas(tmp_path_factory.mktemp("front"), 2, database_url=database) as services,
    ):
        run = folder / "nginx"
        run.mkdir()
        run.chmod(0o777)
        path = configured(run, services, *ports)
        program = find_program("nginx")
        user = service_user("nobody")
        run_once(user, [program, "-t", "-q", "-e", "stderr", "-c", str(path)], folder / "check.log")
        command = [program, "-c", str(path), "-e", "stderr", "-g", "daemon off;"]
        nginx = ServerProcess(command, log=folder / "nginx.log", user=user)
        nginx.spawn()
        try:
            made = Front(services, f"127.0.0.1:{ports[0]}", f"http://127.0.0.1:{ports[1]}")
            nginx.wait_until(lambda: requests.get(f"{made.rest_url}/readyz", timeout=5).raise_for_status(), OSError)
            yield made
        finally:
            nginx.stop()


def test_both_transports_reach_both_replicas_and_streams_are_not_held_back(front: Front) -> None:
    connector_id = Connectors(front.services[0], "acme").create("braze", {}, {}, "c")
    url = f"{front.rest_url}/api/v1/connectors/{connector_id}"
    served = [requests.get(url, headers={"X-Tenant-Id": "acme"}, timeout=10) for _ in range(4)]
    assert {answer.status_code for answer in served} == {200}
    with front.channel() as channel:
        stub = pb_grpc.ConnectorServiceStub(channel)
        metadata = (("x-tenant-id", "acme"),)
        for _ in range(4):
            found = stub.GetConnector(pb.GetConnectorRequest(id=connector_id), metadata=metadata, timeout=10)
            assert found.connector.name == "c"
        with pytest.raises(grpc.RpcError) as caught:
            stub.GetConnector(pb.GetConnectorRequest(id="conn_absent"), metadata=metadata, timeout=10)
        assert caught.value.code() is grpc.StatusCode.NOT_FOUND
    for service in front.services:
        assert len(re.findall('"method":"GetConnector"', service.log.read_text())) >= 2


def test_one_replica_is_killed_and_no_read_fails(front: Front) -> None:
    connector_id = Connectors(front.services[0], "acme").create("braze", {}, {}, "read")
    done = threading.Event()
    counts = {"REST": 0, "gRPC": 0}

    def over_rest() -> list[str]:
        failures = []
        url = f"{front.rest_url}/api/v1/connectors/{connector_id}"
        while not done.is_set():
            answer = requests.get(url, headers={"X-Tenant-Id": "acme"}, timeout=20)
            counts["REST"] += 1
            if answer.status_code != 200:
                failures.append(f"{answer.status_code} {answer.text[:200]}")
        return failures

    def over_grpc() -> list[str]:
        failures = []
        with front.channel() as channel:
            stub = pb_grpc.ConnectorServiceStub(channel)
            while not done.is_set():
                request = pb.GetConnectorRequest(id=connector_id)
                try:
                    stub.GetConnector(request, metadata=(("x-tenant-id", "acme"),), timeout=20)
                    counts["gRPC"] += 1
                except grpc.RpcError as error:
                    failures.append(f"{error.code()} {error.details()}")
        return failures

    with ThreadPoolExecutor(2 * READERS) as pool:
        running = [pool.submit(reader) for reader in (over_rest, over_grpc) for _ in range(READERS)]
        time.sleep(1)
        front.services[1].kill()
        time.sleep(3)
        done.set()
        failures = [line for each in running for line in each.result(60)]
    assert failures == []
    assert min(counts.values()) > 50
    front.services[1].start()
    assert requests.get(f"{front.rest_url}/readyz", timeout=10).status_code == 200
