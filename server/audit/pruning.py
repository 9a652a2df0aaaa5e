"""Drops what is older than the operator keeps: whole batches, from the chain's oldest end, with a tag that says so."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import takewhile

from server.audit.sealing import PURPOSE, Macs
from server.storage.audit_chain import AuditChainStore

DAY_MS = 86_400_000
BATCHES = 20  # in one transaction


class AuditPruner:
    """`days` 0: everything is kept."""

    def __init__(self, chain: AuditChainStore, macs: Macs, days: int) -> None:
        self._chain = chain
        self._macs = macs
        self._days = days

    def prune(self) -> int:
        """How many batches were dropped. Raises Unavailable."""
        if not self._days:
            return 0
        oldest_kept = time.time_ns() // 1_000_000 - self._days * DAY_MS
        dropped = 0
        while count := self._prune(oldest_kept):
            dropped += count
        return dropped

    def _prune(self, oldest_kept: int) -> int:
        chain = self._chain.chain()
        oldest = self._chain.seals(chain.pruned_number, BATCHES)
        seals = list(takewhile(lambda seal: seal.last_time < oldest_kept, oldest))
        if not seals:
            return 0
        base = replace(chain, pruned_number=seals[-1].number, pruned_tag=seals[-1].tag)
        mac = self._macs.mac(PURPOSE, base.base_payload())
        base = replace(base, base_key_id=mac.key_id, base_tag=mac.tag)
        return len(seals) if self._chain.prune(seals, base, chain.pruned_number) else 0
