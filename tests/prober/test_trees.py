"""A prober apart from the API, as an operator runs them: connectors are made at the one, probed by the other."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import grpc
import psutil
import pytest
import requests
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from connectors.v1 import connector_service_pb2 as pb
from connectors.v1 import connector_service_pb2_grpc as pb_grpc
from connectors.v1 import fleet_pb2, fleet_pb2_grpc
from tests.e2e.canaries import Watch
from tests.e2e.neighbours import HttpOrigin, http_origin, silent_peer
from tests.e2e.service import Service
from tests.faults.calls import Connectors
from tests.faults.processes import is_gone, probes_of, zygote_of
from tests.isolation.test_lifecycle import eventually
from tests.prober.trees import Apart, apart, api_in, prober_in, sees_its_prober

SECRET = "correct horse"  # what the origin takes


@pytest.fixture(scope="module")
def origin() -> Iterator[HttpOrigin]:
    with http_origin() as started:
        yield started


@pytest.fixture(scope="module")
def silent() -> Iterator[int]:
    with silent_peer() as port:
        yield port


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, origin: HttpOrigin, silent: int) -> Iterator[Apart]:
    """The prober may dial the two peers, and has a file of acme's; the service has no rules of its own."""
    allowed = f"127.0.0.1:{origin.port},127.0.0.1:{silent}"
    folder = tmp_path_factory.mktemp("apart")
    files = folder / "files"
    (files / "acme").mkdir(parents=True)
    (files / "acme" / "there.csv").write_text("id,name\n1,Ada\n2,Grace\n")
    with apart(folder, egress_allow=allowed, probe_timeout_seconds="60", files_dir=str(files)) as started:
        yield started


def guarded(connectors: Connectors, origin: HttpOrigin, name: str, password: str = SECRET) -> str:
    body = {
        "name": name,
        "type": "rest_api",
        "config": {"url": f"{origin.url}/guarded"},
        "authMethod": "basic",
        "authConfig": {"username": origin.user, "password": password},
    }
    answer = connectors.call("POST", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def hung(connectors: Connectors, port: int, name: str) -> str:
    return connectors.create("rest_api", {"url": f"http://127.0.0.1:{port}/"}, {}, name)


def wait_until_idle(prober: Service) -> None:
    """A probe's process may outlive its result by a moment."""
    assert eventually(lambda: not probes_of(prober))


def test_a_connector_is_tested_through_the_prober(world: Apart, origin: HttpOrigin) -> None:
    answer = world.connectors.test(guarded(world.connectors, origin, "right")).json()
    assert (answer["success"], answer["verifiedLevel"], answer["status"]) == (True, "RESOURCE_READABLE", "active")
    assert [step["name"] for step in answer["steps"]][:4] == ["config", "resolve", "egress", "connect"]


def test_a_wrong_password_is_told_as_ever(world: Apart, origin: HttpOrigin) -> None:
    answer = world.connectors.test(guarded(world.connectors, origin, "wrong", "battery staple")).json()
    assert (answer["success"], answer["reason"]) == (False, "AUTHENTICATION_FAILED")
    assert answer["field"]
    assert answer["hint"]


def test_where_a_probe_may_go_is_the_probers_own_decision(world: Apart) -> None:
    elsewhere = f"http://127.0.0.1:{world.api.rest_address.rpartition(':')[2]}/"
    answer = world.connectors.test(world.connectors.create("rest_api", {"url": elsewhere}, {}, "elsewhere")).json()
    assert (answer["success"], answer["reason"]) == (False, "EGRESS_DENIED")


def test_files_are_those_of_the_probers_machine(world: Apart) -> None:
    (world.api.files / "acme").mkdir(parents=True)
    (world.api.files / "acme" / "here.csv").write_text("id\n1\n")
    there, here = (
        world.connectors.test(world.connectors.create("csv", {"path": f"{name}.csv"}, {}, f"file {name}")).json()
        for name in ("there", "here")
    )
    assert (there["success"], there["verifiedLevel"]) == (True, "RESOURCE_READABLE")
    assert (here["success"], here["reason"]) == (False, "RESOURCE_NOT_FOUND")


def test_steps_are_told_while_the_probe_goes_on(world: Apart, silent: int) -> None:
    made = hung(world.connectors, silent, "watched")
    wait_until_idle(world.prober)
    with grpc.insecure_channel(world.api.grpc_address) as channel:
        request = fleet_pb2.TestConnectorsRequest(ids=[made])
        told = fleet_pb2_grpc.FleetServiceStub(channel).TestConnectors(
            request, metadata=(("x-tenant-id", "acme"),), timeout=60
        )
        heard = next(answer.step.name for answer in told if answer.WhichOneof("event") == "step")
        assert heard
        assert len(probes_of(world.prober)) == 1
        told.cancel()
    wait_until_idle(world.prober)


def cancelled_at(prober: Service) -> float:
    found = re.search(r'^connectors_tests_refused_total\{cause="cancelled"\} (\S+)', metrics(prober), re.MULTILINE)
    assert found
    return float(found[1])


def test_a_caller_that_goes_away_ends_the_probe_at_the_other_end(world: Apart, silent: int) -> None:
    made = hung(world.connectors, silent, "left")
    before, cancelled = world.connectors.row(made), cancelled_at(world.prober)
    wait_until_idle(world.prober)
    stub = pb_grpc.ConnectorServiceStub(world.api.channel())
    call = stub.TestConnector.future(pb.TestConnectorRequest(id=made), metadata=(("x-tenant-id", "acme"),))
    assert eventually(lambda: len(probes_of(world.prober)) == 1)
    probe = probes_of(world.prober)[0]
    call.cancel()
    assert eventually(lambda: is_gone(probe))
    assert eventually(lambda: cancelled_at(world.prober) == cancelled + 1)  # it did not end by itself
    assert world.connectors.row(made) == before


def test_the_callers_deadline_is_the_probes(world: Apart, silent: int) -> None:
    answer = world.connectors.test(hung(world.connectors, silent, "late"), seconds=3)
    assert (answer.status_code, answer.json()["reason"]) == (200, "TIMEOUT")
    assert answer.json()["steps"]
    wait_until_idle(world.prober)


def test_a_service_that_is_killed_leaves_no_probe_behind(world: Apart, silent: int, tmp_path: Path) -> None:
    other = api_in(tmp_path / "other", world.prober)
    other.start()
    assert eventually(lambda: sees_its_prober(other))
    connectors = Connectors(other, "acme")
    made = hung(connectors, silent, "orphan")
    wait_until_idle(world.prober)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(connectors.test, made)
        assert eventually(lambda: len(probes_of(world.prober)) == 1)
        other.kill()
        with pytest.raises(requests.ConnectionError):
            running.result(30)
    wait_until_idle(world.prober)


def test_the_prober_serves_nothing_else_and_opens_no_store(world: Apart) -> None:
    with grpc.insecure_channel(world.prober.grpc_address) as channel:
        with pytest.raises(grpc.RpcError) as refusal:
            pb_grpc.ConnectorServiceStub(channel).GetConnector(pb.GetConnectorRequest(id="conn_0"), timeout=20)
        assert refusal.value.code() is grpc.StatusCode.UNIMPLEMENTED
        with pytest.raises(grpc.RpcError):
            ProtoReflectionDescriptorDatabase(channel).get_services()
    for path in ("/api/v1/connectors", "/openapi.json", "/console", "/docs"):
        assert requests.get(f"{world.prober.url}{path}", headers={"X-Tenant-Id": "acme"}, timeout=20).status_code == 404
    assert not world.prober.data.exists()
    opened = {
        each.path for pid in world.prober.processes() if not is_gone(pid) for each in psutil.Process(pid).open_files()
    }
    assert [path for path in opened if "metrics" not in path and path != str(world.prober.log)] == []


def test_the_service_shows_nothing_of_the_probers_contract(world: Apart) -> None:
    with grpc.insecure_channel(world.api.grpc_address) as channel:
        assert not [name for name in ProtoReflectionDescriptorDatabase(channel).get_services() if "Prober" in name]
    assert "Prober" not in requests.get(f"{world.api.url}/openapi.json", timeout=20).text
    assert zygotes(world.api) == []


def zygotes(service: Service) -> list[int]:
    return [pid for pid in service.processes() if "probes.isolation.zygote" in psutil.Process(pid).cmdline()]


def metrics(service: Service) -> str:
    return requests.get(f"{service.url}/metrics", timeout=20).text


def test_both_count_the_probe_and_both_see_the_prober(world: Apart, origin: HttpOrigin) -> None:
    world.connectors.test(guarded(world.connectors, origin, "counted"))
    counted = r'^connectors_probes_total\{level="RESOURCE_READABLE",reason="",type="rest_api"\} [1-9]'
    for service in (world.api, world.prober):
        assert re.search(counted, metrics(service), re.MULTILINE)
        assert eventually(lambda service=service: "connectors_prober_up 1.0" in metrics(service))
        assert sees_its_prober(service)


def test_no_log_line_of_either_holds_the_credential(world: Apart, origin: HttpOrigin) -> None:
    """Nor any secret of the config, in any form."""
    watch = Watch()
    body = {
        "name": "logged",
        "type": "rest_api",
        "config": {"url": f"{origin.url}/echo", "headers": {"X-Api-Key": watch.plain("config.headers")}},
        "authMethod": "basic",
        "authConfig": {"username": "user", "password": watch.canary("authConfig.password")},
    }
    made = world.connectors.call("POST", json=body)
    assert made.status_code == 201, made.text
    assert world.connectors.test(made.json()["id"]).json()["success"] is False
    for service in (world.api, world.prober):
        watch.hear(service.folder.name, service.log.read_bytes())
    assert watch.found() == []
    lines = [json.loads(line) for line in world.prober.log.read_text().splitlines()]
    assert ("Probe", "acme") in [(line.get("method"), line.get("tenant")) for line in lines]
    assert '"method":"TestConnector"' in world.api.log.read_text()


def test_health_follows_the_zygote(world: Apart) -> None:
    with grpc.insecure_channel(world.prober.grpc_address) as channel:
        stub = health_pb2_grpc.HealthStub(channel)

        def serves() -> bool:
            asked = health_pb2.HealthCheckRequest(service="connectors.v1.ProberService")
            return bool(stub.Check(asked, timeout=20).status == health_pb2.HealthCheckResponse.SERVING)

        assert eventually(serves)
        os.kill(zygote_of(world.prober), signal.SIGSTOP)
        try:
            assert eventually(lambda: not serves())
            assert requests.get(f"{world.prober.url}/readyz", timeout=20).status_code == 503
        finally:
            os.kill(zygote_of(world.prober), signal.SIGCONT)
        assert eventually(serves)
        assert eventually(lambda: sees_its_prober(world.api))


@dataclass(frozen=True)
class Restless:
    """A service that was started without its prober, which comes and goes."""

    api: Service
    prober: Service
    connectors: Connectors
    id: str

    def assert_away(self) -> None:
        before = self.connectors.row(self.id)
        answer = self.connectors.test(self.id)
        assert (answer.status_code, answer.json()["details"][0]["reason"]) == (503, "UNAVAILABLE")
        assert self.prober.grpc_address not in answer.text
        assert "retry-after" in answer.headers
        assert self.connectors.row(self.id) == before

    def comes(self) -> None:
        """Unless it is there already."""
        if self.prober.process is None or self.prober.process.poll() is not None:
            self.prober.start()
        assert eventually(lambda: sees_its_prober(self.api))
        assert self.connectors.test(self.id).status_code == 200


@pytest.fixture(scope="module")
def restless(tmp_path_factory: pytest.TempPathFactory, origin: HttpOrigin) -> Iterator[Restless]:
    folder = tmp_path_factory.mktemp("restless")
    prober = prober_in(folder / "prober", egress_allow="127.0.0.0/8", probe_timeout_seconds="3")
    api = api_in(folder / "api", prober)
    with ExitStack() as stack:
        api.start()
        stack.callback(api.stop)
        stack.callback(lambda: prober.process and prober.stop())
        connectors = Connectors(api, "acme")
        yield Restless(api, prober, connectors, guarded(connectors, origin, "tested again and again"))


def test_a_service_serves_before_its_prober_does(restless: Restless) -> None:
    restless.assert_away()
    restless.comes()


def test_a_probe_does_not_reach_the_prober_itself(restless: Restless) -> None:
    """Whatever its rules allow."""
    restless.comes()
    for address in (restless.prober.grpc_address, restless.prober.rest_address):
        made = restless.connectors.create("rest_api", {"url": f"http://{address}/"}, {}, address)
        assert restless.connectors.test(made).json()["reason"] == "EGRESS_DENIED"


def test_a_prober_that_is_killed_is_away_until_it_is_back(restless: Restless) -> None:
    restless.comes()
    restless.prober.kill()
    restless.assert_away()
    restless.comes()


def test_a_prober_that_is_told_to_stop_ends_the_probe_under_way_first(restless: Restless, silent: int) -> None:
    restless.comes()
    made = hung(restless.connectors, silent, "last")
    wait_until_idle(restless.prober)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(restless.connectors.test, made)
        assert eventually(lambda: len(probes_of(restless.prober)) == 1)
        assert restless.prober.stop() == 0
        answer = running.result(30)
    assert (answer.status_code, answer.json()["reason"]) == (200, "TIMEOUT")
