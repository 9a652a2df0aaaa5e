"""What stands behind rotations of credentials.

A part of the composition root (app.py), which alone imports it.
"""

from __future__ import annotations

from server.breaker.breaker import CircuitBreaker
from server.connectors.credential_rotation_sealing import KeptSealer
from server.connectors.drafts import Drafts
from server.connectors.probing import Probing, Runner
from server.connectors.sealing import Sealer
from server.connectors.type_catalogue import TypeCatalogue
from server.connectors.unsaved_tests import UnsavedTests
from server.credential_rotation.discard import DiscardCredentialRotation
from server.credential_rotation.expiry import CredentialExpiry
from server.credential_rotation.get import GetCredentialRotation
from server.credential_rotation.promote import PromoteCredentials
from server.credential_rotation.roll_back import RollBackCredentials
from server.credential_rotation.stage import StageCredentials
from server.observe.metrics import Metrics
from server.periodic import Periodic
from server.servicers.credential_rotation import CredentialRotationServicer
from server.settings import Settings
from server.storage.credential_rotation_upkeep import KeptExpiry
from server.storage.credential_rotations import CredentialRotations
from server.storage.database import Database
from server.storage.record import Quota
from server.storage.repository import ConnectorRepository
from server.vault.vault import Vault

EXPIRE_SECONDS = 60.0


def rotation_servicer(
    settings: Settings,
    database: Database,
    vault: Vault,
    *,
    types: TypeCatalogue,
    breaker: CircuitBreaker,
    runner: Runner,
    metrics: Metrics,
) -> CredentialRotationServicer:
    repository = ConnectorRepository(database)
    rotations = CredentialRotations(database, Quota(settings.max_connectors_per_tenant, settings.max_bytes_per_tenant))
    sealer, bound = KeptSealer(vault), settings.credential_binding
    drafts = Drafts(Sealer(vault), types, vault, binding=bound)
    probing = Probing(breaker, runner, metrics, settings.probe_timeout_seconds)
    # Staging has a rate of its own, which the interceptors keep.
    tests = UnsavedTests(probing, types, vault, lambda _tenant: None, binding=bound)
    return CredentialRotationServicer(
        stage=StageCredentials(repository=repository, rotations=rotations, drafts=drafts, tests=tests, sealer=sealer),
        get=GetCredentialRotation(repository, rotations),
        promote=PromoteCredentials(
            repository=repository, rotations=rotations, drafts=drafts, types=types, sealer=sealer
        ),
        roll_back=RollBackCredentials(repository, rotations, drafts, sealer, binding=bound),
        discard=DiscardCredentialRotation(repository, rotations),
    )


def rotation_upkeep(database: Database) -> Periodic:
    return Periodic("destroying of kept credentials", EXPIRE_SECONDS, CredentialExpiry(KeptExpiry(database)))
