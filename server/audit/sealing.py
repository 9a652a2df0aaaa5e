"""Seals the trail in batches: what is sealed cannot be changed, removed, added to or reordered unseen.

Nothing is locked while a batch is hashed: numbers are given under a lock that lasts until the commit, so every event
up to a trail's last number is there and will not change. Replicas seal side by side; the chain's head decides.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Protocol

from server.storage.audit_chain import AuditChainStore
from server.storage.audit_reader import AuditReader
from server.storage.audit_record import Chain, Seal, Trail, digest_of
from server.vault.derived import Mac

PURPOSE = "audit"
BATCH_EVENTS = 1000
BATCHES = 50  # in one transaction
ROUNDS = 20  # in one call: a backlog is worked off over several


class Macs(Protocol):
    def mac(self, purpose: str, data: bytes) -> Mac: ...

    def verify(self, purpose: str, data: bytes, key_id: str, tag: bytes) -> bool: ...


class AuditSealer:
    def __init__(self, chain: AuditChainStore, reader: AuditReader, macs: Macs) -> None:
        self._chain = chain
        self._reader = reader
        self._macs = macs

    def seal(self) -> int:
        """How many events were sealed. Raises Unavailable."""
        sealed = 0
        for _ in range(ROUNDS):
            # The head before the trails: what another replica seals in between moves the head, and ours is not stored.
            head = self._chain.chain()
            trails = self._chain.unsealed(BATCHES)
            count = self._seal(head, trails) if trails else 0
            if not count:
                break
            sealed += count
        return sealed

    def _seal(self, head: Chain, trails: list[Trail]) -> int:
        number, previous = head.head_number, head.head_tag
        seals: list[Seal] = []
        room = BATCH_EVENTS
        for trail in trails:
            if room == 0:
                break
            number += 1
            seals.append(self._sealed(trail, room, number, previous))
            previous = seals[-1].tag
            room -= seals[-1].last_number - seals[-1].first_number + 1
        if not self._chain.extend(seals, head.head_number):
            return 0  # another replica was faster
        return BATCH_EVENTS - room

    def _sealed(self, trail: Trail, room: int, number: int, previous: bytes) -> Seal:
        first = trail.sealed_number + 1
        last = min(trail.last_number, trail.sealed_number + room)
        events = self._reader.range(trail.tenant, first, last)
        seal = Seal(
            number=number,
            tenant=trail.tenant,
            first_number=first,
            last_number=last,
            last_time=events[-1].time if events else 0,
            sealed_at=time.time_ns() // 1_000_000,
            digest=digest_of(events),
            key_id="",
            tag=b"",
        )
        mac = self._macs.mac(PURPOSE, seal.payload(previous))
        return replace(seal, key_id=mac.key_id, tag=mac.tag)
