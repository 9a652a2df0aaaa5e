"""200 tests of one tenant whose peers never answer: another tenant tests, and everybody works, meanwhile."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.e2e.neighbours import http_origin, silent_peer
from tests.e2e.service import Service
from tests.faults.calls import Connectors
from tests.faults.processes import probes_of
from tests.isolation.test_lifecycle import eventually

HUNG = 200
LIMIT = 100  # TestConnector's own, for a tenant in a minute: what is over it is refused before it is queued
CONCURRENCY = 16


def test_hung_peers_of_one_tenant_leave_everybody_else_alone(start_service: Callable[..., Service]) -> None:
    with silent_peer() as silent, http_origin() as origin:
        service = start_service(
            egress_allow=f"127.0.0.1:{silent},127.0.0.1:{origin.port}",
            probe_timeout_seconds="12",
            probe_concurrency=str(CONCURRENCY),
            grace_seconds="1",
        )
        hung, well = Connectors(service, "hung"), Connectors(service, "well")
        ids = [
            hung.create("rest_api", {"url": f"http://127.0.0.1:{silent}/"}, {}, f"c{number}") for number in range(HUNG)
        ]
        answering = well.create("rest_api", {"url": f"{origin.url}/open"}, {})
        with ThreadPoolExecutor(HUNG) as pool:
            running = [pool.submit(hung.test, connector_id) for connector_id in ids]
            assert eventually(lambda: len(probes_of(service)) == CONCURRENCY // 2)
            assert eventually(lambda: sum(future.done() for future in running) >= HUNG - LIMIT)
            for number in range(10):
                begun = time.monotonic()
                tested = well.test(answering)
                assert (tested.status_code, tested.json()["success"]) == (200, True)
                for tenant in (hung, well):  # everyone's CRUD, that of the tenant with the hung peers too
                    made = tenant.create("csv", {}, {}, f"made {number}")
                    assert tenant.call("PUT", json={"id": made, "description": "x"}).status_code == 200
                    assert len(tenant.call("GET", "?limit=5").json()["data"]) >= 1
                    assert tenant.call("DELETE", f"?id={made}").status_code == 204
                assert time.monotonic() - begun < 10  # nobody waits for the 12 s of a hung peer
            assert len(probes_of(service)) == CONCURRENCY // 2
            outcomes = Counter(future.result().status_code for future in running)
        assert outcomes[429] >= HUNG - LIMIT
        assert set(outcomes) == {200, 429}
    assert eventually(lambda: not probes_of(service))
