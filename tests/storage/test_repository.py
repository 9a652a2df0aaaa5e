"""What a tenant's connectors promise, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from server.errors import Conflict, InvalidArgument, NameTaken
from server.storage.record import ConnectorFilter, ConnectorRecord, TestStamp
from server.storage.repository import ConnectorRepository, TenantConnectors
from tests.storage.records import EVENT, a_record, shown

PASSED = TestStamp(
    status="active", tested_at=1_773_570_700_000, error=None, row_count=18_432, sync_at=1_773_570_700_001
)
FAILED = TestStamp(status="error", tested_at=1_773_570_800_000, error="no answer")


@pytest.fixture
def acme(repository: ConnectorRepository) -> TenantConnectors:
    return repository.for_tenant("acme")


def test_every_field_comes_back_as_it_was_stored(acme: TenantConnectors) -> None:
    record = a_record(
        description="Main\ndata 'warehouse' ☃ %s ?",
        revision=7,
        target_revision=5,
        secret_version=3,
        sealed_auth=bytes(range(256)),
        sealed_config=b"",
        last_tested_at=2**53,
        last_error="refused",
        last_sync_row_count=2**62,
        last_sync_at=0,
        credential_fields=("password", "username"),
        labels={"team": "data", "env": "prod"},
    )
    acme.insert(record, EVENT)
    assert acme.get(record.id) == record
    assert acme.show(record.id) == shown(record)
    assert acme.page(1, None).records == acme.find(ConnectorFilter(text="warehouse"), 1).records == [shown(record)]


def test_what_is_shown_reads_as_what_is_stored(acme: TenantConnectors) -> None:
    for fields in ({}, {"sealed_auth": b"x", "credential_fields": ("token",), "labels": {"env": "prod"}}):
        record = a_record(**fields)
        acme.insert(record, EVENT)
        seen = acme.show(record.id)
        assert seen is not None
        for name in ("config", "labels", "credential_fields", "has_credentials", "etag"):
            assert getattr(seen, name) == getattr(record, name)


def test_absent_things_are_absent(acme: TenantConnectors) -> None:
    acme.insert(a_record(), EVENT)
    assert acme.get("conn_none") is None
    assert acme.show("conn_none") is None
    assert acme.delete("conn_none", EVENT) is False
    assert acme.stamp_test("conn_none", 1, PASSED, EVENT) is None
    assert acme.replace(a_record(), 1, EVENT) is False


@pytest.mark.parametrize("odd", ["", "\0", "conn_\0x", "\ud800", "é", "x" * 10_000, "' OR 1=1 --", "%"])
def test_an_id_that_no_connector_can_have_is_absent(acme: TenantConnectors, odd: str) -> None:
    acme.insert(a_record(), EVENT)
    assert acme.get(odd) is None
    assert acme.show(odd) is None
    assert acme.delete(odd, EVENT) is False
    assert acme.page(10, odd).total == 1


@pytest.mark.parametrize("text", ["bell\0", "half \ud83d pair"])
def test_a_text_that_cannot_be_stored_is_the_callers_error_or_comes_back_whole(
    acme: TenantConnectors, text: str
) -> None:
    record = a_record(name=text)
    try:
        acme.insert(record, EVENT)
    except InvalidArgument:
        assert acme.page(10, None).total == 0
    else:
        assert acme.get(record.id) == record


def test_a_name_is_unique_in_its_tenant_alone(acme: TenantConnectors, repository: ConnectorRepository) -> None:
    first, second = a_record(name="Orders"), a_record(name="Customers")
    acme.insert(first, EVENT)
    acme.insert(second, EVENT)
    repository.for_tenant("globex").insert(a_record("globex", name="Orders"), EVENT)
    with pytest.raises(NameTaken):
        acme.insert(a_record(name="Orders"), EVENT)
    with pytest.raises(NameTaken):
        acme.replace(replace(second, name="Orders"), 1, EVENT)
    assert acme.page(10, None).total == 2
    acme.delete(first.id, EVENT)
    acme.insert(a_record(name="Orders"), EVENT)


def test_an_id_that_is_there_already_is_a_conflict_and_not_counted(acme: TenantConnectors) -> None:
    record = a_record()
    acme.insert(record, EVENT)
    with pytest.raises(Conflict) as caught:
        acme.insert(replace(record, name="Another"), EVENT)
    assert not isinstance(caught.value, NameTaken)
    assert acme.page(10, None).total == 1


def test_a_record_of_another_tenant_is_never_written(acme: TenantConnectors) -> None:
    with pytest.raises(RuntimeError):
        acme.insert(a_record("globex"), EVENT)
    with pytest.raises(RuntimeError):
        acme.replace(a_record("globex"), 1, EVENT)


FOREIGN: dict[str, Callable[[TenantConnectors, ConnectorRecord], Any]] = {
    "get": lambda connectors, theirs: connectors.get(theirs.id),
    "show": lambda connectors, theirs: connectors.show(theirs.id),
    "delete": lambda connectors, theirs: connectors.delete(theirs.id, EVENT),
    "replace": lambda connectors, theirs: connectors.replace(replace(theirs, tenant="globex", name="Mine"), 1, EVENT),
    "stamp_test": lambda connectors, theirs: connectors.stamp_test(theirs.id, 1, PASSED, EVENT),
    "page": lambda connectors, _theirs: connectors.page(10, None).records,
}


@pytest.mark.parametrize("method", FOREIGN)
def test_another_tenants_connector_behaves_as_an_absent_one(
    acme: TenantConnectors, repository: ConnectorRepository, method: str
) -> None:
    theirs = a_record()
    acme.insert(theirs, EVENT)
    globex = repository.for_tenant("globex")
    absent = replace(theirs, id="conn_absent")
    assert FOREIGN[method](globex, theirs) == FOREIGN[method](globex, absent)
    assert acme.get(theirs.id) == theirs
    assert (acme.page(10, None).total, globex.page(10, None).total) == (1, 0)


def test_a_change_is_written_once_over_the_revision_it_was_read_at(acme: TenantConnectors) -> None:
    record = a_record()
    acme.insert(record, EVENT)
    changed = replace(
        record,
        name="Renamed",
        type="bigquery",
        description="now",
        config={},
        auth_method="key_file",
        status="inactive",
        updated_at=record.updated_at + 1,
        revision=2,
        target_revision=2,
        secret_version=2,
        sealed_auth=b"sealed",
        sealed_config=b"also",
    )
    assert acme.replace(changed, 1, EVENT) is True
    assert acme.get(record.id) == changed
    assert acme.replace(replace(changed, name="Late", revision=2), 1, EVENT) is False
    assert acme.get(record.id) == changed


def test_a_change_does_not_undo_a_test_that_came_between(acme: TenantConnectors) -> None:
    read = a_record()
    acme.insert(read, EVENT)
    tested = acme.stamp_test(read.id, 1, PASSED, EVENT)
    assert tested is not None
    assert acme.replace(replace(read, name="Renamed", revision=2), 1, EVENT) is False
    assert acme.get(read.id) == tested
    assert acme.replace(replace(tested, name="Renamed", revision=2), 1, EVENT) is True
    assert acme.get(read.id) == replace(tested, name="Renamed", revision=2)


def test_a_test_stamps_its_outcome_and_nothing_else(acme: TenantConnectors) -> None:
    record = a_record(revision=4, target_revision=3)
    acme.insert(record, EVENT)
    passed = acme.stamp_test(record.id, 3, PASSED, EVENT)
    assert passed == replace(
        record,
        status="active",
        last_tested_at=PASSED.tested_at,
        updated_at=PASSED.tested_at,
        last_sync_row_count=18_432,
        last_sync_at=PASSED.sync_at,
    )
    failed = acme.stamp_test(record.id, 3, FAILED, EVENT)
    assert failed == replace(
        passed, status="error", last_error="no answer", last_tested_at=FAILED.tested_at, updated_at=FAILED.tested_at
    )
    assert acme.get(record.id) == failed


def test_a_test_of_what_is_no_longer_stored_stamps_nothing(acme: TenantConnectors) -> None:
    record = a_record(target_revision=2)
    acme.insert(record, EVENT)
    assert acme.stamp_test(record.id, 1, FAILED, EVENT) is None
    assert acme.get(record.id) == record
    acme.delete(record.id, EVENT)
    assert acme.stamp_test(record.id, 2, PASSED, EVENT) is None
    assert acme.get(record.id) is None
    assert acme.page(10, None).total == 0


def test_of_many_that_change_one_revision_at_once_exactly_one_wins(acme: TenantConnectors) -> None:
    record = a_record()
    acme.insert(record, EVENT)
    start = threading.Barrier(16)

    def change(number: int) -> bool:
        start.wait()
        return acme.replace(replace(record, name=f"by {number}", revision=2), 1, EVENT)

    with ThreadPoolExecutor(16) as pool:
        won = list(pool.map(change, range(16)))
    assert won.count(True) == 1
    stored = acme.get(record.id)
    assert stored is not None
    assert stored.name == f"by {won.index(True)}"


def test_of_many_that_take_one_name_at_once_exactly_one_gets_it(acme: TenantConnectors) -> None:
    records = [a_record(name="Orders") for _ in range(16)]
    start = threading.Barrier(16)

    def create(record: ConnectorRecord) -> bool:
        start.wait()
        try:
            acme.insert(record, EVENT)
        except NameTaken:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        won = list(pool.map(create, records))
    assert won.count(True) == 1
    assert acme.page(10, None).total == 1


def test_three_hundred_threads_share_a_small_pool(acme: TenantConnectors) -> None:
    record = a_record()
    acme.insert(record, EVENT)
    with ThreadPoolExecutor(300) as pool:
        found = list(pool.map(lambda _: acme.get(record.id), range(900)))
    assert found == [record] * 900
