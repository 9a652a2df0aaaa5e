"""The key check: written once, and what tells whether a key file may be made."""

from __future__ import annotations

from threading import Barrier

from server.storage.database import Database, open_database
from server.storage.key_check import KeyCheckStore
from server.storage.repository import ConnectorRepository
from tests.storage.processes import in_processes
from tests.storage.records import EVENT, a_record


def put_at_once(url: str, barrier: Barrier) -> tuple[bytes, bytes]:
    import os

    mine = os.urandom(8)
    store = KeyCheckStore(open_database(url, 1))
    barrier.wait()
    return mine, store.put_if_absent(mine)


def test_the_first_key_check_stays(database: Database) -> None:
    store = KeyCheckStore(database)
    assert store.get() is None
    assert store.put_if_absent(b"\x00first") == b"\x00first"
    assert store.put_if_absent(b"second") == b"\x00first"
    assert store.get() == b"\x00first"


def test_of_processes_that_write_at_once_all_are_told_the_same(database: Database, database_url: str) -> None:
    written = in_processes(4, put_at_once, database_url)
    assert len({stored for _, stored in written}) == 1
    assert written[0][1] in [mine for mine, _ in written]


def test_a_database_is_empty_until_it_holds_a_connector_or_a_key_check(database: Database) -> None:
    store = KeyCheckStore(database)
    acme = ConnectorRepository(database).for_tenant("acme")
    assert store.is_empty()
    record = a_record()
    acme.insert(record, EVENT)
    assert not store.is_empty()
    acme.delete(record.id, EVENT)
    assert store.is_empty()
    store.put_if_absent(b"check")
    assert not store.is_empty()
