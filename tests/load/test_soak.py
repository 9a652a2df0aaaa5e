"""Calls of every kind for a while: memory and descriptors stay where they were after the first of them.

SOAK_SECONDS=3600 .venv/bin/python -m pytest tests/load/test_soak.py --timeout 4000
"""

from __future__ import annotations

import itertools
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import grpc
import psutil
import pytest
import requests

from connectors.v1 import connector_service_pb2 as pb
from tests.e2e.neighbours import silent_peer
from tests.e2e.service import Service, service_in

SECONDS = float(os.environ.get("SOAK_SECONDS", "20"))
WARM_UP = 0.4  # of it
PAUSE = 0.02  # between two rounds of a caller
CALLERS = 2
MOST_GROWTH = 6 << 20  # bytes of one process
MOST_DESCRIPTORS = 6


@dataclass(frozen=True, slots=True)
class Footprint:
    """Of one process."""

    resident: int
    descriptors: int

    @classmethod
    def of(cls, pid: int) -> Footprint:
        process = psutil.Process(pid)
        return cls(process.memory_info().rss, process.num_fds())


@pytest.fixture
def soaked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, int]]:
    with silent_peer() as port:
        service = service_in(
            tmp_path_factory.mktemp("soaked"),
            workers="2",
            egress_allow=f"127.0.0.1:{port}",
            probe_timeout_seconds="0.3",
            log_level="warning",
        )
        service.start()
        try:
            yield service, port
        finally:
            service.stop()


def call(service: Service, port: int, until: float, tenants: Iterator[int], failures: list[str]) -> None:
    """Rounds of REST and gRPC, each in a tenant of its own, so that no limit is reached."""
    session = requests.Session()
    channel = grpc.insecure_channel(service.grpc_address, [("grpc.use_local_subchannel_pool", 1)])
    listing = channel.unary_unary(
        "/connectors.v1.ConnectorService/ListConnectors",
        request_serializer=pb.ListConnectorsRequest.SerializeToString,
        response_deserializer=pb.ListConnectorsResponse.FromString,
    )
    url = f"{service.url}/api/v1/connectors"
    while time.monotonic() < until:
        tenant = f"t-{next(tenants)}"
        session.headers["X-Tenant-Id"] = tenant
        config = {"host": "127.0.0.1", "port": port, "database": "x"}
        body = {
            "name": "soaked",
            "type": "postgresql",
            "config": config,
            "authConfig": {"username": "u", "password": "p"},
        }
        made = session.post(url, json=body, timeout=30)
        identifier = made.json().get("id", "")
        answers = [
            made,
            session.get(f"{url}/{identifier}", timeout=30),
            session.put(url, json={"id": identifier, "description": "changed"}, timeout=30),
            session.post(f"{url}/test", json={"id": identifier}, timeout=30),
            session.get(f"{url}/conn_absent", timeout=30),
            session.delete(url, json={"id": identifier}, timeout=30),
        ]
        statuses = [answer.status_code for answer in answers]
        if statuses != [201, 200, 200, 200, 404, statuses[-1]]:
            failures.append(f"{statuses}: {[answer.text[:200] for answer in answers if answer.status_code >= 400]}")
        listing(pb.ListConnectorsRequest(), metadata=[("x-tenant-id", tenant)], timeout=30)
        time.sleep(PAUSE)
    session.close()
    channel.close()


@pytest.mark.timeout(SECONDS + 100)
def test_memory_and_descriptors_are_steady(soaked: tuple[Service, int]) -> None:
    service, port = soaked
    failures: list[str] = []
    tenants = itertools.count()
    begun = time.monotonic()
    until = begun + SECONDS
    callers = [threading.Thread(target=call, args=(service, port, until, tenants, failures)) for _ in range(CALLERS)]
    for caller in callers:
        caller.start()
    time.sleep(WARM_UP * SECONDS)
    pids = [pid for pid in service.processes() if psutil.Process(pid).ppid() == service.pid]
    warm = {pid: Footprint.of(pid) for pid in pids}
    for caller in callers:
        caller.join()
    assert failures == []
    assert next(tenants) > SECONDS  # more than a round a second, or nothing was soaked
    assert len(warm) == 3  # two workers and the prober's zygote, and none was replaced
    for pid, before in warm.items():
        after = Footprint.of(pid)
        assert after.resident - before.resident <= MOST_GROWTH, (before, after)
        assert after.descriptors - before.descriptors <= MOST_DESCRIPTORS, (before, after)
