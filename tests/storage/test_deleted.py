"""Deleted connectors that are kept for a while: gone for everyone, brought back whole, destroyed in the end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from server.connectors.purging import ConnectorPurge
from server.connectors.sealing import Sealer, Secrets
from server.errors import NameTaken, QuotaExceeded
from server.storage.audit_reader import AuditReader
from server.storage.audit_record import EventFilter
from server.storage.connector_writes import Hidden
from server.storage.create_requests import KEPT_MS, CreateRequests
from server.storage.database import Database
from server.storage.deleted import PURGE, DeletedPurge
from server.storage.erasure import erase_tenant
from server.storage.key_check import KeyCheckStore
from server.storage.record import ConnectorFilter, ConnectorRecord, CreateClaim, Quota, TestStamp
from server.storage.repository import ConnectorRepository
from server.storage.resealing import ResealStore
from server.storage.tenant_keys import TenantKeyStore
from server.vault.key_check import open_vault
from server.vault.key_file import create_key_file
from server.wrapped_key import KeyPurpose
from tests.storage.records import EVENT, a_record

DAY = Hidden(1_000, 1_000 + 86_400_000)
SECRETS = Secrets({"password": "canary"}, {"/url": "canary"})
EVERYTHING = ConnectorFilter(show_deleted=True)


def _hidden(repository: ConnectorRepository, **fields: object) -> ConnectorRecord:
    record = a_record(**fields)
    connectors = repository.for_tenant(record.tenant)
    connectors.insert(record, EVENT)
    assert connectors.delete(record.id, EVENT, hidden=DAY)
    return record


def test_it_is_gone_for_every_call_and_its_name_is_free(repository: ConnectorRepository) -> None:
    connectors = repository.for_tenant("acme")
    record = _hidden(repository, labels={"env": "prod"})
    assert connectors.get(record.id) is None
    assert not connectors.replace(record, 2, EVENT)
    assert not connectors.delete(record.id, EVENT)
    assert connectors.stamp_test(record.id, 1, TestStamp("active", 1, None), EVENT) is None
    page = connectors.page(10, None)
    assert (page.records, page.total) == ([], 0)
    assert connectors.find(ConnectorFilter(labels=(("env", None),)), 10).total == 0
    assert connectors.counts(ConnectorFilter()) == []
    assert connectors.named([record.name]) == []
    connectors.insert(a_record(name=record.name), EVENT)
    shown = connectors.find(EVERYTHING, 10)
    assert (shown.total, [found.deleted_at for found in shown.records]) == (2, [None, DAY.deleted_at])


def test_it_comes_back_as_it_was_unless_its_name_is_taken(repository: ConnectorRepository) -> None:
    connectors = repository.for_tenant("acme")
    record = _hidden(repository, labels={"env": "prod"})
    other = a_record(name=record.name)
    connectors.insert(other, EVENT)
    with pytest.raises(NameTaken):
        connectors.restore(record.id, EVENT)
    assert connectors.delete(other.id, EVENT)
    restored = connectors.restore(record.id, EVENT)
    assert restored is not None
    assert (restored.name, restored.config, restored.labels) == (record.name, record.config, record.labels)
    assert (restored.revision, restored.deleted_at, restored.purge_at) == (3, None, None)
    assert connectors.get(record.id) == restored
    assert connectors.page(10, None).total == 1
    assert connectors.restore(record.id, EVENT) is None


def test_coming_back_counts_to_the_quota(database: Database) -> None:
    repository = ConnectorRepository(database, Quota(connectors=1))
    connectors = repository.for_tenant("acme")
    record = _hidden(repository)
    connectors.insert(a_record(), EVENT)
    with pytest.raises(QuotaExceeded):
        connectors.restore(record.id, EVENT)
    assert connectors.get_deleted(record.id) is not None


def test_it_is_destroyed_when_its_time_is_over_by_one_of_many_processes(
    database: Database, repository: ConnectorRepository
) -> None:
    kept = a_record()
    repository.for_tenant("acme").insert(kept, EVENT)
    hidden = [_hidden(repository, tenant=tenant) for tenant in ("acme", "acme", "other")]
    purges = [DeletedPurge(database, Quota()) for _ in range(4)]
    assert purges[0].due(DAY.purge_at - 1, 100) == 0
    with ThreadPoolExecutor(4) as pool:
        destroyed = list(pool.map(lambda purge: purge.due(DAY.purge_at, 100), purges))
    assert sum(destroyed) == 3
    assert all(repository.for_tenant(record.tenant).get_deleted(record.id) is None for record in hidden)
    assert repository.for_tenant("acme").get(kept.id) == kept
    events = AuditReader(database).page("acme", 10, None, EventFilter(method=PURGE)).events
    assert {stored.event.connector_id for stored in events} == {hidden[0].id, hidden[1].id}
    repository.for_tenant("acme").insert(a_record(name=hidden[0].name), EVENT)


def test_a_tenant_keeps_no_more_deleted_ones_than_it_may_have(database: Database) -> None:
    quota = Quota(connectors=2)
    repository = ConnectorRepository(database, quota)
    hidden = [_hidden(repository) for _ in range(5)]
    purge = DeletedPurge(database, quota)
    assert (purge.crowded(100), purge.crowded(100)) == (3, 0)
    connectors = repository.for_tenant("acme")
    assert [connectors.get_deleted(record.id) is not None for record in hidden] == [False, False, False, True, True]


def test_erasing_and_rotating_reach_deleted_ones_too(database: Database, tmp_path: Path) -> None:
    create_key_file(tmp_path / "keyring.json")
    vault = open_vault(tmp_path / "keyring.json", KeyCheckStore(database), TenantKeyStore(database), may_create=False)
    sealer = Sealer(vault)
    repository = ConnectorRepository(database)
    record = sealer.seal(a_record(), SECRETS)
    connectors = repository.for_tenant("acme")
    connectors.insert(record, EVENT)
    assert connectors.delete(record.id, EVENT, hidden=DAY)
    vault.tenant_keys.make("acme", KeyPurpose.SEAL)
    rows = ResealStore(database)
    [stale] = rows.page(None, 10)
    assert rows.swap([(stale, sealer.reseal(stale))]) == 1
    assert rows.count() == 0
    TenantKeyStore(database).destroy_unused()
    restored = connectors.restore(record.id, EVENT)
    assert restored is not None
    assert sealer.open(restored) == SECRETS
    assert connectors.delete(record.id, EVENT, hidden=DAY)
    assert erase_tenant(database, "acme")["connectors"] == 1


def test_the_id_of_a_request_counts_for_a_day(database: Database) -> None:
    requests, connectors = CreateRequests(database), ConnectorRepository(database).for_tenant("acme")

    def claim(at: int) -> CreateClaim:
        return CreateClaim("r-1", b"digest", f"conn_{at}", "ann", at)

    now = KEPT_MS * 2
    assert connectors.insert(a_record(), EVENT, claim=claim(now)) is None
    assert connectors.insert(a_record(), EVENT, claim=claim(now + KEPT_MS - 1)) == claim(now)
    assert connectors.claimed("r-1", now + KEPT_MS - 1) == claim(now)
    assert connectors.claimed("r-1", now + KEPT_MS) is None
    assert connectors.insert(a_record(), EVENT, claim=claim(now + KEPT_MS)) is None
    assert connectors.page(10, None).total == 2
    assert ConnectorPurge(DeletedPurge(database, Quota()), requests)() == 0  # it drops what is older than a day now
    assert connectors.claimed("r-1", now + KEPT_MS) is None
