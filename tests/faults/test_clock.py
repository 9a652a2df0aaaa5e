"""The clock put an hour ahead and back: of the stores that limits, breakers and leases stand in, and of the service."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import redis

from server.breaker import redis as breaker_scripts
from server.breaker.breaker import Circuit, Outcome, Permit, Refusal
from server.limits import redis as limits
from server.method_policy import RateLimit
from server.storage.audit_record import AuditEvent
from server.storage.database import open_database
from server.storage.migrate import migrate
from server.storage.repository import ConnectorRepository
from server.storage.schedule_record import Due
from server.storage.schedules import ScheduleStore
from tests.e2e.neighbours import http_origin
from tests.e2e.service import service_in
from tests.faults.calls import Connectors
from tests.faults.clock import HOUR, Clock
from tests.faults.folders import passable_folder
from tests.isolation.test_lifecycle import eventually
from tests.peers.certificates import Certificates
from tests.peers.postgresql import PostgresqlPeer, PostgresqlServer
from tests.peers.valkey import ValkeyServer
from tests.storage.records import EVENT, a_record
from tests.storage.shared_state import SharedStore

LIMIT = RateLimit(3, 60)
METHOD = "/connectors.v1.ConnectorService/TestConnector"


class MovedPostgresql:
    """Limits, breakers and leases in a PostgreSQL whose clock is moved."""

    def __init__(self, server: PostgresqlServer, clock: Clock) -> None:
        self.store = SharedStore(server.url)
        self._clock = clock
        migrate(open_database(self.store.url, 1))

    def move_to(self, seconds: int) -> None:
        self._clock.move_to(seconds)
        assert eventually(lambda: abs(self._now() - time.time() - seconds) < 60)

    def _now(self) -> float:
        with closing(psycopg2.connect(self.store.url)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT EXTRACT(EPOCH FROM clock_timestamp())")
            return float(cursor.fetchone()[0])


class MovedRedis:
    """The same in Redis. Debian's does not start under libfaketime (its jemalloc asks for the time before that is set
    up), so the scripts' TIME is moved in its place, and what ends by itself is given as much longer."""

    def __init__(self, server: ValkeyServer, patch: pytest.MonkeyPatch) -> None:
        self.store = SharedStore(server.url, f"moved-{secrets.token_hex(8)}")
        self._client = redis.Redis.from_url(server.url)
        self._at = 0
        moved = f"{{redis.call('TIME')[1] + (redis.call('GET', '{self.store.prefix}') or 0), redis.call('TIME')[2]}}"
        for module, names in ((limits, ("_TAKE",)), (breaker_scripts, ("_ADMIT", "_REPORT"))):
            for name in names:
                source = getattr(module, name)
                assert "redis.call('TIME')" in source
                patch.setattr(module, name, source.replace("redis.call('TIME')", moved))

    def move_to(self, seconds: int) -> None:
        self._client.set(self.store.prefix, seconds)
        for key in self._client.keys(f"{self.store.prefix}:lease:*"):
            left = self._client.pttl(key) - (seconds - self._at) * 1000
            self._client.pexpire(key, left)
        self._at = seconds


@pytest.fixture(scope="module")
def moved_postgresql(certificates: Certificates) -> Iterator[MovedPostgresql]:
    with passable_folder() as folder:
        clock = Clock(folder)
        peer = PostgresqlPeer(folder / "server", certificates, env=clock.environ)
        try:
            peer.prepare()
            peer.spawn()
            yield MovedPostgresql(peer.settle(), clock)
        finally:
            peer.stop()


@pytest.fixture(params=["postgresql", "redis"])
def moved(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> MovedPostgresql | MovedRedis:
    if request.param == "redis":
        return MovedRedis(request.getfixturevalue("valkey_server"), monkeypatch)
    found: MovedPostgresql = request.getfixturevalue("moved_postgresql")
    return found


@pytest.fixture(params=[HOUR, -HOUR], ids=["ahead", "back"])
def hours(request: pytest.FixtureRequest, moved: MovedPostgresql | MovedRedis) -> Iterator[int]:
    moved.move_to(0)
    yield request.param
    moved.move_to(0)


def test_limits_stay_limits_and_lock_nobody_out(moved: MovedPostgresql | MovedRedis, hours: int) -> None:
    limiter, tenant = moved.store.limiter(), f"acme{hours}"
    assert [limiter.take(tenant, METHOD, LIMIT) for _ in range(LIMIT.requests)] == [0.0] * LIMIT.requests
    moved.move_to(hours)
    if hours > 0:  # the window is over by the store's clock; the next one is as large
        assert [limiter.take(tenant, METHOD, LIMIT) for _ in range(LIMIT.requests)] == [0.0] * LIMIT.requests
    assert 0 < limiter.take(tenant, METHOD, LIMIT) <= LIMIT.window_seconds + 1


def test_an_open_circuit_and_its_trial_last_no_hour(moved: MovedPostgresql | MovedRedis, hours: int) -> None:
    breaker = moved.store.breaker(open_seconds=30, lease_seconds=30)
    circuit = Circuit("acme", f"conn{hours}", 1)
    for _ in range(5):
        permit = breaker.admit(circuit)
        assert isinstance(permit, Permit)
        breaker.report(circuit, permit, Outcome.UNREACHABLE)
    assert isinstance(breaker.admit(circuit), Refusal)
    moved.move_to(hours)
    lost = breaker.admit(circuit)
    assert isinstance(lost, Permit)
    assert lost.trial
    assert isinstance(breaker.admit(circuit), Refusal)  # one trial, as ever
    moved.move_to(2 * hours)
    again = breaker.admit(circuit)
    assert isinstance(again, Permit)
    assert again.trial not in {None, lost.trial}


def test_a_lease_of_the_dead_lasts_no_hour(moved: MovedPostgresql | MovedRedis, hours: int) -> None:
    leases, name = moved.store.leases(), f"job{hours}"
    assert leases.take(name, "a", 60)
    assert not leases.take(name, "b", 60)
    moved.move_to(hours)
    assert leases.take(name, "b", 60)
    assert not leases.take(name, "a", 60)


@pytest.mark.parametrize("hours", [HOUR, -HOUR], ids=["ahead", "back"])
def test_schedules_follow_the_clock_of_postgresql(moved_postgresql: MovedPostgresql, hours: int) -> None:
    """A run that a dead process had claimed, and one that is planned."""
    moved_postgresql.move_to(0)
    database = open_database(moved_postgresql.store.url, 2)
    schedules, event = ScheduleStore(database), AuditEvent("acme", "SetCheckSchedule")
    claimed, planned = a_record(), a_record()
    for record, delay in ((claimed, 0.0), (planned, 40.0)):
        ConnectorRepository(database).for_tenant("acme").insert(record, EVENT)
        schedules.set("acme", record.id, 60, delay, event)

    def claim(holder: str) -> dict[str, Due]:
        return {due.connector_id: due for due in schedules.claim(holder, 100, 50)}

    lost = claim("a")[claimed.id]
    assert not {claimed.id, planned.id} & set(claim("b"))
    try:
        moved_postgresql.move_to(hours)
        found = claim("c")
        if hours > 0:
            assert {claimed.id, planned.id} <= set(found)
            assert not schedules.finish(lost, 60, 0)
        else:
            for record in (claimed, planned):
                due = schedules.get("acme", record.id).next_run
                assert due is not None
                assert 0 < due / 1000 - (time.time() + hours) < 60
    finally:
        moved_postgresql.move_to(0)
        database.close()


def test_the_service_goes_on_and_every_connector_is_on_one_page(tmp_path: Path) -> None:
    clock = Clock(tmp_path)
    with http_origin() as http:
        service = service_in(tmp_path / "service", egress_allow=f"127.0.0.1:{http.port}", workers="1")
        service.environ = {**service.environ, **clock.environ}
        service.start()
        try:
            connectors = Connectors(service, "acme")
            made = []
            for number, hours in enumerate([0, 1, 0, -1, 0, 1]):
                clock.move_to(hours * HOUR)
                made.append(connectors.create("rest_api", {"url": f"{http.url}/open"}, {}, f"c{number}"))
                assert connectors.test(made[-1]).json()["success"]
                assert connectors.row(made[-1])["lastTestedAt"] is not None
            created = [connectors.row(each)["createdAt"] for each in made]
            assert created[3] < created[0] < created[1]  # the clock was moved
            found, cursor = [], ""
            for _ in made:
                page = connectors.call("GET", f"?limit=1{cursor}").json()
                found += [row["id"] for row in page["data"]]
                cursor = f"&cursor={page['pagination']['cursor']}"
            assert sorted(found) == sorted(made)
            answers = [connectors.test(made[0]).status_code for _ in range(100)]
            clock.move_to(-HOUR)
            answers.append(connectors.test(made[0]).status_code)
            assert (answers.count(200), answers.count(429)) == (100 - len(made), 1 + len(made))
        finally:
            code = service.stop()
        assert code == 0
