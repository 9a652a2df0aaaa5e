"""The whole service while its Redis is stopped or killed: all as ever, but tests under a stricter limit."""

from __future__ import annotations

import os
import re
import signal
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import requests

from tests.e2e.neighbours import http_origin
from tests.e2e.service import Service, service_in
from tests.faults.calls import Connectors
from tests.faults.folders import passable_folder
from tests.isolation.test_lifecycle import eventually
from tests.peers.certificates import Certificates
from tests.peers.valkey import ValkeyPeer

LIMIT, SHARE, WORKERS = 100, 0.1, 2
CRUD_BOUND_SECONDS = 10.0


@dataclass(frozen=True)
class World:
    service: Service
    peer: ValkeyPeer
    url: str  # of what the tests probe

    def connectors(self) -> Connectors:
        return Connectors(self.service, f"t-{uuid.uuid4().hex}")

    def degraded(self) -> int:
        text = requests.get(f"{self.service.url}/metrics", timeout=30).text
        found = re.search(r"^connectors_limiter_degraded (\S+)$", text, re.MULTILINE)
        assert found, text
        return int(float(found[1]))

    def admitted(self, calls: int) -> Counter[int]:
        """How so many tests of one new tenant are answered, by status."""
        connectors = self.connectors()
        connector_id = connectors.create("rest_api", {"url": self.url}, {})
        with ThreadPoolExecutor(16) as pool:
            return Counter(pool.map(lambda _: connectors.test(connector_id).status_code, range(calls)))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, certificates: Certificates) -> Iterator[World]:
    with passable_folder() as folder, http_origin() as http:
        peer = ValkeyPeer(folder / "valkey", certificates)
        peer.prepare()
        peer.spawn()
        try:
            service = service_in(
                tmp_path_factory.mktemp("redis-faults"),
                redis_url=peer.settle().url,
                egress_allow=f"127.0.0.1:{http.port},127.0.0.1:1",
                degraded_limit_share=str(SHARE),
                workers=str(WORKERS),
            )
            service.start()
            try:
                yield World(service, peer, f"{http.url}/open")
            finally:
                service.stop()
        finally:
            peer.stop()


@contextmanager
def stopped(peer: ValkeyPeer) -> Iterator[None]:
    os.kill(peer.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(peer.pid, signal.SIGCONT)


@contextmanager
def killed(peer: ValkeyPeer) -> Iterator[None]:
    peer.kill()
    try:
        yield
    finally:
        peer.spawn()
        peer.settle()


@pytest.mark.parametrize("away", [stopped, killed])
def test_calls_go_on_and_tests_are_limited_more_strictly_until_it_is_back(
    world: World, away: Callable[[ValkeyPeer], object]
) -> None:
    assert eventually(lambda: world.degraded() == 0)
    with away(world.peer):  # type: ignore[attr-defined]
        connectors = world.connectors()
        begun = time.monotonic()
        connector_id = connectors.create("rest_api", {"url": world.url}, {})
        assert connectors.call("PUT", json={"id": connector_id, "name": "renamed"}).status_code == 200
        assert connectors.row(connector_id)["name"] == "renamed"
        assert connectors.call("DELETE", f"?id={connector_id}").status_code == 204
        assert connectors.call("GET").json()["data"] == []
        assert time.monotonic() - begun < CRUD_BOUND_SECONDS
        answers = world.admitted(LIMIT)
        assert set(answers) == {200, 429}
        # Each worker that was asked granted its share; both together far fewer than the limit.
        assert LIMIT * SHARE <= answers[200] <= LIMIT * SHARE * WORKERS
        assert 1 <= world.degraded() <= WORKERS
        assert requests.get(f"{world.service.url}/readyz", timeout=30).status_code == 200
    tenant = world.connectors()
    probed = tenant.create("rest_api", {"url": world.url}, {})
    assert eventually(lambda: tenant.test(probed).status_code == 200 and world.degraded() == 0)
    assert world.admitted(LIMIT + 20) == {200: LIMIT, 429: 20}


def test_a_peer_that_fails_is_left_alone_while_redis_is_away(world: World) -> None:
    """The breaker goes on in each worker: no more than five tests each reach a peer that keeps failing."""
    with killed(world.peer):
        connectors = world.connectors()
        refused = connectors.create("rest_api", {"url": "http://127.0.0.1:1/"}, {})
        answers = [connectors.test(refused).json() for _ in range(2 * 5 + 2)]
        assert "CIRCUIT_OPEN" in {answer.get("reason") for answer in answers}
