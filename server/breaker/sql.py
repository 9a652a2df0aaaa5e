"""CircuitBreaker in the service's own database: a row for each connector that has failed since it last succeeded."""

from __future__ import annotations

import secrets
import time
from typing import Any

import peewee

from server.breaker import state as rules
from server.breaker.breaker import OPEN_SECONDS, TRIAL_LEASE_SECONDS, Circuit, Outcome, Permit, Refusal
from server.breaker.state import MICROSECONDS, CircuitState, Timing
from server.storage.database import Database, Transaction
from server.storage.statement import parameter

# A circuit that nobody touched for so long is forgotten: nobody hammers that connector.
FORGET_AFTER_SECONDS = 24 * 3600
PRUNE_EVERY_SECONDS = 600.0


class CircuitRow(peewee.Model):
    """CircuitState by connector. Times are microseconds of the store's clock."""

    tenant = peewee.TextField()
    connector_id = peewee.TextField()
    target_revision = peewee.BigIntegerField()
    failures = peewee.IntegerField()
    cause = peewee.TextField(null=True)
    open_until = peewee.BigIntegerField(null=True)
    trial = peewee.TextField(null=True)
    trial_until = peewee.BigIntegerField(null=True)
    touched_at = peewee.BigIntegerField()

    class Meta:
        table_name = "circuits"
        primary_key = peewee.CompositeKey("tenant", "connector_id")


_STATE = (
    CircuitRow.target_revision,
    CircuitRow.failures,
    CircuitRow.cause,
    CircuitRow.open_until,
    CircuitRow.trial,
    CircuitRow.trial_until,
)
_IS_IT = (CircuitRow.tenant == parameter("tenant")) & (CircuitRow.connector_id == parameter("connector_id"))


class SqlCircuitBreaker:
    """One breaker over every process that shares the database. Healthy connectors cost one read and no write."""

    def __init__(
        self, database: Database, *, open_seconds: float = OPEN_SECONDS, lease_seconds: float = TRIAL_LEASE_SECONDS
    ) -> None:
        self._timing = Timing.of_seconds(open_seconds, lease_seconds)
        self._database = database.shared_state
        compiled = self._database.compile
        clock = self._database.clock
        self._look = compiled(CircuitRow.select(*_STATE, clock).where(_IS_IT))
        # An insert that touches what is there: it locks the row, absent or not, and RETURNING reads the clock after.
        self._lock = compiled(
            CircuitRow.insert(
                {
                    CircuitRow.tenant: parameter("tenant"),
                    CircuitRow.connector_id: parameter("connector_id"),
                    CircuitRow.target_revision: parameter("target_revision"),
                    CircuitRow.failures: 0,
                    CircuitRow.touched_at: clock,
                }
            )
            .on_conflict(
                conflict_target=[CircuitRow.tenant, CircuitRow.connector_id],
                update={CircuitRow.touched_at: clock},
            )
            .returning(*_STATE, clock)
        )
        self._save = compiled(CircuitRow.update({field: parameter(field.name) for field in _STATE}).where(_IS_IT))
        self._delete = compiled(CircuitRow.delete().where(_IS_IT))
        self._prune = compiled(
            CircuitRow.delete().where(CircuitRow.touched_at < clock - FORGET_AFTER_SECONDS * MICROSECONDS)
        )
        self._prune_at = time.monotonic() + PRUNE_EVERY_SECONDS

    def admit(self, circuit: Circuit) -> Permit | Refusal:
        """Whether a probe may go now. Raises Unavailable."""
        state, now = self._seen(circuit)
        answer = rules.admit(state, circuit, now, self._timing)
        return answer or self._admit_to_trial(circuit)

    def report(self, circuit: Circuit, permit: Permit, outcome: Outcome) -> None:
        """What came of a permitted probe. Raises Unavailable."""
        if outcome is Outcome.NEUTRAL and permit.trial is None:
            return
        if outcome is Outcome.HEALTHY and self._seen(circuit)[0] is None:
            return
        with self._database.transaction() as transaction:
            state, now = self._locked(transaction, circuit)
            after = rules.report(state, circuit, permit, outcome, now=now, timing=self._timing)
            self._store(transaction, circuit, after)
        self._prune_now_and_then()

    def forget(self, tenant: str, connector_id: str) -> None:
        """Drops what is known of a connector that was deleted. Raises Unavailable."""
        self._database.write(self._delete, tenant=tenant, connector_id=connector_id)

    def _admit_to_trial(self, circuit: Circuit) -> Permit | Refusal:
        with self._database.transaction() as transaction:
            state, now = self._locked(transaction, circuit)
            answer = rules.admit(state, circuit, now, self._timing)
            if answer is not None:
                self._store(transaction, circuit, state)
                return answer
            trial = secrets.token_hex(8)
            self._store(transaction, circuit, rules.with_trial(state, trial, now, self._timing))
        return Permit(trial)

    def _seen(self, circuit: Circuit) -> tuple[CircuitState | None, int]:
        rows = self._database.read(self._look, tenant=circuit.tenant, connector_id=circuit.connector_id)
        return _state(rows[0]) if rows else (None, 0)

    def _locked(self, transaction: Transaction, circuit: Circuit) -> tuple[CircuitState, int]:
        """The state, held until the transaction ends; a row without failures is the same as none."""
        [row] = transaction.run(
            self._lock,
            tenant=circuit.tenant,
            connector_id=circuit.connector_id,
            target_revision=circuit.target_revision,
        )
        return _state(row)

    def _store(self, transaction: Transaction, circuit: Circuit, state: CircuitState | None) -> None:
        key = {"tenant": circuit.tenant, "connector_id": circuit.connector_id}
        if state is None or state.failures == 0:
            transaction.run(self._delete, **key)
            return
        transaction.run(self._save, **key, **{field.name: getattr(state, field.name) for field in _STATE})

    def _prune_now_and_then(self) -> None:
        if time.monotonic() < self._prune_at:
            return
        self._prune_at = time.monotonic() + PRUNE_EVERY_SECONDS
        self._database.write(self._prune)


def _state(row: tuple[Any, ...]) -> tuple[CircuitState, int]:
    revision, failures, cause, open_until, trial, trial_until, now = row
    found = CircuitState(revision, failures, Outcome(cause) if cause else None, open_until, trial, trial_until)
    return found, now
