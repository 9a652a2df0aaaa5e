"""The command `serve`: checks everything that can be wrong first, then hands over to the supervisor."""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from probes.egress.interfaces import with_interfaces
from probes.egress.policy import EgressPolicy
from probes.egress.proxy import OutboundProxy
from probes.egress.rule import parse_rule
from probes.egress.tenant_rules import TenantRules, read_tenant_rules
from probes.egress.trust import read_bundle
from probes.isolation.prober import Prober
from probes.registry import connector_types
from server.app import Worker
from server.composition import prepare
from server.observe.metrics import metrics_folder
from server.ports import reserve, shown, split
from server.settings import PREFIX, Settings, WrongSetting
from server.signals import Signals
from server.storage.database import open_database
from server.storage.migrate import migrate
from server.supervisor import EXIT_OK, Supervisor
from server.trust import Trust

log = logging.getLogger(__name__)

Listeners = tuple[socket.socket | None, socket.socket | None, socket.socket | None]  # gRPC, REST, leases


def run(settings: Settings) -> int:
    """The exit code. Raises WrongSetting, PluginRefused, PortTaken, KeyringError, ProberFailed, Unavailable before
    anything serves."""
    connector_types()  # a broken plug-in is told before anything is begun
    trust = Trust.of(settings)
    grpc = reserve(settings.grpc_address) if settings.grpc_address and not settings.rest_upstream else None
    rest = reserve(settings.rest_address) if settings.rest_address else None
    lease = reserve(settings.lease_address) if settings.lease_address else None
    addresses = [shown(reserved) for reserved in (grpc, rest, lease) if reserved]
    policy = _policy(settings, addresses)
    prober = None
    if not settings.rest_upstream:
        _prepare_database(settings)
        prober = Prober(
            policy,
            tenants=_tenant_rules(settings),
            ca_bundle=_ca_bundle(settings),
            concurrency=settings.probe_concurrency,
            files_root=settings.files_dir,
            max_seconds=settings.probe_timeout_seconds,
        )

    with metrics_folder() as folder:
        return _supervise(settings, trust, (grpc, rest, lease), prober, folder)


def _supervise(
    settings: Settings,
    trust: Trust,
    listeners: Listeners,
    prober: Prober | None,
    folder: Path,
) -> int:
    grpc, rest, lease = listeners

    def work(signals: Signals, tell_ready: Callable[[], None]) -> int:
        if prober:
            prober.disown()
        worker = Worker(
            settings,
            trust=trust,
            grpc=grpc,
            rest=rest,
            lease=lease,
            prober=prober.socket_path if prober else None,
            metrics_folder=folder,
        )
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
        on_ready=lambda: log.info("serving: gRPC on %s, REST on %s", _shown(grpc), _shown(rest)),
    )
    return supervisor.run()


def _shown(reserved: socket.socket | None) -> str:
    return shown(reserved) if reserved else "no address"


def _policy(settings: Settings, addresses: list[str]) -> EgressPolicy:
    own = with_interfaces(split(address) for address in addresses)
    for name, allow, deny in (("EGRESS_ALLOW", settings.egress_allow, ()), ("EGRESS_DENY", (), settings.egress_deny)):
        try:
            EgressPolicy.parse(allow, deny)
        except ValueError as error:
            raise WrongSetting(f"{PREFIX}{name}: {error}") from None
    policy = EgressPolicy.parse(settings.egress_allow, settings.egress_deny, own)
    return replace(policy, proxy=_outbound_proxy(settings))


def _outbound_proxy(settings: Settings) -> OutboundProxy | None:
    try:
        for rule in settings.egress_no_proxy:
            parse_rule(rule)
    except ValueError as error:
        raise WrongSetting(f"{PREFIX}EGRESS_NO_PROXY: {error}") from None
    if not settings.egress_proxy:
        return None
    try:
        return OutboundProxy.parse(settings.egress_proxy, settings.egress_no_proxy)
    except ValueError as error:  # repeats nothing of the URL
        raise WrongSetting(f"{PREFIX}EGRESS_PROXY: {error}") from None


def _tenant_rules(settings: Settings) -> TenantRules:
    if settings.egress_tenants is None:
        return {}
    try:
        return read_tenant_rules(settings.egress_tenants)
    except ValueError as error:
        raise WrongSetting(f"{PREFIX}EGRESS_TENANTS: {error}") from None


def _ca_bundle(settings: Settings) -> Path | None:
    """The path, once its content was found to be usable."""
    if settings.ca_bundle is not None:
        try:
            read_bundle(settings.ca_bundle)
        except ValueError as error:
            raise WrongSetting(f"{PREFIX}CA_BUNDLE: {error}") from None
    return settings.ca_bundle


def _prepare_database(settings: Settings) -> None:
    """Schema and key, once and before any worker; leaves no connection behind that a fork would share."""
    database = open_database(settings.database_url, 1)
    migrate(database)
    try:
        prepare(settings, database)
    finally:
        database.close()
    settings.files_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
