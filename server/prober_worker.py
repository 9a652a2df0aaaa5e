"""What a worker of `serve --prober` runs: the listener that services ask; readiness and metrics where they are wanted.

A composition root of its own, beside app.py: it opens no database, no keyring and no Redis.
"""

from __future__ import annotations

import socket
from pathlib import Path

from probes.isolation.frames import MAX_JOB
from probes.isolation.runner import ProbeRunner
from probes.registry import connector_types
from server.interceptors.chain import bind, prober_chain
from server.method_policy import read_methods
from server.observe.health import Readiness
from server.observe.threads import WatchedPool
from server.observing import Observing
from server.ports import listen, shown
from server.prober.servicer import ProberServicer
from server.rest.gateway import Gateway
from server.rest.serve import RestServer
from server.rpc.serve import RpcServer
from server.services import PROBER_SERVICE
from server.settings import Settings
from server.trust import ProberTrust

STATUS_THREADS = 4
CONTROL_THREADS = 4
# A thread for each probe that the zygote runs or lets wait (four for each that runs), so that it decides at once whose
# turn it is; those beyond it refuses.
PROBES_A_PROCESS = 5
MOST_PROBE_THREADS = 1024
HEADROOM = 64


class ProberWorker:
    """Made after the fork; started once, stopped once."""

    def __init__(
        self,
        settings: Settings,
        *,
        trust: ProberTrust,
        listener: socket.socket,
        rest: socket.socket | None,
        prober: Path,
        metrics_folder: Path,
    ) -> None:
        runner = ProbeRunner(prober)
        threads = min(MOST_PROBE_THREADS, PROBES_A_PROCESS * settings.probe_concurrency + HEADROOM)
        self._pools = {
            "rpc": WatchedPool(STATUS_THREADS, "rpc"),
            "tests": WatchedPool(threads, "test"),
            "control": WatchedPool(CONTROL_THREADS, "control"),
        }
        self._observing = observing = Observing(settings, metrics_folder)
        self._readiness = Readiness({"prober": runner.check})
        servicer = ProberServicer(runner, observing.metrics, connector_types(), settings.probe_timeout_seconds)
        methods = bind(read_methods(PROBER_SERVICE), servicer.handlers(), prober_chain(observing.metrics.rpc))
        self._rpc = RpcServer(
            methods,
            address=shown(listener),
            pool=self._pools["rpc"],
            executor_of=lambda bound: self._pools["tests"] if bound.method.streams else None,
            ready=self._readiness.is_ready,
            with_reflection=False,
            tls=trust.listener,
            max_connections=settings.max_connections,
            max_calls=settings.max_concurrent_rpcs,
            max_message_bytes=MAX_JOB,
            streams_end=True,
            connections_share=1,  # what a service's one connection holds back could not be taken in turns
        )
        self._rest = self._pages(settings, trust, rest) if rest else None
        observing.watch_prober(runner)
        observing.watch_readiness(self._readiness)
        observing.watch_pools(self._pools)
        observing.watch_certificates(trust.listener)

    def start(self) -> None:
        self._rpc.start()
        if self._rest:
            self._rest.start()
        self._observing.start()

    def stop(self, grace: float) -> None:
        """Health says NOT_SERVING first; then no new calls; then probes under way get `grace` seconds."""
        self._readiness.drain()
        self._rpc.drain()
        servers = [server for server in (self._rpc, self._rest) if server]
        for stopping in [self._pools["control"].submit(server.stop, grace) for server in servers]:
            stopping.result()
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)
        self._observing.stop()

    def _pages(self, settings: Settings, trust: ProberTrust, reserved: socket.socket) -> RestServer:
        """/healthz, /readyz and, unless it is turned off, /metrics: the gateway without a method."""
        gateway = Gateway(
            (),
            hosts=None,
            cors_origins=(),
            ready=self._readiness.report,
            metrics=self._observing.metrics.render if settings.metrics else None,
            openapi=None,
            executor_of=lambda _method: self._pools["control"],
            control=self._pools["control"],
        )
        return RestServer(gateway, listen(reserved), tls=trust.pages, max_connections=settings.max_connections)
