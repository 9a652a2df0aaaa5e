"""Tests of what is not stored: a draft of a connector, new or changed. Nothing is stamped.

Stored secrets are used only where the draft leads where the stored connector leads, whatever the operator says of
bindings elsewhere: such a test leaves no row to see afterwards, so it must not be the way a secret leaves the house.

The circuit is the stored connector's own while the draft would be tested as that is; otherwise one of the draft's
content. So the same wrong password is not tried for ever, and correcting it closes the circuit at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import orjson

from probes.result import ProbeResult
from probes.run import Job
from server.breaker.breaker import Circuit, Refusal
from server.call import Call
from server.connectors import binding
from server.connectors.circuit_rules import circuit_open
from server.connectors.credential_metadata import Fingerprints
from server.connectors.drafts import Draft
from server.connectors.probing import Probing, job_of, no_test_yet
from server.connectors.type_catalogue import TypeCatalogue
from server.errors import TestFailed
from server.storage.record import ConnectorRecord

CIRCUIT_DIGITS = 40


class UnsavedTests:
    """`admit` raises RateLimited where a tenant makes too many tests before saving."""

    def __init__(
        self,
        probing: Probing,
        types: TypeCatalogue,
        fingerprints: Fingerprints,
        admit: Callable[[str], None],
        *,
        binding: bool = False,
    ) -> None:
        self._probing = probing
        self._types = types
        self._fingerprints = fingerprints
        self._admit = admit
        self._binding = binding

    def run(self, call: Call, draft: Draft, stored: ConnectorRecord | None = None) -> ProbeResult:
        """Raises TestQueueFull, Unavailable, Cancelled, DeadlineExceeded."""
        if draft.type.probe is None:
            return no_test_yet(draft.type.name)
        if stored is not None and draft.keeps_secrets and self._leads_elsewhere(draft, stored):
            return binding.refusal(draft.type, draft.record, draft.secrets)
        job = job_of(draft.type, draft.record, draft.secrets, self._probing.budget(call))
        if isinstance(job, ProbeResult):
            return job
        circuit = self._circuit(draft, stored, job)
        result = self._probing.run(call, replace(job, connector_id=circuit.connector_id), circuit)
        return circuit_open(result) if isinstance(result, Refusal) else result

    def require(self, call: Call, draft: Draft, stored: ConnectorRecord | None = None) -> None:
        """Raises TestFailed where the test does not pass, RateLimited, and what `run` raises."""
        self._admit(call.caller.tenant)
        result = self.run(call, draft, stored)
        if not result.success:
            told = {"reason": result.reason, "field": result.field, "hint": result.hint}
            metadata = {name: str(value) for name, value in told.items() if value}
            raise TestFailed(f"nothing was stored, since the test failed: {result.message}", metadata=metadata)

    def _leads_elsewhere(self, draft: Draft, stored: ConnectorRecord) -> bool:
        then = binding.digest_of(self._types.find(stored.tenant, stored.type), stored, draft.before)
        if self._binding and stored.bound_destination not in (None, then):
            return True
        return binding.digest_of(draft.type, draft.record, draft.secrets) != then

    def _circuit(self, draft: Draft, stored: ConnectorRecord | None, job: Job) -> Circuit:
        if stored is not None and draft.record.target_revision == stored.target_revision:
            return Circuit(stored.tenant, stored.id, stored.target_revision)
        content = ["TestConfig", job.type_name, job.auth_method, job.parameters, job.credentials, job.declaration]
        digest = self._fingerprints.fingerprint(job.tenant, orjson.dumps(content, option=orjson.OPT_SORT_KEYS))
        return Circuit(job.tenant, f"config_{digest[:CIRCUIT_DIGITS]}", 1)
