"""Checks the trail against its seals, and says what does not fit.

What shows: an event or a batch that was changed, removed, inserted or moved, by whoever has no key of the keyring.
What does not: events since the last sealing (seconds, while the service runs), and a database that was put back as a
whole to an earlier state. For the latter, keep the head that a check prints, and give it to the next one as anchor.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from server.audit.sealing import PURPOSE, Macs
from server.storage.audit_chain import AuditChainStore
from server.storage.audit_reader import AuditReader
from server.storage.audit_record import OPERATORS_TRAIL, Chain, Seal, StoredEvent, Trail, digest_of

PAGE = 200
SPAN = 1000
MAX_NAMED = 5


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head that an earlier check printed: the chain reached this batch, with this tag."""

    number: int
    tag: str


@dataclass(slots=True)
class Report:
    """What was checked; `findings` are what is wrong, each naming its batch or its tenant."""

    head: Anchor
    findings: list[str] = field(default_factory=list)
    batches: int = 0
    events: int = 0
    unsealed: int = 0


class AuditVerifier:
    """One check. Events that are written while it runs are left to the next one."""

    def __init__(self, chain: AuditChainStore, reader: AuditReader, macs: Macs) -> None:
        self._chain = chain
        self._reader = reader
        self._macs = macs
        self._last: dict[str, int] = {}  # by tenant, the last number that the batches so far cover
        self._covered: dict[str, int] = {}

    def verify(self, anchor: Anchor | None = None) -> Report:
        """Raises Unavailable."""
        while True:
            chain = self._chain.chain()
            report = self._verify(chain, anchor)
            if self._chain.chain().pruned_number == chain.pruned_number:
                return report
            # Retention dropped batches while they were checked.

    def _verify(self, chain: Chain, anchor: Anchor | None) -> Report:
        trails = self._chain.trails()
        self._report = Report(Anchor(chain.head_number, chain.head_tag.hex()))
        self._last.clear()
        self._covered.clear()
        self._check_base(chain)
        self._check_batches(chain, anchor)
        for trail in trails:
            self._check_tail(trail)
        self._check_counts(trails)
        return self._report

    def _find(self, message: str) -> None:
        self._report.findings.append(message)

    def _check_base(self, chain: Chain) -> None:
        if chain.pruned_number and not self._macs.verify(
            PURPOSE, chain.base_payload(), chain.base_key_id, chain.base_tag
        ):
            self._find(f"batches up to {chain.pruned_number} were dropped, and not by this service's retention")

    def _check_batches(self, chain: Chain, anchor: Anchor | None) -> None:
        number, tag, known = chain.pruned_number, chain.pruned_tag, {chain.pruned_number: chain.pruned_tag.hex()}
        while number < chain.head_number and (seals := self._chain.seals(number, PAGE)):
            for seal in seals:
                if seal.number > chain.head_number:
                    break
                self._check_batch(seal, number, tag)
                number, tag = seal.number, seal.tag
                if anchor and number == anchor.number:
                    known[number] = tag.hex()
        if (number, tag) != (chain.head_number, chain.head_tag):
            self._find(f"batch {chain.head_number}: the newest batch is not there; the chain ends at {number}")
        if anchor and anchor.number > number:
            self._find(
                f"batch {anchor.number}: the anchor names it and the chain ends at {number}: the newest batches were "
                "removed, or the database was put back to an earlier state"
            )
        elif anchor and anchor.number >= chain.pruned_number and known.get(anchor.number) != anchor.tag:
            self._find(f"batch {anchor.number}: is not the one that the anchor names")

    def _check_batch(self, seal: Seal, before: int, previous_tag: bytes) -> None:
        name = f"batch {seal.number} (tenant {_shown(seal.tenant)}, events {seal.first_number}-{seal.last_number})"
        self._report.batches += 1
        if seal.number != before + 1:
            self._find(f"{name}: batches {before + 1}-{seal.number - 1} before it are missing")
        elif not self._macs.verify(PURPOSE, seal.payload(previous_tag), seal.key_id, seal.tag):
            self._find(f"{name}: its seal was changed, or made with a key that is not in the keyring ({seal.key_id})")
        expected = self._last.get(seal.tenant)
        if expected is not None and seal.first_number != expected + 1:
            self._find(f"{name}: the batch before it ends at event {expected}")
        self._last[seal.tenant] = seal.last_number
        events = self._reader.range(seal.tenant, seal.first_number, seal.last_number)
        self._report.events += len(events)
        self._covered[seal.tenant] = self._covered.get(seal.tenant, 0) + len(events)
        if absent := _absent(events, seal.first_number, seal.last_number):
            self._find(f"{name}: {absent}")
        elif digest_of(events) != seal.digest:
            self._find(f"{name}: an event in it was changed")

    def _check_tail(self, trail: Trail) -> None:
        name = f"tenant {_shown(trail.tenant)}"
        first = self._last.get(trail.tenant, trail.sealed_number) + 1
        if trail.tenant in self._last and trail.sealed_number < self._last[trail.tenant]:
            self._find(f"{name}: is said to be sealed to event {trail.sealed_number}; its batches go to {first - 1}")
        for start in range(first, trail.last_number + 1, SPAN):
            end = min(trail.last_number, start + SPAN - 1)
            events = self._reader.range(trail.tenant, start, end)
            self._report.unsealed += len(events)
            if absent := _absent(events, start, end):
                self._find(f"{name}, not sealed yet: {absent}")

    def _check_counts(self, trails: list[Trail]) -> None:
        """Events that no batch covers and that are not the newest: someone else wrote them."""
        known = {trail.tenant for trail in trails}
        for tenant in self._chain.tenants_with_events():
            if tenant not in known:
                self._find(f"tenant {_shown(tenant)}: has events and no trail")
        for trail in trails:
            covered = self._covered.get(trail.tenant, 0)
            there = self._chain.count(trail.tenant, self._last.get(trail.tenant, trail.sealed_number))
            if there > covered:
                self._find(f"tenant {_shown(trail.tenant)}: {there - covered} events stand where no batch covers them")


def _absent(events: list[StoredEvent], first: int, last: int) -> str:
    """Which numbers are missing; empty when none is."""
    there = {event.number for event in events}
    missing = [number for number in range(first, last + 1) if number not in there]
    if not missing:
        return ""
    named = ", ".join(str(number) for number in missing[:MAX_NAMED])
    return f"{len(missing)} events are missing: {named}{', …' if len(missing) > MAX_NAMED else ''}"


def _shown(tenant: str) -> str:
    return "(operator)" if tenant == OPERATORS_TRAIL else tenant
