"""The composition root: settings in, a running worker out. Only this file knows what stands behind an interface."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Protocol

from probes.isolation.runner import ProbeRunner
from probes.registry import connector_types
from server.audit.listing import ListAuditEvents
from server.audit.refusals import Refusals
from server.call import BoundMethod
from server.composition import (
    audit_upkeep,
    connector_servicer,
    connector_upkeep,
    lease_servicer,
    prepare,
    shared_state,
    sync_servicer,
    type_servicer,
)
from server.composition_credentials import rotation_servicer, rotation_upkeep
from server.composition_fleets import (
    fleet_servicer,
    history_servicer,
    history_upkeep,
    revisions_of,
    schedule_servicer,
    scheduler,
)
from server.composition_webhooks import webhook_parts
from server.connector_types.catalogue import TenantTypes
from server.errors import Unavailable
from server.interceptors.chain import bind, chain
from server.method_policy import Method, read_methods
from server.observe.health import Readiness
from server.observe.threads import WatchedPool
from server.observing import Observing
from server.ports import listen, shown
from server.prober.channel import ProberChannel
from server.prober.remote import RemoteRunner
from server.rest.console import console_pages
from server.rest.gateway import Gateway
from server.rest.serve import RestServer
from server.rest.upstream import Upstream
from server.rpc.serve import RpcServer
from server.servicers.audit import AuditServicer
from server.services import LEASE_SERVICE, declared_methods
from server.settings import Settings
from server.storage.audit_log import AuditLog
from server.storage.audit_reader import AuditReader
from server.storage.database import Database, open_database
from server.storage.own_types import OwnTypeRepository
from server.trust import Trust
from server.watch.revisions import Revisions

CONSOLE = Path(__file__).parent.parent / "clients" / "console"
OPENAPI = Path(__file__).parent.parent / "generated" / "openapi" / "connectors.openapi.json"
DOCS = OPENAPI.with_name("docs.html")
# Wide, so that identity, role, limit and the fairness queue decide at once however many probes hang.
TEST_THREADS = 256
SAVE_THREADS = 64  # creates and updates, which may test first: hung tests of others do not hold them up
REST_THREADS = 8
FLEET_THREADS = 64  # tests at once of all fleets
CONTROL_THREADS = 4
LEASE_THREADS = 4
MAX_OWN_TYPES = 100  # connector types that a tenant may declare
# Each holds a thread for as long as its client likes; the threads beyond are for those that are refused.
STREAMS = 64
STREAM_THREADS = STREAMS + 8


class Background(Protocol):
    """What goes on beside the calls."""

    def start(self) -> None: ...

    def stop(self) -> None:
        """Bounded in time; may be asked again."""
        ...


class Worker:
    """All that one process serves. Made after the fork; started once, stopped once."""

    def __init__(
        self,
        settings: Settings,
        *,
        trust: Trust,
        grpc: socket.socket | None,
        rest: socket.socket | None,
        lease: socket.socket | None = None,
        prober: Path | None,
        metrics_folder: Path,
    ) -> None:
        self._trust = trust
        self._database: Database | None = None
        self._upstream: Upstream | None = None
        self._remote: RemoteRunner | None = None
        self._revisions: Revisions | None = None
        self._background: list[Background] = []
        self._observing = Observing(settings, metrics_folder)
        self._pools = {
            "rpc": WatchedPool(settings.grpc_threads, "rpc"),
            "tests": WatchedPool(TEST_THREADS, "test"),
            "fleets": WatchedPool(FLEET_THREADS, "fleet"),
            "saves": WatchedPool(SAVE_THREADS, "save"),
            "streams": WatchedPool(STREAM_THREADS, "stream"),
            "rest": WatchedPool(REST_THREADS, "rest-call"),
            "control": WatchedPool(CONTROL_THREADS, "control"),
            "lease": WatchedPool(LEASE_THREADS, "lease"),
        }
        self._gateway: Gateway | None = None
        self._warm: Callable[[], object] | None = None
        self._lease_methods: Sequence[BoundMethod] = ()
        methods = self._methods(settings, prober)
        self._rpc = self._rpc_server(settings, methods, grpc) if grpc else None
        self._rest = self._rest_server(settings, methods, rest) if rest else None
        self._lease = self._lease_server(settings, lease) if lease and self._trust.lease else None
        self._observing.watch_readiness(self._readiness)
        self._observing.watch_pools(self._pools)
        if self._rest:
            self._observing.watch_rest(self._rest)
        self._observing.watch_certificates(trust.tls, trust.prober_upstream)

    def start(self) -> None:
        if self._rpc:
            self._rpc.start()
        if self._rest:
            self._rest.start()
        if self._lease:
            self._lease.start()
        for each in self._background:
            each.start()
        self._observing.start()
        if self._warm:  # the list of types is made before anybody asks, and holds up nobody
            self._pools["control"].submit(self._warm)

    def stop(self, grace: float) -> None:
        """Health says NOT_SERVING first; then no new calls; then running ones get `grace` seconds."""
        self._readiness.drain()
        for rpc in (self._rpc, self._lease):
            if rpc:
                rpc.drain()
        if self._gateway:
            self._gateway.drain()
        if self._revisions:
            self._revisions.stop()  # watchers leave: no grace is long enough for them
        servers = [server for server in (self._rpc, self._rest, self._lease) if server]
        for stopping in [self._pools["control"].submit(server.stop, grace) for server in servers]:
            stopping.result()
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)
        for each in self._background:
            each.stop()
        self._observing.stop()
        if self._database:
            self._database.close()
        for channel in (self._upstream, self._remote):
            if channel:
                channel.close()

    def _methods(self, settings: Settings, prober: Path | None) -> Sequence[BoundMethod]:
        declared = declared_methods()
        if settings.rest_upstream:
            self._upstream = Upstream(settings.rest_upstream, declared, self._trust.upstream_authorities)
            self._readiness = Readiness({"upstream": self._ask_upstream})
            return self._upstream.methods
        self._database = database = open_database(settings.database_url, settings.database_pool)
        observing, runner = self._observing, self._runner(settings, prober)
        observing.watch_database(database)
        self._readiness = Readiness({"database": database.ping, **self._trust.checks}, told={"prober": runner.check})
        limiter, breaker = shared_state(settings, database, observing.metrics)
        watched_breaker, watched_runner = observing.breaker(breaker), observing.runner(runner)
        vault = prepare(settings, database)
        observing.watch_vault(vault)
        refusals = Refusals(AuditLog(database))
        reader = AuditReader(database)
        self._revisions = revisions_of(database)
        interceptors = chain(
            self._trust.identity, limiter, observing.metrics.rpc, STREAMS, refusals, tracer=observing.tracer
        )
        own_types = OwnTypeRepository(database, MAX_OWN_TYPES)
        types = TenantTypes(connector_types(), own_types)
        servicer = connector_servicer(
            settings,
            database,
            vault,
            types=types,
            breaker=watched_breaker,
            runner=watched_runner,
            metrics=observing.metrics,
            limiter=limiter,
        )
        webhooks = webhook_parts(settings, database, vault, runner=watched_runner, metrics=observing.metrics)
        self._background = [  # in the order in which they stop: the last seal is of what the others did
            self._revisions,
            scheduler(settings, database, servicer.test, limiter),
            *webhooks.background,
            history_upkeep(settings, database),
            connector_upkeep(settings, database),
            rotation_upkeep(database),
            *audit_upkeep(settings, database, reader, vault, refusals),
        ]
        types_of_tenants = type_servicer(types, own_types)
        self._warm = types_of_tenants.built_in.list
        handlers = {
            **servicer.handlers(),
            **types_of_tenants.handlers(),
            **AuditServicer(ListAuditEvents(reader)).handlers(),
            **sync_servicer(database).handlers(),
            **history_servicer(database).handlers(),
            **schedule_servicer(database).handlers(),
            **webhooks.servicer.handlers(),
            **rotation_servicer(
                settings,
                database,
                vault,
                types=types,
                breaker=watched_breaker,
                runner=watched_runner,
                metrics=observing.metrics,
            ).handlers(),
            **fleet_servicer(
                database, servicer.test, limiter=limiter, pool=self._pools["fleets"], revisions=self._revisions
            ).handlers(),
        }
        if self._trust.lease:
            lease_chain = chain(
                self._trust.lease.identity, limiter, observing.metrics.rpc, STREAMS, refusals, tracer=observing.tracer
            )
            leasing = lease_servicer(settings, database, vault, types).handlers()
            self._lease_methods = bind(read_methods(LEASE_SERVICE), leasing, lease_chain)
        return bind(declared, handlers, interceptors)

    def _runner(self, settings: Settings, prober: Path | None) -> ProbeRunner | RemoteRunner:
        if prober is not None:
            return ProbeRunner(prober)
        # Every address of the name, taken in turn.
        channel = ProberChannel(f"dns:///{settings.prober_upstream}", self._trust.prober_upstream)
        self._remote = RemoteRunner(channel)
        return self._remote

    def _ask_upstream(self) -> None:
        if self._upstream and not self._upstream.ready()[0]:
            raise Unavailable("the service behind this gateway is not ready")

    def _rpc_server(self, settings: Settings, methods: Sequence[BoundMethod], reserved: socket.socket) -> RpcServer:
        return RpcServer(
            methods,
            address=shown(reserved),
            pool=self._pools["rpc"],
            executor_of=lambda bound: self._pools[pool] if (pool := _slow_pool(bound.method)) else None,
            ready=self._readiness.is_ready,
            with_reflection=settings.reflection,
            tls=self._trust.tls,
            max_connections=settings.max_connections,
            max_calls=settings.max_concurrent_rpcs,
        )

    def _lease_server(self, settings: Settings, reserved: socket.socket) -> RpcServer:
        assert self._trust.lease is not None  # noqa: S101  # there is no listener without it
        return RpcServer(
            self._lease_methods,
            address=shown(reserved),
            pool=self._pools["lease"],
            executor_of=lambda _bound: None,
            ready=self._readiness.is_ready,
            with_reflection=False,
            tls=self._trust.lease.tls,
            max_connections=settings.max_connections,
            max_calls=settings.max_concurrent_rpcs,
        )

    def _rest_server(self, settings: Settings, methods: Sequence[BoundMethod], reserved: socket.socket) -> RestServer:
        def executor_of(method: Method) -> Executor:
            return self._pools[_slow_pool(method) or "rest"]

        self._gateway = gateway = Gateway(
            methods,
            hosts=settings.rest_hosts if settings.trusts_headers or settings.rest_hosts else None,
            cors_origins=settings.cors_origins,
            ready=self._readiness.report,
            metrics=self._observing.metrics.render if settings.metrics else None,
            openapi=OPENAPI.read_bytes() if settings.reflection else None,
            docs=DOCS.read_bytes() if settings.reflection else None,
            executor_of=executor_of,
            control=self._pools["control"],
            tracer=self._observing.tracer,
            console=console_pages(CONSOLE, settings.auth) if settings.console else None,
        )
        return RestServer(gateway, listen(reserved), tls=self._trust.tls, max_connections=settings.max_connections)


def _slow_pool(method: Method) -> str | None:
    """The pool of a method that waits for others: one that streams, that may test before it saves, or that a tenant is
    held back from."""
    if method.streams:
        return "streams"
    if "save_only_if_test_passes" in method.descriptor.input_type.fields_by_name:
        return "saves"
    return "tests" if method.rate_limit is not None else None
