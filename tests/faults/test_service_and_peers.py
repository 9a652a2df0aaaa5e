"""The same peers through the whole service: each test is answered in time, and the service is as large as before."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.e2e.service import Service
from tests.faults.calls import Connectors
from tests.faults.conftest import Rogues
from tests.faults.footprint import footprint_of
from tests.faults.test_misbehaving_peers import AT_ONCE, MEMORY, OVERRUN, SECONDS
from tests.isolation.test_lifecycle import eventually
from tests.peers.certificates import Certificates

pytestmark = pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1 is deprecated")


def test_every_test_is_answered_in_time_and_the_service_does_not_grow(
    start_service: Callable[..., Service], rogues: Rogues, certificates: Certificates
) -> None:
    service = start_service(
        egress_allow=",".join(rogues.rules), ca_bundle=str(certificates.ca), probe_timeout_seconds=str(SECONDS)
    )
    made: dict[str, tuple[Connectors, str]] = {}
    for name, case in rogues.cases.items():
        connectors = Connectors(service, f"t-{uuid.uuid4().hex}")
        config = case.config_for(rogues.ports[name])
        made[name] = connectors, connectors.create(case.type_name, config, dict(case.auth))

    def run(name: str) -> str | None:
        connectors, connector_id = made[name]
        begun = time.monotonic()
        answer = connectors.test(connector_id)
        seconds = time.monotonic() - begun
        case, body = rogues.cases[name], answer.json()
        if answer.status_code == 200 and body["reason"] == case.reason and seconds < SECONDS + OVERRUN:
            return None
        return f"{name}: {answer.status_code} after {seconds:.1f} s: {body}"

    before = footprint_of(pids := [service.pid, *service.processes()])
    with ThreadPoolExecutor(AT_ONCE) as pool:
        wrong = [line for line in pool.map(run, made) if line]
    assert not wrong, "\n".join(wrong)
    assert eventually(lambda: service.processes() == pids[1:])  # the same processes, and no child of a probe
    assert footprint_of(pids).resident - before.resident < MEMORY

    # What grows with the first calls (threads of the pools, database connections) does not grow with more of them.
    settled = footprint_of(pids)
    fast = [name for name, case in rogues.cases.items() if case.reason not in (None, "TIMEOUT")]
    for _ in range(2):
        for name in fast:
            assert run(name) is None
    assert eventually(lambda: service.processes() == pids[1:])
    assert eventually(lambda: footprint_of(pids).descriptors <= settled.descriptors + AT_ONCE)
    assert footprint_of(pids).threads <= settled.threads + AT_ONCE
    assert requests.get(f"{service.url}/readyz", timeout=10).status_code == 200
