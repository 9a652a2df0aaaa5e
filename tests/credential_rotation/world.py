"""The use cases of rotations over a real database and vault, a clock that is moved by hand, and a peer that knows which
passwords it lets in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import peewee

from probes.registry import connector_types
from probes.result import ProbeResult, Reason
from probes.run import Job
from server.breaker.sql import SqlCircuitBreaker
from server.call import Call
from server.connectors.clock import now_ms
from server.connectors.confirm_credentials import ConfirmCredentials
from server.connectors.create import CreateConnector
from server.connectors.credential_rotation_sealing import KeptSealer
from server.connectors.delete import DeleteConnector, Retention
from server.connectors.drafts import ConnectorChange, Drafts, NewConnector
from server.connectors.lease_credentials import LeaseCredentials, LeaseRules
from server.connectors.probing import Probing
from server.connectors.repository import must_get
from server.connectors.sealing import Sealer
from server.connectors.test import TestConnector
from server.connectors.type_catalogue import BuiltInTypes
from server.connectors.undelete import UndeleteConnector
from server.connectors.unsaved_tests import UnsavedTests
from server.connectors.update import UpdateConnector
from server.credential_rotation.discard import DiscardCredentialRotation
from server.credential_rotation.expiry import CredentialExpiry
from server.credential_rotation.get import GetCredentialRotation
from server.credential_rotation.promote import PromoteCredentials, PromoteOptions
from server.credential_rotation.roll_back import RollBackCredentials
from server.credential_rotation.stage import NewCredentials, StageCredentials, Staged
from server.credential_rotation.view import ChangedCredentials, CredentialRotation
from server.services import method_named
from server.storage.credential_rotation_upkeep import KeptExpiry
from server.storage.credential_rotations import CredentialRotations
from server.storage.database import Database
from server.storage.key_check import KeyCheckStore
from server.storage.models import KeptCredential
from server.storage.record import ConnectorRecord, Quota
from server.storage.repository import ConnectorRepository
from server.storage.tenant_keys import TenantKeyStore
from server.vault.key_check import open_vault
from server.vault.key_file import create_key_file
from tests.connectors.world import CALLER, COMPLETE, Uncounted

OLD, NEW, WRONG = "the-old-password", "the-new-password", "a-wrong-password"
KNOWN = ProbeResult(success=True, message="Connection test succeeded")
REFUSED = ProbeResult(success=False, message="no", reason=Reason.AUTHENTICATION_FAILED)


def login(password: str) -> dict[str, Any]:
    return {"username": "probe", "password": password}


@dataclass
class Peer:
    """Lets in who comes with one of `passwords`; `seen` are those that came. `meanwhile` runs during a test."""

    passwords: set[str] = field(default_factory=lambda: {OLD, NEW})
    seen: list[str] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None

    def run(self, job: Job, *, share: str, on_cancel: object = None, on_step: object = None) -> ProbeResult:  # noqa: ARG002 - the interface's
        password = str(job.credentials["password"])
        self.seen.append(password)
        self.meanwhile()
        return KNOWN if password in self.passwords else REFUSED


class Clock:
    def __init__(self) -> None:
        self._ahead = 0

    def __call__(self) -> int:
        return now_ms() + self._ahead

    def forward(self, seconds: float) -> None:
        self._ahead += round(seconds * 1000)


class World:
    def __init__(self, database: Database, folder: Path, *, binding: bool = False, quota: Quota | None = None) -> None:
        self.database = database
        self.path = folder / "keyring.json"
        if not self.path.exists():
            create_key_file(self.path)
        self.peer, self.clock = Peer(), Clock()
        self.vault = vault = open_vault(self.path, KeyCheckStore(database), TenantKeyStore(database), may_create=False)
        self.sealer, self.kept_sealer = Sealer(vault), KeptSealer(vault)
        self.repository = ConnectorRepository(database, quota)
        self.rotations = rotations = CredentialRotations(database, quota)
        types, breaker = BuiltInTypes(connector_types()), SqlCircuitBreaker(database)
        drafts = Drafts(self.sealer, types, vault, binding=binding)
        probing = Probing(breaker, self.peer, Uncounted(), 5)
        tests = UnsavedTests(probing, types, vault, lambda _tenant: None, binding=binding)
        self._create = CreateConnector(self.repository, drafts, vault, tests)
        self._update = UpdateConnector(self.repository, drafts, tests)
        self._delete = DeleteConnector(self.repository, breaker)
        self._hide = DeleteConnector(self.repository, breaker, Retention(1))
        self._undelete = UndeleteConnector(self.repository, types)
        self._confirm = ConfirmCredentials(self.repository, self.sealer, types)
        self._test = TestConnector(
            repository=self.repository, sealer=self.sealer, types=types, probing=probing, binding=binding
        )
        self._lease = LeaseCredentials(self.repository, self.sealer, types, LeaseRules(["*/*"]), bound=binding)
        shared: Any = {
            "repository": self.repository,
            "rotations": rotations,
            "drafts": drafts,
            "sealer": self.kept_sealer,
            "clock": self.clock,
        }
        self._stage = StageCredentials(tests=tests, **shared)
        self._promote = PromoteCredentials(types=types, **shared)
        self._roll_back = RollBackCredentials(
            self.repository, rotations, drafts, self.kept_sealer, binding=binding, clock=self.clock
        )
        self._get = GetCredentialRotation(self.repository, rotations, self.clock)
        self._discard = DiscardCredentialRotation(self.repository, rotations)
        self.expire = CredentialExpiry(KeptExpiry(database), self.clock)

    def create(self, **fields: Any) -> str:
        given = {"name": "c", "type": "postgresql", "config": COMPLETE, "auth_config": login(OLD)} | fields
        return self._create(call("CreateConnector"), NewConnector(**given)).id

    def update(self, connector_id: str, **fields: Any) -> ConnectorRecord:
        return self._update(call("UpdateConnector"), ConnectorChange(connector_id, **fields)).record

    def delete(self, connector_id: str) -> None:
        self._delete(call("DeleteConnector"), connector_id)

    def hide(self, connector_id: str) -> None:
        self._hide(call("DeleteConnector"), connector_id)

    def undelete(self, connector_id: str) -> None:
        self._undelete(call("UndeleteConnector"), connector_id)

    def stage(self, connector_id: str, password: str = NEW, *, user: str = "ann", **fields: Any) -> Staged:
        given = {"auth_config": login(password)} | fields
        return self._stage(call("StageCredentials", user), NewCredentials(connector_id, **given))

    def promote(self, connector_id: str, *, keep: int = 600, etag: str = "", user: str = "ben") -> ChangedCredentials:
        return self._promote(call("PromoteCredentials", user), connector_id, PromoteOptions(keep, etag))

    def roll_back(self, connector_id: str, etag: str = "") -> ChangedCredentials:
        return self._roll_back(call("RollBackCredentials"), connector_id, etag)

    def discard(self, connector_id: str) -> None:
        self._discard(call("DiscardCredentialRotation"), connector_id)

    def rotation(self, connector_id: str) -> CredentialRotation:
        return self._get(CALLER, connector_id)

    def stored(self, connector_id: str) -> ConnectorRecord:
        return must_get(self.repository.for_tenant(CALLER.tenant), connector_id)

    def confirm(self, connector_id: str) -> None:
        self._confirm(call("ConfirmCredentials"), connector_id)

    def test(self, connector_id: str) -> ProbeResult:
        return self._test(call("TestConnector"), connector_id).result

    def uses(self, connector_id: str) -> str:
        """The password that the connector's own test and a lease use."""
        self.test(connector_id)
        leased = self._lease(call("TestConnector"), connector_id).credentials["password"]
        assert leased == self.peer.seen[-1]
        return str(leased)

    def kept(self, tenant: str = CALLER.tenant) -> int:
        """How many rows there are of what is kept."""
        counted = KeptCredential.select(peewee.fn.COUNT(1)).where(KeptCredential.tenant == tenant)
        count: int = self.database.read(self.database.compile(counted))[0][0]
        return count


def call(method: str, user: str = "ann") -> Call:
    principal = replace(CALLER, user=user)
    return Call(method_named(method), {}, "ipv4:192.0.2.7:5050", None, request_id="r-1", principal=principal)
