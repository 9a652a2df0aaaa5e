"""What a test sends to the prober, what it stamps, and what it leaves alone."""

import time
from dataclasses import replace

import pytest

from probes.isolation.runner import ProbeCancelled, ProberBusy, ProberUnavailable
from probes.registry import connector_types
from probes.result import ProbeResult, Reason
from server.connectors.type_catalogue import BuiltInTypes
from server.errors import Cancelled, DeadlineExceeded, NotFound, ServiceError, TestQueueFull, Unavailable
from tests.connectors.world import CALLER, COMPLETE, LOGIN, World
from tests.storage.records import shown

REFUSED = ProbeResult(success=False, message="refused", reason=Reason.CONNECTION_REFUSED)


def test_the_prober_gets_what_the_type_declares_and_the_stored_credentials(world: World) -> None:
    connector = world.create(config=COMPLETE | {"invented": "never reaches a driver"})
    world.test(connector.id)
    [job] = world.prober.jobs
    assert {"host": "db.example.com", "port": 5432, "database": "app"}.items() <= job.parameters.items()
    assert "invented" not in job.parameters
    assert dict(job.credentials) == LOGIN
    assert "first" not in repr(job)


def test_success_and_failure_are_stamped(world: World) -> None:
    connector = world.create()
    world.prober.result = REFUSED
    failed = world.test(connector.id).record
    assert (failed.status, failed.last_error) == ("error", "refused")
    world.prober.result = ProbeResult(success=True, message="fine", warning="soft", row_count=7)
    passed = world.test(connector.id).record
    assert (passed.status, passed.last_error, passed.last_sync_row_count) == ("active", None, 7)
    assert passed.last_tested_at == passed.updated_at == passed.last_sync_at
    assert world.get_connector(CALLER, connector.id) == shown(passed)


def test_every_missing_field_is_named_at_once_and_nothing_is_dialled(world: World) -> None:
    connector = world.create(config={"port": 5432})
    tested = world.test(connector.id)
    assert tested.result.reason is Reason.INVALID_CONFIG
    assert "config.host" in tested.result.message
    assert "config.database" in tested.result.message
    assert tested.record.status == "error"
    assert world.prober.jobs == []


def test_a_result_never_revives_a_deleted_connector(world: World) -> None:
    connector = world.create()
    world.prober.meanwhile = lambda: world.delete(connector.id)
    with pytest.raises(NotFound):
        world.test(connector.id)
    with pytest.raises(NotFound):
        world.get_connector(CALLER, connector.id)


def test_a_result_for_an_older_target_stamps_nothing(world: World) -> None:
    connector = world.create()
    world.prober.meanwhile = lambda: world.update(connector.id, config=COMPLETE | {"host": "new.example.com"}) and None
    tested = world.test(connector.id)
    assert tested.result.success
    assert tested.record.status == "untested"
    assert tested.record.last_tested_at is None


def test_a_rename_meanwhile_does_not_lose_the_result(world: World) -> None:
    connector = world.create()
    world.prober.meanwhile = lambda: world.update(connector.id, name="renamed") and None
    record = world.test(connector.id).record
    assert (record.name, record.status) == ("renamed", "active")


FAULTS: list[tuple[Exception, type[ServiceError]]] = [
    (ProberBusy(2.5), TestQueueFull),
    (ProberUnavailable("gone"), Unavailable),
    (ProbeCancelled(), Cancelled),
]


@pytest.mark.parametrize(("fault", "told"), FAULTS, ids=lambda value: getattr(value, "__name__", type(value).__name__))
def test_a_fault_of_ours_stamps_nothing_and_never_opens_the_circuit(
    world: World, fault: Exception, told: type[ServiceError]
) -> None:
    connector = world.create()
    world.prober.error = fault
    for _ in range(6):
        with pytest.raises(told):
            world.test(connector.id)
    assert world.get_connector(CALLER, connector.id) == shown(connector)


@pytest.mark.parametrize("reason", [Reason.CONNECTION_REFUSED, Reason.TIMEOUT, Reason.AUTHENTICATION_FAILED])
def test_five_failures_open_the_circuit_and_a_change_of_the_target_closes_it(world: World, reason: Reason) -> None:
    connector = world.create()
    world.prober.result = ProbeResult(success=False, message="no", reason=reason)
    for _ in range(5):
        stamped = world.test(connector.id).record
    refused = world.test(connector.id)
    assert refused.result.reason is Reason.CIRCUIT_OPEN
    assert ("credentials" in refused.result.message) == (reason is Reason.AUTHENTICATION_FAILED)
    assert refused.record == stamped
    assert len(world.prober.jobs) == 5
    world.update(connector.id, name="a new name keeps it open")
    assert world.test(connector.id).result.reason is Reason.CIRCUIT_OPEN
    world.update(connector.id, auth_config={"username": "probe", "password": "second"})
    assert world.test(connector.id).result.reason is reason


def test_calls_that_share_a_probe_count_as_one_failure(world: World) -> None:
    connector = world.create()
    world.prober.result = replace(REFUSED, shared=True)
    for _ in range(9):
        assert world.test(connector.id).result.reason is Reason.CONNECTION_REFUSED
    assert world.get_connector(CALLER, connector.id).status == "error"  # the outcome is stamped all the same
    world.prober.result = REFUSED
    for _ in range(5):
        assert world.test(connector.id).result.reason is Reason.CONNECTION_REFUSED
    assert world.test(connector.id).result.reason is Reason.CIRCUIT_OPEN


@pytest.mark.parametrize("reason", [Reason.RESOURCE_NOT_FOUND, Reason.PERMISSION_DENIED, Reason.EGRESS_DENIED])
def test_a_peer_that_answers_is_not_a_failing_one(world: World, reason: Reason) -> None:
    connector = world.create()
    world.prober.result = ProbeResult(success=False, message="no", reason=reason)
    assert {world.test(connector.id).result.reason for _ in range(7)} == {reason}


def test_the_callers_deadline_bounds_the_probe(world: World) -> None:
    connector = world.create()
    world.test(connector.id, deadline=time.monotonic() + 2)
    assert world.prober.jobs[-1].timeout_seconds < 2
    with pytest.raises(DeadlineExceeded):
        world.test(connector.id, deadline=time.monotonic() + 0.01)


def test_a_type_without_a_probe_says_so_plainly(world: World) -> None:
    types = connector_types()
    world.test_connector._types = BuiltInTypes({**types, "csv": replace(types["csv"], probe=None)})
    connector = world.create(type="csv", config={}, auth_config=None)
    tested = world.test(connector.id)
    assert tested.result.reason is Reason.UNSUPPORTED
    assert "csv" in tested.result.message
