"""Replicas that change connectors, each a process of its own."""

from __future__ import annotations

import random
from dataclasses import replace
from threading import Barrier

from server.storage.audit_record import AuditEvent
from server.storage.database import open_database
from server.storage.record import TestStamp
from server.storage.repository import ConnectorRepository
from tests.storage.records import EVENT, a_record


def change_some(url: str, ids: list[str], count: int, barrier: Barrier) -> None:
    """Tests, updates and refusals of these connectors, from several threads' worth of haste."""
    database = open_database(url, 4)
    acme = ConnectorRepository(database).for_tenant("acme")
    random.seed()
    barrier.wait()
    for number in range(count):
        connector_id = random.choice(ids)
        if number % 5 == 4:
            acme.note(AuditEvent("acme", "UpdateConnector", outcome="INVALID_ARGUMENT", connector_id=connector_id))
        elif number % 2:
            status = random.choice(("active", "error"))
            tested = AuditEvent("acme", "TestConnector", connector_id=connector_id)
            acme.stamp_test(connector_id, 1, TestStamp(status, number, None), tested)
        else:
            read = acme.get(connector_id)
            assert read is not None
            event = AuditEvent("acme", "UpdateConnector", connector_id=connector_id, changed_fields=("description",))
            acme.replace(replace(read, revision=read.revision + 1, description=str(number)), read.revision, event)
    database.close()


def connectors(url: str, count: int) -> list[str]:
    database = open_database(url, 2)
    records = [a_record() for _ in range(count)]
    for record in records:
        ConnectorRepository(database).for_tenant("acme").insert(record, EVENT)
    database.close()
    return [record.id for record in records]
