"""Two replicas over one PostgreSQL: each event is sent once, and none is lost with the one that was sending it."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from server.storage.database import Database, open_database
from server.storage.migrate import migrate
from tests.peers.postgresql import PostgresqlServer
from tests.webhooks.receiver import Receiver, receiving
from tests.webhooks.replica import serve
from tests.webhooks.world import World

Start = Callable[..., BaseProcess]

_spawn = multiprocessing.get_context("spawn")


@pytest.fixture
def url(postgresql_server: PostgresqlServer) -> str:
    return postgresql_server.new_database()


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = open_database(url, 4)
    migrate(opened)
    yield opened
    opened.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture
def world(database: Database, receiver: Receiver, tmp_path: Path) -> World:
    return World(database, tmp_path, (f"127.0.0.1:{receiver.port}",))


@pytest.fixture
def start(url: str, world: World, receiver: Receiver, tmp_path: Path) -> Iterator[Start]:
    assert world  # the keyring is there
    replicas = []

    def run(claim_seconds: float = 30.0) -> BaseProcess:
        stop = _spawn.Event()  # of its own: a killed process leaves a shared one locked
        address = f"127.0.0.1:{receiver.port}"
        replica = _spawn.Process(target=serve, args=(url, tmp_path, address, claim_seconds, stop))
        replica.start()
        replicas.append((replica, stop))
        return replica

    yield run
    for replica, stop in replicas:
        if replica.is_alive():
            stop.set()
            replica.join(20)
            replica.kill()


def listening(world: World, receiver: Receiver, count: int) -> list[str]:
    """The ids of so many webhooks, whose secrets the receiver knows."""
    made = []
    for number in range(count):
        webhook = world.create(receiver.url(f"/{number}"))
        receiver.secrets[f"/{number}"] = webhook.secret
        made.append(webhook.record.id)
    return made


def in_order(receiver: Receiver) -> None:
    """The first time that each event came, a connector's came in the order of its changes."""
    last: dict[tuple[str, str], int] = {}
    seen: set[tuple[str, str]] = set()
    for each in receiver.heard:
        if (each.path, each.id) in seen:
            continue
        seen.add((each.path, each.id))
        lane = (each.path, each.event["data"]["connector"]["id"])
        number = int(each.event["data"]["revision"])
        assert last.get(lane, 0) < number
        last[lane] = number


def test_each_event_is_sent_once_and_in_order_while_it_goes_on(world: World, receiver: Receiver, start: Start) -> None:
    webhooks, connectors, changes = listening(world, receiver, 2), [world.connector() for _ in range(5)], 6
    world.flapped(connectors[0], changes)  # it waits for them
    for _ in range(2):
        start()
    for connector in connectors[1:]:
        world.flapped(connector, changes)
    wanted = len(webhooks) * len(connectors) * changes
    receiver.until(wanted)
    time.sleep(0.5)
    assert set(Counter((each.path, each.id) for each in receiver.heard).values()) == {1}
    assert len(receiver.heard) == wanted
    in_order(receiver)
    assert [world.pending(webhook) for webhook in webhooks] == [0, 0]


def test_what_a_killed_replica_was_sending_is_sent_again(world: World, receiver: Receiver, start: Start) -> None:
    [webhook], connectors, changes = listening(world, receiver, 1), [world.connector() for _ in range(3)], 3
    let_go = threading.Event()

    def answer(number: int) -> tuple[int, dict[str, str]]:
        receiver.lock.release()
        try:
            assert number > len(connectors) or let_go.wait(20)
        finally:
            receiver.lock.acquire()
        return 204, {}

    receiver.answer = answer
    for connector in connectors:
        world.flapped(connector, changes)
    killed = start(claim_seconds=2.0)
    receiver.until(len(connectors))  # one of each under way, and nothing behind it
    killed.kill()
    killed.join(20)
    assert world.pending(webhook) == len(connectors) * changes
    let_go.set()
    start(claim_seconds=20.0)
    receiver.until(len(connectors) * (changes + 1))
    time.sleep(0.5)
    sent = Counter(each.id for each in receiver.heard)
    assert len(sent) == len(connectors) * changes
    assert sorted(sent.values()) == [1] * len(connectors) * (changes - 1) + [2] * len(connectors)
    in_order(receiver)
    assert world.pending(webhook) == 0
