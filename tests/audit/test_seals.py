"""What was done to the trail behind the service's back shows, and what was not does not."""

from __future__ import annotations

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from server.audit.pruning import DAY_MS, AuditPruner
from server.audit.sealing import AuditSealer
from server.audit.verification import Anchor
from server.storage.audit_record import EventFilter
from tests.audit.conftest import Audited


def _sealed(audited: Audited) -> None:
    """Three batches: acme 1-5, globex 1-3, acme 6-9."""
    for tenant, count in (("acme", 5), ("globex", 3), ("acme", 4)):
        audited.write(tenant, count)
        assert audited.sealer.seal() == count


def test_an_untouched_trail_is_whole_sealed_and_unsealed_alike(audited: Audited) -> None:
    assert audited.verify().findings == []
    _sealed(audited)
    audited.write("acme", 2)
    audited.write("", 1)
    report = audited.verify()
    assert report.findings == []
    assert (report.batches, report.events, report.unsealed) == (3, 12, 3)
    assert audited.verify(report.head).findings == []


def test_sealing_twice_seals_nothing_twice(audited: Audited) -> None:
    _sealed(audited)
    assert audited.sealer.seal() == 0
    assert audited.chain.chain().head_number == 3


# What one who can write the database does, and what the check then says.
TAMPERED: dict[str, tuple[tuple[str, ...], str]] = {
    "an event's outcome is changed": (
        ("UPDATE audit_entries SET outcome = 'OK!' WHERE tenant = 'acme' AND number = 2",),
        r"batch 1 \(tenant acme, events 1-5\): an event in it was changed",
    ),
    "an event's user is changed": (
        ("UPDATE audit_entries SET caller = 'eve' WHERE tenant = 'globex' AND number = 3",),
        r"batch 2 .*changed",
    ),
    "an event is removed": (
        ("DELETE FROM audit_entries WHERE tenant = 'acme' AND number = 4",),
        "batch 1 .*1 events are missing: 4",
    ),
    "an event is removed and the later ones move up": (
        (
            "DELETE FROM audit_entries WHERE tenant = 'acme' AND number = 8",
            "UPDATE audit_entries SET number = 8 WHERE tenant = 'acme' AND number = 9",
            "UPDATE audit_trails SET last_number = 8, sealed_number = 8, total = 8 WHERE tenant = 'acme'",
        ),
        "batch 3 .*missing: 9",
    ),
    "an event is put in": (
        (
            "UPDATE audit_entries SET number = -1 WHERE tenant = 'globex' AND number = 1",
            "UPDATE audit_entries SET tenant = 'acme' WHERE number = -1",
        ),
        "tenant acme: 1 events stand where no batch covers them",
    ),
    "two events change places": (
        (
            "UPDATE audit_entries SET number = 100 WHERE tenant = 'acme' AND number = 1",
            "UPDATE audit_entries SET number = 1 WHERE tenant = 'acme' AND number = 2",
            "UPDATE audit_entries SET number = 2 WHERE tenant = 'acme' AND number = 100",
            "UPDATE audit_entries SET method = 'DeleteConnector' WHERE tenant = 'acme' AND number = 1",
        ),
        "batch 1 .*changed",
    ),
    "a batch goes with its events": (
        ("DELETE FROM audit_seals WHERE number = 2", "DELETE FROM audit_entries WHERE tenant = 'globex'"),
        "batch 3 .*batches 2-2 before it are missing",
    ),
    "a batch goes and the next takes its number": (
        (
            "DELETE FROM audit_seals WHERE number = 2",
            "DELETE FROM audit_entries WHERE tenant = 'globex'",
            "UPDATE audit_seals SET number = 2 WHERE number = 3",
            "UPDATE audit_chain SET head_number = 2",
        ),
        "batch 2 .*its seal was changed",
    ),
    "a batch's span is made smaller": (
        (
            "UPDATE audit_seals SET last_number = 4 WHERE number = 1",
            "DELETE FROM audit_entries WHERE tenant = 'acme' AND number = 5",
        ),
        "batch 1 .*its seal was changed",
    ),
    "the oldest batch goes as if it were too old": (
        (
            "DELETE FROM audit_entries WHERE tenant = 'acme' AND number <= 5",
            "UPDATE audit_chain SET pruned_number = 1, pruned_tag = (SELECT tag FROM audit_seals WHERE number = 1)",
            "DELETE FROM audit_seals WHERE number = 1",
        ),
        "batches up to 1 were dropped, and not by this service's retention",
    ),
    "the newest batch goes": (
        ("DELETE FROM audit_seals WHERE number = 3",),
        "batch 3: the newest batch is not there; the chain ends at 2",
    ),
    "a tenant's trail goes": (
        ("DELETE FROM audit_trails WHERE tenant = 'globex'",),
        "tenant globex: has events and no trail",
    ),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_done_to_the_database_shows(audited: Audited, name: str) -> None:
    statements, said = TAMPERED[name]
    _sealed(audited)
    audited.tamper(*statements)
    findings = audited.verify().findings
    assert any(re.search(said, finding) for finding in findings), findings


def test_the_end_cut_off_with_everything_that_names_it_shows_only_against_an_anchor(audited: Audited) -> None:
    _sealed(audited)
    anchor = audited.verify().head
    audited.tamper(
        "DELETE FROM audit_seals WHERE number = 3",
        "DELETE FROM audit_entries WHERE tenant = 'acme' AND number > 5",
        "UPDATE audit_trails SET last_number = 5, sealed_number = 5, total = 5 WHERE tenant = 'acme'",
        "UPDATE audit_chain SET head_number = 2, head_tag = (SELECT tag FROM audit_seals WHERE number = 2)",
    )
    assert audited.verify().findings == []  # as the documentation says
    assert "newest batches were removed" in audited.verify(anchor).findings[0]
    audited.write("acme", 4)
    audited.sealer.seal()
    assert "is not the one that the anchor names" in audited.verify(anchor).findings[0]
    assert audited.verify(Anchor(0, "")).findings == []


def test_an_event_that_is_not_sealed_yet_is_missed_but_not_its_content(audited: Audited) -> None:
    audited.write("acme", 3)
    audited.tamper("DELETE FROM audit_entries WHERE number = 2")
    assert "tenant acme, not sealed yet: 1 events are missing: 2" in audited.verify().findings[0]


def test_what_is_older_than_the_operator_keeps_goes_and_the_rest_is_still_whole(
    audited: Audited, monkeypatch: pytest.MonkeyPatch
) -> None:
    pruner = AuditPruner(audited.chain, audited.vault, 2)
    three_days_ago = time.time_ns() - 3 * DAY_MS * 1_000_000
    with monkeypatch.context() as patch:
        patch.setattr("server.storage.audit_log.time.time_ns", lambda: three_days_ago)
        for tenant, count in (("acme", 5), ("globex", 3)):
            audited.write(tenant, count)
            audited.sealer.seal()
    audited.write("acme", 4)
    audited.sealer.seal()
    assert AuditPruner(audited.chain, audited.vault, 0).prune() == 0
    assert pruner.prune() == 2
    assert pruner.prune() == 0
    report = audited.verify()
    assert report.findings == []
    assert (report.batches, report.events) == (1, 4)
    assert [event.number for event in audited.reader.range("acme", 1, 100)] == [6, 7, 8, 9]
    assert audited.reader.page("acme", 10, None, EventFilter()).total == 4
    audited.write("globex", 1)
    audited.sealer.seal()
    assert audited.verify().findings == []


def test_sealers_and_writers_side_by_side_leave_one_whole_chain(audited: Audited) -> None:
    done = threading.Event()

    def seal() -> None:
        sealer = AuditSealer(audited.chain, audited.reader, audited.vault)
        while not done.is_set():
            sealer.seal()

    with ThreadPoolExecutor(6) as pool:
        sealing = [pool.submit(seal) for _ in range(2)]
        writing = [pool.submit(audited.write, tenant, 25) for tenant in ("acme", "acme", "acme", "globex")]
        for written in writing:
            written.result()
        done.set()
        for sealed in sealing:
            sealed.result()
    audited.sealer.seal()
    report = audited.verify()
    assert report.findings == []
    assert (report.events, report.unsealed) == (100, 0)


def test_a_large_backlog_is_sealed_in_bounded_batches(audited: Audited, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.audit.sealing.BATCH_EVENTS", 10)
    for tenant in ("a", "b", "c"):
        audited.write(tenant, 12)
    assert audited.sealer.seal() == 36
    assert audited.verify().findings == []
    assert all(seal.last_number - seal.first_number < 10 for seal in audited.chain.seals(0, 100))


def test_a_seal_under_a_key_that_is_gone_is_named(audited: Audited) -> None:
    _sealed(audited)
    audited.tamper("UPDATE audit_seals SET key_id = 'another' WHERE number = 1")
    assert any("not in the keyring (another)" in finding for finding in audited.verify().findings)
