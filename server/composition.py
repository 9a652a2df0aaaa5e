"""What stands behind each interface, made from the settings: use cases, vault, limits, breakers, upkeep.

A part of the composition root (app.py), which alone imports it.
"""

from __future__ import annotations

from collections.abc import Callable

from server.audit.pruning import AuditPruner
from server.audit.refusals import WINDOW_SECONDS, Refusals
from server.audit.sealing import AuditSealer
from server.breaker.breaker import TRIAL_LEASE_SECONDS, CircuitBreaker
from server.breaker.degrading import DegradingCircuitBreaker
from server.breaker.redis import RedisCircuitBreaker
from server.breaker.sql import SqlCircuitBreaker
from server.connector_types.catalogue import TenantTypes
from server.connector_types.create import CreateConnectorType
from server.connector_types.delete import DeleteConnectorType
from server.connector_types.get import GetConnectorType
from server.connector_types.list import ListConnectorTypes
from server.connector_types.update import UpdateConnectorType
from server.connectors.apply import ApplyConnectors
from server.connectors.confirm_credentials import ConfirmCredentials
from server.connectors.count import CountConnectors
from server.connectors.create import CreateConnector
from server.connectors.delete import DeleteConnector, Retention
from server.connectors.drafts import Drafts
from server.connectors.export import ExportConnectors
from server.connectors.get import GetConnector
from server.connectors.lease_credentials import LeaseCredentials, LeaseRules
from server.connectors.list import ListConnectors
from server.connectors.probing import Probing, Runner
from server.connectors.purging import ConnectorPurge
from server.connectors.record_sync import RecordSync
from server.connectors.sealing import Sealer
from server.connectors.test import TestConnector
from server.connectors.test_config import TestConfig
from server.connectors.type_catalogue import TypeCatalogue
from server.connectors.undelete import UndeleteConnector
from server.connectors.unsaved_tests import UnsavedTests
from server.connectors.update import UpdateConnector
from server.interceptors.rate_limit import admit
from server.limits.degrading import DegradingRateLimiter
from server.limits.limiter import RateLimiter
from server.limits.redis import RedisRateLimiter
from server.limits.sql import SqlRateLimiter
from server.observe.metrics import Metrics
from server.periodic import Periodic
from server.servicers.connector_type_messages import BuiltInMessages
from server.servicers.connector_types import ConnectorTypeServicer
from server.servicers.connectors import ConnectorServicer
from server.servicers.credential_lease import CredentialLeaseServicer
from server.servicers.syncs import SyncServicer
from server.services import method_named
from server.settings import Settings
from server.storage.audit_chain import AuditChainStore
from server.storage.audit_reader import AuditReader
from server.storage.create_requests import CreateRequests
from server.storage.database import Database
from server.storage.deleted import DeletedPurge
from server.storage.key_check import KeyCheckStore
from server.storage.own_types import OwnTypeRepository
from server.storage.record import Quota
from server.storage.redis_store import RedisStore
from server.storage.repository import ConnectorRepository
from server.storage.store_health import StoreHealth
from server.storage.syncs import SyncStore
from server.storage.tenant_keys import TenantKeyStore
from server.vault.key_check import open_vault
from server.vault.vault import Vault

TRIAL_MARGIN_SECONDS = 5.0
PURGE_SECONDS = 60.0
SEAL_SECONDS = 5.0
PRUNE_SECONDS = 3600.0


def prepare(settings: Settings, database: Database) -> Vault:
    """The vault, its key checked against the database. Raises KeyringError, Unavailable."""
    return open_vault(
        settings.keyring,
        KeyCheckStore(database),
        TenantKeyStore(database),
        may_create=settings.uses_sqlite,
        environment=settings.keyring_keys,
    )


def shared_state(settings: Settings, database: Database, metrics: Metrics) -> tuple[RateLimiter, CircuitBreaker]:
    # A trial holds its lease as long as the longest probe, or a second one would go out beside it.
    lease = max(TRIAL_LEASE_SECONDS, settings.probe_timeout_seconds + TRIAL_MARGIN_SECONDS)
    if settings.redis_url:
        store = RedisStore(settings.redis_url, settings.database_pool)
        health = StoreHealth(metrics.limiter_degraded)
        return (
            DegradingRateLimiter(RedisRateLimiter(store), health, settings.degraded_limit_share),
            DegradingCircuitBreaker(RedisCircuitBreaker(store, lease_seconds=lease), health, lease_seconds=lease),
        )
    return SqlRateLimiter(database), SqlCircuitBreaker(database, lease_seconds=lease)


def audit_upkeep(
    settings: Settings, database: Database, reader: AuditReader, vault: Vault, refusals: Refusals
) -> list[Periodic]:
    """In the order in which they stop: what was counted is written before the last seal."""
    chain_of_seals = AuditChainStore(database)
    sealer = AuditSealer(chain_of_seals, reader, vault)
    pruner = AuditPruner(chain_of_seals, vault, settings.audit_days)
    return [
        Periodic("writing of refused calls", WINDOW_SECONDS, refusals.flush, at_stop=True),
        Periodic("sealing of the audit trail", SEAL_SECONDS, sealer.seal, at_stop=True),
        Periodic("pruning of the audit trail", PRUNE_SECONDS, pruner.prune),
    ]


def sync_servicer(database: Database) -> SyncServicer:
    return SyncServicer(RecordSync(ConnectorRepository(database), SyncStore(database)))


def lease_servicer(
    settings: Settings, database: Database, vault: Vault, types: TypeCatalogue
) -> CredentialLeaseServicer:
    rules = LeaseRules(settings.lease_allow)
    return CredentialLeaseServicer(
        LeaseCredentials(ConnectorRepository(database), Sealer(vault), types, rules, bound=settings.credential_binding)
    )


def type_servicer(types: TenantTypes, own: OwnTypeRepository) -> ConnectorTypeServicer:
    return ConnectorTypeServicer(
        create=CreateConnectorType(own, types.built_in),
        get=GetConnectorType(own, types.built_in),
        list=ListConnectorTypes(own),
        update=UpdateConnectorType(own),
        delete=DeleteConnectorType(own),
        built_in=BuiltInMessages(types.built_in),
    )


def connector_upkeep(settings: Settings, database: Database) -> Periodic:
    purge = ConnectorPurge(DeletedPurge(database, _quota(settings)), CreateRequests(database))
    return Periodic("purging of deleted connectors", PURGE_SECONDS, purge)


def _quota(settings: Settings) -> Quota:
    return Quota(settings.max_connectors_per_tenant, settings.max_bytes_per_tenant)


def _admitting(name: str, limiter: RateLimiter) -> Callable[[str], None]:
    """Counts a tenant's call of a method that is made by way of another."""
    limit = method_named(name).rate_limit
    if limit is None:
        raise LookupError(f"{name} has no rate limit")
    return lambda tenant: admit(limiter, name, limit, tenant)


def connector_servicer(
    settings: Settings,
    database: Database,
    vault: Vault,
    *,
    types: TypeCatalogue,
    breaker: CircuitBreaker,
    runner: Runner,
    metrics: Metrics,
    limiter: RateLimiter,
) -> ConnectorServicer:
    repository = ConnectorRepository(database, _quota(settings))
    sealer = Sealer(vault)
    bound = settings.credential_binding
    drafts = Drafts(sealer, types, vault, binding=bound)
    probing = Probing(breaker, runner, metrics, settings.probe_timeout_seconds)
    tests = UnsavedTests(probing, types, vault, _admitting("TestConfig", limiter), binding=bound)
    retention = Retention(settings.deleted_retention_days)
    return ConnectorServicer(
        create=CreateConnector(repository, drafts, vault, tests),
        get=GetConnector(repository),
        list=ListConnectors(repository),
        count=CountConnectors(repository),
        update=UpdateConnector(repository, drafts, tests),
        delete=DeleteConnector(repository, breaker, retention),
        undelete=UndeleteConnector(repository, types),
        test_config=TestConfig(repository, drafts, tests),
        export=ExportConnectors(repository),
        apply=ApplyConnectors(repository, drafts, breaker, retention),
        test=TestConnector(repository=repository, sealer=sealer, types=types, probing=probing, binding=bound),
        confirm_credentials=ConfirmCredentials(repository, sealer, types),
    )
