"""The command `serve`: checks everything that can be wrong first, then hands over to the supervisor."""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Callable
from typing import Protocol

from probes.isolation.prober import Prober
from probes.registry import connector_types
from server.app import Worker
from server.composition import prepare
from server.observe.metrics import metrics_folder
from server.ports import reserve, shown
from server.prober.local import prober_of
from server.prober_worker import ProberWorker
from server.settings import Part, Settings
from server.signals import Signals
from server.storage.database import open_database
from server.storage.migrate import migrate
from server.supervisor import EXIT_OK, Supervisor
from server.trust import ProberTrust, Trust

log = logging.getLogger(__name__)

Listeners = tuple[socket.socket | None, socket.socket | None, socket.socket | None]  # gRPC, REST, leases


class Serving(Protocol):
    """All that one forked process serves."""

    def start(self) -> None: ...

    def stop(self, grace: float) -> None: ...


def run(settings: Settings) -> int:
    """The exit code. Raises WrongSetting, PluginRefused, PortTaken, KeyringError, ProberFailed, Unavailable before
    anything serves."""
    connector_types()  # a broken plug-in is told before anything is begun
    return _probe_for_others(settings) if settings.part is Part.PROBER else _serve(settings)


def _serve(settings: Settings) -> int:
    trust = Trust.of(settings)
    grpc = reserve(settings.grpc_address) if settings.grpc_address and not settings.rest_upstream else None
    rest = reserve(settings.rest_address) if settings.rest_address else None
    lease = reserve(settings.lease_address) if settings.lease_address else None
    prober = None
    if not settings.rest_upstream and not settings.prober_upstream:
        prober = prober_of(settings, [shown(reserved) for reserved in (grpc, rest, lease) if reserved])
    if not settings.rest_upstream:
        _prepare_database(settings)

    with metrics_folder() as folder:

        def worker() -> Worker:
            return Worker(
                settings,
                trust=trust,
                grpc=grpc,
                rest=rest,
                lease=lease,
                prober=prober.socket_path if prober else None,
                metrics_folder=folder,
            )

        return _supervise(settings, worker, prober, f"serving: gRPC on {_shown(grpc)}, REST on {_shown(rest)}")


def _probe_for_others(settings: Settings) -> int:
    """`serve --prober`: it opens neither database nor keyring nor Redis."""
    trust = ProberTrust.of(settings)
    listener = reserve(settings.prober_address)
    rest = reserve(settings.rest_address) if settings.rest_address else None
    prober = prober_of(settings, [shown(reserved) for reserved in (listener, rest) if reserved])

    with metrics_folder() as folder:

        def worker() -> ProberWorker:
            return ProberWorker(
                settings,
                trust=trust,
                listener=listener,
                rest=rest,
                prober=prober.socket_path,
                metrics_folder=folder,
            )

        way = "TLS" if trust.listener else "plain text"
        return _supervise(settings, worker, prober, f"probing for services on {shown(listener)} ({way})")


def _supervise(settings: Settings, make: Callable[[], Serving], prober: Prober | None, ready: str) -> int:
    """`make` is called in each worker, after the fork."""

    def work(signals: Signals, tell_ready: Callable[[], None]) -> int:
        if prober:
            prober.disown()
        worker = make()
        worker.start()
        tell_ready()
        while signal.SIGTERM not in signals.wait(None):
            pass
        worker.stop(settings.grace_seconds)
        return EXIT_OK

    supervisor = Supervisor(
        work,
        count=settings.workers,
        prober=prober,
        grace=settings.grace_seconds,
        on_ready=lambda: log.info(ready),
    )
    return supervisor.run()


def _shown(reserved: socket.socket | None) -> str:
    return shown(reserved) if reserved else "no address"


def _prepare_database(settings: Settings) -> None:
    """Schema and key, once and before any worker; leaves no connection behind that a fork would share."""
    database = open_database(settings.database_url, 1)
    migrate(database)
    try:
        prepare(settings, database)
    finally:
        database.close()
    settings.files_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
