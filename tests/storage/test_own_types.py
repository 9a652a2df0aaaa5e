"""Tenants' own types on each store: versions, the quota, and no connector without its type whoever races."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import replace

import pytest

from server.errors import InvalidArgument, NameTaken, QuotaExceeded, TypeInUse
from server.storage.audit_record import AuditEvent
from server.storage.database import Database
from server.storage.own_types import OwnTypeRecord, OwnTypeRepository
from server.storage.repository import ConnectorRepository
from tests.storage.records import a_record

EVENT = AuditEvent("acme", "CreateConnectorType")
RECORD = OwnTypeRecord("acme", "orders", "{}", 1, 1000, 1000)


@pytest.fixture
def own(database: Database) -> OwnTypeRepository:
    return OwnTypeRepository(database, most=3)


def test_a_type_is_kept_as_it_is_and_for_its_tenant(own: OwnTypeRepository) -> None:
    own.insert(RECORD, EVENT)
    own.insert(replace(RECORD, tenant="other", declaration="[]"), replace(EVENT, tenant="other"))
    assert own.get("acme", "orders") == RECORD
    assert own.all("acme") == [RECORD]
    assert own.get("third", "orders") is None
    with pytest.raises(NameTaken):
        own.insert(RECORD, EVENT)


def test_a_version_is_replaced_once(own: OwnTypeRepository) -> None:
    own.insert(RECORD, EVENT)
    second = own.replace("acme", "orders", declaration="[2]", version=1, at=2000, event=EVENT)
    assert second == replace(RECORD, declaration="[2]", version=2, updated_at=2000)
    assert own.replace("acme", "orders", declaration="[3]", version=1, at=3000, event=EVENT) is None
    third = own.replace("acme", "orders", declaration="[3]", version=None, at=3000, event=EVENT)
    assert third is not None
    assert third.version == 3
    assert own.replace("other", "orders", declaration="[3]", version=None, at=3000, event=EVENT) is None


def test_the_quota_is_exact_when_many_create_at_once(own: OwnTypeRepository) -> None:
    refused: list[QuotaExceeded] = []

    def create(number: int) -> None:
        try:
            own.insert(replace(RECORD, name=f"type_{number}"), EVENT)
        except QuotaExceeded as error:
            refused.append(error)

    _at_once([lambda number=number: create(number) for number in range(6)])
    assert (len(own.all("acme")), len(refused)) == (3, 3)
    assert own.delete("acme", own.all("acme")[0].name, EVENT)
    own.insert(replace(RECORD, name="another"), EVENT)


def test_no_connector_outlives_its_type(own: OwnTypeRepository, repository: ConnectorRepository) -> None:
    for number in range(25):
        name = f"type_{number}"
        own.insert(replace(RECORD, name=name), EVENT)
        record = a_record(type=name)
        done = {"created": False, "deleted": False}

        def create(record=record, done=done) -> None:  # type: ignore[no-untyped-def]  # the loop's own values
            with suppress(InvalidArgument):
                repository.for_tenant("acme").insert(record, EVENT, own_type=True)
                done["created"] = True

        def delete(name=name, done=done) -> None:  # type: ignore[no-untyped-def]
            with suppress(TypeInUse):
                done["deleted"] = own.delete("acme", name, EVENT)

        _at_once([create, delete] if number % 2 else [delete, create])
        assert done["created"] != done["deleted"], number
        if done["created"]:
            assert repository.for_tenant("acme").delete(record.id, EVENT)
            assert own.delete("acme", name, EVENT)


def _at_once(acts) -> None:  # type: ignore[no-untyped-def]
    barrier = threading.Barrier(len(acts))

    def run(act) -> None:  # type: ignore[no-untyped-def]
        barrier.wait(10)
        act()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
