"""How the service ends: SIGTERM lets running calls finish, kill -9 loses no write that was acknowledged."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest
import requests
from grpc_health.v1 import health_pb2, health_pb2_grpc

from tests.e2e.neighbours import silent_peer
from tests.e2e.service import Service, environment

WRITES = 200
WRITERS = 8


def post(service: Service, path: str, body: dict[str, Any], tenant: str) -> requests.Response:
    headers = {"X-Tenant-Id": tenant}
    return requests.post(f"{service.url}/api/v1/connectors{path}", json=body, headers=headers, timeout=60)


def test_sigterm_lets_running_tests_finish_and_health_says_so_first(
    start_service: Callable[..., Service], tenant: str
) -> None:
    with silent_peer() as port:
        service = start_service(egress_allow=f"127.0.0.1:{port}", probe_timeout_seconds="4", grace_seconds="20")
        config = {"host": "127.0.0.1", "port": port, "database": "x"}
        credentials = {"username": "u", "password": "p"}
        ids = [
            post(
                service,
                "",
                {"name": f"c{number}", "type": "postgresql", "config": config, "authConfig": credentials},
                tenant,
            ).json()["id"]
            for number in range(4)
        ]
        watched = _watch_health(service.channel())
        with ThreadPoolExecutor(len(ids)) as pool:
            running = [pool.submit(post, service, "/test", {"id": connector_id}, tenant) for connector_id in ids]
            time.sleep(1.5)
            assert service.process is not None
            service.process.terminate()
            answers = [future.result() for future in running]
        assert [answer.status_code for answer in answers] == [200] * len(ids)
        assert {answer.json()["reason"] for answer in answers} == {"TIMEOUT"}
        assert service.process.wait(30) == 0
        assert watched[:1] == [health_pb2.HealthCheckResponse.SERVING]
        assert health_pb2.HealthCheckResponse.NOT_SERVING in watched
        with pytest.raises(requests.ConnectionError):
            requests.get(f"{service.url}/healthz", timeout=5)
        # What the tests found was stamped.
        service.start()
        for connector_id in ids:
            url = f"{service.url}/api/v1/connectors/{connector_id}"
            found = requests.get(url, headers={"X-Tenant-Id": tenant}, timeout=30).json()
            assert found["status"] == "error"


def _watch_health(channel: grpc.Channel) -> list[int]:
    """The statuses that the health service shows, gathered as they come."""
    seen: list[int] = []
    begun = threading.Event()

    def watch() -> None:
        try:
            stub: Any = health_pb2_grpc.HealthStub(channel)
            for answer in stub.Watch(health_pb2.HealthCheckRequest()):
                seen.append(answer.status)
                begun.set()
        except (grpc.RpcError, ValueError):  # the server is gone; the channel was closed
            return

    threading.Thread(target=watch, daemon=True).start()
    assert begun.wait(30)
    return seen


def test_nothing_is_left_running_after_a_stop(start_service: Callable[..., Service]) -> None:
    service = start_service()
    pids = service.processes()
    assert len(pids) >= 3  # two workers and the prober
    assert service.stop() == 0
    for pid in pids:
        assert _is_gone(pid), pid


def test_a_worker_that_is_killed_is_replaced(start_service: Callable[..., Service], tenant: str) -> None:
    service = start_service()
    time.sleep(5.5)  # a worker that dies younger than this waits before it is started again
    before = set(service.processes())
    for pid in before:
        _kill(pid)
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        try:
            if post(service, "", {"name": str(time.monotonic_ns()), "type": "braze"}, tenant).status_code == 201:
                break
        except requests.RequestException:
            pass
        time.sleep(0.2)
    created = post(service, "", {"name": "after", "type": "braze"}, tenant)
    assert created.status_code == 201
    assert not before.intersection(service.processes())
    assert post(service, "/test", {"id": created.json()["id"]}, tenant).json()["reason"] == "INVALID_CONFIG"


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_kill_9_during_200_writes_loses_no_acknowledged_write(
    start_service: Callable[..., Service], request: pytest.FixtureRequest, tenant: str, backend: str
) -> None:
    settings = {}
    if backend == "postgresql":
        settings["database_url"] = request.getfixturevalue("postgresql_server").new_database()
        settings["keyring"] = str(_key_file(request))
    service = start_service(**settings)
    acknowledged: dict[str, int] = {}
    enough = threading.Event()

    def write(number: int) -> None:
        body = {
            "name": f"connector {number}",
            "type": "csv",
            "config": {"note": number},
            "authConfig": {"token": f"token {number}"},
        }
        try:
            answer = post(service, "", body, tenant)
        except requests.RequestException:
            return
        if answer.status_code == 201:
            acknowledged[answer.json()["id"]] = number
            if len(acknowledged) >= WRITES // 3:
                enough.set()

    with ThreadPoolExecutor(WRITERS) as pool:
        for number in range(WRITES):
            pool.submit(write, number)
        assert enough.wait(60)
        service.kill()
    assert WRITES // 3 <= len(acknowledged) < WRITES  # it was killed in the middle
    service.start()
    headers = {"X-Tenant-Id": tenant}
    for connector_id, number in acknowledged.items():
        answer = requests.get(f"{service.url}/api/v1/connectors/{connector_id}", headers=headers, timeout=30)
        assert answer.status_code == 200, connector_id
        assert (answer.json()["name"], answer.json()["config"]) == (f"connector {number}", {"note": number})
        kept = requests.put(
            f"{service.url}/api/v1/connectors", json={"id": connector_id}, headers=headers, timeout=30
        ).json()
        assert kept["authConfig"] == {"token": "********"}
    assert _count(service, tenant) == _listed(service, tenant) >= len(acknowledged)


def _key_file(request: pytest.FixtureRequest) -> Path:
    """A key file made as an operator makes it: past SQLite the service makes none by itself."""
    folder: Path = request.getfixturevalue("tmp_path") / "keys"
    folder.mkdir(mode=0o700)
    path = folder / "keyring.json"
    subprocess.run(
        [sys.executable, "-m", "server", "keys", "create"],
        env=environment(keyring=str(path), data_dir=str(folder)),
        cwd=folder,
        check=True,
        timeout=60,
    )
    return path


def _count(service: Service, tenant: str) -> int:
    url = f"{service.url}/api/v1/connectors?limit=1"
    total = requests.get(url, headers={"X-Tenant-Id": tenant}, timeout=30).json()["pagination"]["total"]
    return int(total)


def _listed(service: Service, tenant: str) -> int:
    count, cursor = 0, ""
    while True:
        url = f"{service.url}/api/v1/connectors?limit=100{cursor}"
        page = requests.get(url, headers={"X-Tenant-Id": tenant}, timeout=30).json()
        count += len(page["data"])
        if not page["pagination"]["hasMore"]:
            return count
        cursor = f"&cursor={page['pagination']['cursor']}"


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _is_gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def test_open_streams_do_not_hold_up_a_stop(start_service: Callable[..., Service]) -> None:
    service = start_service(grace_seconds="60")
    assert _watch_health(service.channel())
    assert service.process is not None
    service.process.terminate()
    assert service.process.wait(20) == 0
