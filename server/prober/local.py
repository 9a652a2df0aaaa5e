"""The prober of this machine, made from the settings: each of them is read and checked before anything is started."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from probes.egress.interfaces import with_interfaces
from probes.egress.policy import EgressPolicy
from probes.egress.proxy import OutboundProxy
from probes.egress.rule import parse_rule
from probes.egress.tenant_rules import TenantRules, read_tenant_rules
from probes.egress.trust import read_bundle
from probes.isolation.prober import Prober
from server.ports import split
from server.settings import PREFIX, Settings, WrongSetting


def prober_of(settings: Settings, addresses: Sequence[str]) -> Prober:
    """`addresses` are those that this process tree listens on: no probe reaches them. Raises WrongSetting."""
    return Prober(
        policy_of(settings, addresses),
        tenants=tenant_rules_of(settings),
        ca_bundle=ca_bundle_of(settings),
        concurrency=settings.probe_concurrency,
        files_root=settings.files_dir,
        max_seconds=settings.probe_timeout_seconds,
    )


def policy_of(settings: Settings, addresses: Sequence[str]) -> EgressPolicy:
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


def tenant_rules_of(settings: Settings) -> TenantRules:
    if settings.egress_tenants is None:
        return {}
    try:
        return read_tenant_rules(settings.egress_tenants)
    except ValueError as error:
        raise WrongSetting(f"{PREFIX}EGRESS_TENANTS: {error}") from None


def ca_bundle_of(settings: Settings) -> Path | None:
    """The path, once its content was found to be usable."""
    if settings.ca_bundle is not None:
        try:
            read_bundle(settings.ca_bundle)
        except ValueError as error:
            raise WrongSetting(f"{PREFIX}CA_BUNDLE: {error}") from None
    return settings.ca_bundle
