"""What a worker shows of itself, put together: metrics, the samples behind its gauges, traces where they are asked for.

A part of the composition root (app.py), which alone imports it.
"""

from __future__ import annotations

import resource
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from probes.isolation.runner import ProberUnavailable
from probes.isolation.status import ProberStatus, open_descriptors, resident_bytes
from server.breaker.breaker import CircuitBreaker
from server.breaker.metered import MeteredCircuitBreaker
from server.connectors.probing import Runner
from server.connectors.traced_runner import TracedRunner
from server.errors import ServiceError, status_of
from server.observe import families
from server.observe.health import OK, Readiness
from server.observe.metrics import Metrics
from server.observe.sampler import Sample, Sampler
from server.observe.threads import WatchedPool
from server.observe.traces import Tracer
from server.rest.serve import RestServer
from server.settings import Settings
from server.storage.audit_chain import AuditChainStore
from server.storage.database import Database
from server.tls import TlsFiles
from server.vault.vault import Vault


class Prober(Runner, Protocol):
    """A runner that tells how busy its prober is, here or elsewhere."""

    def status(self) -> ProberStatus:
        """Raises ProberUnavailable."""
        ...


class Observing:
    """One a worker, made after the fork. What is to be watched is handed to it before `start`."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.metrics = metrics = Metrics(folder)
        metrics.limiter_degraded(False)
        self.tracer: Tracer | None = None
        if settings.otel_endpoint:
            self.tracer = Tracer(
                settings.otel_endpoint,
                settings.otel_sample_ratio,
                lambda outcome: metrics.add(families.TRACE_EXPORTS, outcome),
            )
        self._started = time.time()
        self._primaries: set[str] = set()
        self._samples_wanted = settings.metrics
        self._samples: list[Sample] = [self._look_at_process]
        self._sampler: Sampler | None = None

    def start(self) -> None:
        if self._samples_wanted:
            self._sampler = Sampler(self._samples)
            self._sampler.start()

    def stop(self) -> None:
        if self._sampler:
            self._sampler.stop()
        if self.tracer:
            self.tracer.stop()

    def watch_prober(self, prober: Prober) -> None:
        self._samples.append(lambda: self._look_at_prober(prober))

    def runner(self, prober: Prober) -> Runner:
        """The runner to test with."""
        self.watch_prober(prober)
        return TracedRunner(prober, self.tracer) if self.tracer else prober

    def breaker(self, breaker: CircuitBreaker) -> CircuitBreaker:
        """The breaker to ask."""
        return MeteredCircuitBreaker(
            breaker,
            lambda state: self.metrics.add(families.BREAKER_ADMISSIONS, state),
            lambda state, outcome: self.metrics.add(families.BREAKER_REPORTS, state, outcome),
        )

    def watch_database(self, database: Database) -> None:
        chain = AuditChainStore(database)
        for watched in {database, database.shared_state}:
            watched.connections.on_wait = lambda seconds: self.metrics.observe(families.DATABASE_WAIT_SECONDS, seconds)
            watched.connections.on_refused = lambda: self.metrics.add(families.DATABASE_REFUSED)
            if self.tracer:
                watched.span = self.tracer.if_under_way
        self._samples += [lambda: self._look_at_database(database), lambda: self._look_at_seals(chain)]

    def watch_vault(self, vault: Vault) -> None:
        def failed(operation: str, error: ServiceError) -> None:
            self.metrics.add(families.VAULT_ERRORS, operation, status_of(error).reason)

        vault.on_error = failed
        self._samples.append(lambda: self._look_at_keyring(vault))

    def watch_readiness(self, readiness: Readiness) -> None:
        self._samples.append(lambda: self._look_at_readiness(readiness))

    def watch_pools(self, pools: Mapping[str, WatchedPool]) -> None:
        self._samples.append(lambda: self._look_at_pools(pools))

    def watch_rest(self, rest: RestServer) -> None:
        self._samples.append(lambda: self._look_at_rest(rest))

    def watch_certificates(self, *shown: TlsFiles | None) -> None:
        """All that this process shows to others, for the one that ends first."""
        if watched := [tls for tls in shown if tls]:
            self._samples.append(
                lambda: self.metrics.show(families.CERTIFICATE_EXPIRY, min(tls.expires() for tls in watched))
            )

    def _look_at_process(self) -> None:
        show = self.metrics.show
        show(families.WORKERS, 1)
        show(families.RESIDENT, resident_bytes(), "worker")
        show(families.DESCRIPTORS, open_descriptors(), "worker")
        show(families.DESCRIPTORS_MAX, resource.getrlimit(resource.RLIMIT_NOFILE)[0], "worker")
        show(families.THREADS, threading.active_count(), "worker")
        show(families.START_TIME, self._started, "worker")

    def _look_at_prober(self, prober: Prober) -> None:
        show = self.metrics.show
        try:
            status = prober.status()
        except ProberUnavailable:
            show(families.PROBER_UP, 0)
            return
        show(families.PROBER_UP, 1)
        show(families.PROBER_RUNNING, status.running)
        show(families.PROBER_QUEUED, status.queued)
        show(families.PROBER_CONCURRENCY, status.concurrency)
        show(families.PROBER_REFUSED, status.refused)
        show(families.RESIDENT, status.resident, "prober")
        show(families.DESCRIPTORS, status.descriptors, "prober")
        show(families.START_TIME, status.started, "prober")

    def _look_at_database(self, database: Database) -> None:
        self.metrics.show(families.DATABASE_IN_USE, database.connections.in_use)
        self.metrics.show(families.DATABASE_MAX, database.connections.size)

    def _look_at_seals(self, chain: AuditChainStore) -> None:
        try:
            unsealed, oldest = chain.lag()
        except ServiceError:
            return  # readiness says that the database is away
        self.metrics.show(families.AUDIT_UNSEALED, unsealed)
        self.metrics.show(families.AUDIT_SEAL_LAG, max(0.0, time.time() - oldest / 1000) if unsealed else 0)

    def _look_at_keyring(self, vault: Vault) -> None:
        keyring = vault.keyring
        self.metrics.show(families.KEYRING_KEYS, len(keyring.key_ids))
        self._primaries.add(keyring.primary)
        for key in self._primaries:
            self.metrics.show(families.KEYRING_PRIMARY, float(key == keyring.primary), key)

    def _look_at_readiness(self, readiness: Readiness) -> None:
        ready, report = readiness.report()
        self.metrics.show(families.READY, float(ready), "all")
        for check, answer in report["checks"].items():
            self.metrics.show(families.READY, float(answer == OK), check)

    def _look_at_pools(self, pools: Mapping[str, WatchedPool]) -> None:
        for name, pool in pools.items():
            self.metrics.show(families.POOL_BUSY, pool.busy, name)
            self.metrics.show(families.POOL_MAX, pool.threads, name)
            self.metrics.show(families.POOL_QUEUED, pool.queued, name)

    def _look_at_rest(self, rest: RestServer) -> None:
        self.metrics.show(families.REST_CONNECTIONS, rest.connections)
        self.metrics.show(families.LOOP_LAG, rest.lag())
