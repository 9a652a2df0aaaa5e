"""What watchers are told: every event, once, in order, however many replicas make them and however streams break."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from server.call import Call, Principal
from server.errors import Cancelled, InvalidArgument, RevisionGone, Unavailable
from server.method_policy import Role
from server.services import declared_methods
from server.storage.audit_log import AuditLog
from server.storage.audit_reader import AuditReader
from server.storage.audit_record import AuditEvent
from server.storage.database import open_database
from server.storage.migrate import migrate
from server.storage.repository import ConnectorRepository
from server.storage.revisions import TENANTS, RevisionStore
from server.watch.kinds import APPLIES, CREATES, DELETES, LEAVE_ALONE, TESTS, Kind, kind_of
from server.watch.revisions import Revisions
from server.watch.watch import BATCH, WatchConnectors, Watched
from tests.peers.postgresql import PostgresqlServer
from tests.storage.processes import in_processes
from tests.storage.records import EVENT, a_record
from tests.watch.writers import change_some, connectors

METHODS = {method.name: method for method in declared_methods()}
TENANT = "acme"
NEW = ("authMethod", "config.host", "name", "type")


class Replica:
    """What one process of the service watches with."""

    def __init__(self, url: str) -> None:
        self.database = open_database(url, 8)
        self.store = RevisionStore(self.database)
        self.reader = AuditReader(self.database)
        self.revisions = Revisions(self.store.latest, poll_seconds=0.02)
        self.revisions.start()
        self.watch = WatchConnectors(ConnectorRepository(self.database), self.reader, self.store, self.revisions)

    def close(self) -> None:
        self.revisions.stop()
        self.database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    found = f"sqlite:///{tmp_path_factory.mktemp('watch') / 'connectors.db'}"
    if request.param == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql_server")
        found = server.new_database()
    database = open_database(found, 2)
    migrate(database)
    return found


@pytest.fixture
def replica(url: str) -> Iterator[Replica]:
    made = Replica(url)
    yield made
    made.close()


def a_call(tenant: str = TENANT) -> Call:
    return Call(METHODS["WatchConnectors"], {}, "", principal=Principal(tenant, Role.VIEWER))


class Reader:
    """A client: it breaks off at random and goes on after what it saw last."""

    def __init__(self, replicas: list[Replica], start: str, until: int, seed: int) -> None:
        self.seen: list[Watched] = []
        self._replicas = replicas
        self._revision = start
        self._until = until
        self._random = random.Random(seed)

    def read(self) -> list[Watched]:
        while int(self._revision) < self._until:
            call, left = a_call(), self._random.randrange(2, 60)

            def take(event: Watched, call: Call = call, left: list[int] = [left]) -> None:  # noqa: B006  # a cell
                if left[0] == 0:
                    raise Cancelled("gone")
                left[0] -= 1
                if event.kind is not Kind.OPENED:
                    self.seen.append(event)
                self._revision = str(event.revision)
                if event.revision >= self._until:
                    call.cancellation.cancel()

            with pytest.raises(Cancelled):
                self._random.choice(self._replicas).watch(call, self._revision, take)
        return self.seen


def test_nothing_is_left_out_or_reordered_under_two_replicas(url: str) -> None:
    """Two processes write, two replicas are watched; every reader sees what the trail has, and nothing else."""
    ids = connectors(url, 4)
    replicas = [Replica(url), Replica(url)]
    store, reader = replicas[0].store, replicas[0].reader
    start = store.latest([TENANT])[TENANT]
    end = AuditEvent(TENANT, "DeleteConnector", connector_id="conn_end")
    with ThreadPoolExecutor(4) as pool:
        readers = [Reader(replicas, str(start), 10**9, seed) for seed in range(3)]
        reading = [pool.submit(_until_the_end, each) for each in readers]
        in_processes(2, change_some, url, ids, 150)
        AuditLog(replicas[1].database).append(end)
        seen = [future.result(100) for future in reading]
    events = [stored for stored in reader.all(TENANT, None) if stored.number > start]
    assert [stored.number for stored in events] == list(range(start + 1, start + 1 + len(events)))
    wanted = [(stored.number, stored.event.connector_id) for stored in events if kind_of(stored.event, exists=True)]
    assert len(wanted) > 200
    for one in seen:
        assert [(event.revision, event.connector_id) for event in one] == wanted
        statuses = [event for event in one if event.kind is Kind.STATUS_CHANGED]
        assert statuses
    for each in replicas:
        each.close()


def _until_the_end(reader: Reader) -> list[Watched]:
    """The last event names a connector of its own."""
    seen = reader.seen

    class Ends(list[Watched]):
        def append(self, event: Watched) -> None:
            seen.append(event)
            if event.connector_id == "conn_end":
                reader._until = event.revision

    reader.seen = Ends()
    reader.read()
    return seen


def test_a_stream_begins_where_the_tenant_stands(replica: Replica) -> None:
    for _ in range(3):
        AuditLog(replica.database).append(EVENT)
    call, seen = a_call(), []
    call.cancellation.cancel()
    with pytest.raises(Cancelled):
        replica.watch(call, "", seen.append)
    assert seen == [Watched(3, Kind.OPENED)]


def test_another_tenants_events_are_not_told(replica: Replica) -> None:
    record = a_record("other")
    ConnectorRepository(replica.database).for_tenant("other").insert(record, replace(EVENT, tenant="other"))
    assert replica.store.latest([TENANT, "other"]) == {TENANT: 0, "other": 1}
    call, seen = a_call(), []
    call.cancellation.cancel()
    with pytest.raises(Cancelled):
        replica.watch(call, "0", seen.append)
    assert seen == [Watched(0, Kind.OPENED)]


@pytest.mark.parametrize("revision", ["1", "9", "999999999999999999"])
def test_what_is_not_kept_any_more_is_told_and_what_never_was(replica: Replica, revision: str) -> None:
    log = AuditLog(replica.database)
    for _ in range(5):
        log.append(EVENT)
    with replica.database.peewee.connection_context(), replica.database.peewee.atomic():
        replica.database.peewee.execute_sql("DELETE FROM audit_entries WHERE number <= 2")
    with pytest.raises(RevisionGone):
        replica.watch(a_call(), revision, lambda _event: None)
    call = a_call()
    call.cancellation.cancel()
    with pytest.raises(Cancelled):
        replica.watch(call, "2", lambda _event: None)


@pytest.mark.parametrize("revision", ["x", "-1", "1.5", "9" * 19])
def test_a_wrong_revision_is_refused(replica: Replica, revision: str) -> None:
    with pytest.raises(InvalidArgument, match="revision"):
        replica.watch(a_call(), revision, lambda _event: None)


def test_watchers_leave_when_the_service_stops(replica: Replica) -> None:
    opened = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        watching = pool.submit(replica.watch, a_call(), "", lambda _event: opened.set())
        assert opened.wait(20)
        replica.revisions.stop()
        with pytest.raises(Unavailable):
            watching.result(20)


def test_one_statement_asks_for_many_tenants_and_none_while_nobody_watches() -> None:
    asked: list[list[str]] = []
    looked = threading.Semaphore(0)

    def latest(tenants: list[str]) -> dict[str, int]:
        asked.append(tenants)
        looked.release()
        return dict.fromkeys(tenants, 7)

    revisions = Revisions(latest, poll_seconds=0.01)  # type: ignore[arg-type]  # any sequence
    revisions.start()
    assert not looked.acquire(timeout=0.1)
    with revisions.watching("a"), revisions.watching("b"), revisions.watching("b"):
        assert revisions.wait("a", 6, 20, lambda: False) == 7
        assert looked.acquire(timeout=20)
    assert {tenant for tenants in asked for tenant in tenants} <= {"a", "b"}
    revisions.stop()
    assert TENANTS == 64
    assert BATCH > 0


def test_every_method_that_acts_on_a_connector_has_a_meaning() -> None:
    """A method that is added tomorrow counts as an update: this names those that were thought of."""
    known = (
        CREATES
        | DELETES
        | TESTS
        | LEAVE_ALONE
        | APPLIES
        | {
            *("UpdateConnector", "ConfirmCredentials", "RecordSync", "SetCheckSchedule"),
            *("PromoteCredentials", "RollBackCredentials"),
            *("CreateConnectorType", "UpdateConnectorType", "DeleteConnectorType"),  # of no connector
            "SetDefaultCheckSchedule",  # likewise
            *("CreateWebhook", "UpdateWebhook", "DeleteWebhook", "RotateWebhookSecret", "TestWebhook"),  # likewise
        }
    )
    reads = ("Get", "List", "Watch", "Count", "Export")
    assert {name for name in METHODS if not name.startswith(reads)} - known == set()


@pytest.mark.parametrize(
    ("event", "exists", "kind"),
    [
        (AuditEvent(TENANT, "UpdateConnector"), True, None),
        (AuditEvent(TENANT, "UpdateConnector", connector_id="c", outcome="ABORTED"), True, None),
        (AuditEvent(TENANT, "TestConnector", connector_id="c", reason="CIRCUIT_OPEN"), True, None),
        (AuditEvent(TENANT, "TestConnector", connector_id="c", reason="TIMEOUT"), True, Kind.TESTED),
        (AuditEvent(TENANT, "ScheduledTest", connector_id="c", changed_fields=("status",)), True, Kind.STATUS_CHANGED),
        (
            AuditEvent(TENANT, "ApplyConnectors", connector_id="c", changed_fields=("name", "type", "authMethod")),
            True,
            Kind.CREATED,
        ),
        (AuditEvent(TENANT, "ApplyConnectors", connector_id="c", changed_fields=("name",)), True, Kind.UPDATED),
        (AuditEvent(TENANT, "ApplyConnectors", connector_id="c"), False, Kind.DELETED),
    ],
    ids=str,
)
def test_what_an_event_means(event: AuditEvent, exists: bool, kind: Kind | None) -> None:
    assert kind_of(event, exists=exists) is kind
