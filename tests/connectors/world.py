"""The use cases over a real SQLite file, a real vault and real breakers; only the prober is played."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from probes.registry import connector_types
from probes.result import ProbeResult
from probes.run import Job
from server.breaker.sql import SqlCircuitBreaker
from server.call import Call, Principal
from server.connectors.confirm_credentials import ConfirmCredentials
from server.connectors.create import CreateConnector
from server.connectors.delete import DeleteConnector
from server.connectors.drafts import ConnectorChange, Drafts, NewConnector
from server.connectors.get import GetConnector
from server.connectors.probing import Probing
from server.connectors.sealing import Sealer
from server.connectors.test import TestConnector, TestedConnector
from server.connectors.test_config import TestConfig
from server.connectors.type_catalogue import BuiltInTypes
from server.connectors.unsaved_tests import UnsavedTests
from server.connectors.update import UpdateConnector
from server.method_policy import Method, Role
from server.storage.database import open_database
from server.storage.key_check import KeyCheckStore
from server.storage.migrate import migrate
from server.storage.record import ConnectorRecord
from server.storage.repository import ConnectorRepository
from server.storage.tenant_keys import TenantKeyStore
from server.vault.key_check import open_vault

CALLER = Principal("acme", Role.ADMIN, "ann")


@dataclass
class PlayedProber:
    """Answers as told, and remembers the jobs. `meanwhile` runs while the probe is under way."""

    result: ProbeResult = field(default_factory=lambda: ProbeResult(success=True, message="Connection test succeeded"))
    meanwhile: Callable[[], None] = lambda: None
    error: Exception | None = None
    jobs: list[Job] = field(default_factory=list)

    def run(self, job: Job, *, share: str, on_cancel: object = None, on_step: object = None) -> ProbeResult:  # noqa: ARG002 - the interface's
        self.jobs.append(job)
        self.meanwhile()
        if self.error:
            raise self.error
        return self.result


class Uncounted:
    def tested(self, type_name: str, *, own: bool, level: str, reason: str, seconds: float) -> None: ...

    def test_refused(self, cause: str) -> None: ...


class World:
    def __init__(self, folder: Path, method: Method, *, binding: bool = False) -> None:
        database = open_database(f"sqlite:///{folder / 'connectors.db'}", 4)
        migrate(database)
        self.database = database
        self.repository = ConnectorRepository(database)
        self.prober = PlayedProber()
        self._method = method
        vault = open_vault(folder / "keyring.json", KeyCheckStore(database), TenantKeyStore(database), may_create=True)
        self.vault = vault
        sealer = Sealer(vault)
        breaker = SqlCircuitBreaker(database)
        types = BuiltInTypes(connector_types())
        drafts = Drafts(sealer, types, vault, binding=binding)
        probing = Probing(breaker, self.prober, Uncounted(), 5)
        tests = UnsavedTests(probing, types, vault, lambda _tenant: None, binding=binding)
        self.create_connector = CreateConnector(self.repository, drafts, vault, tests)
        self.update_connector = UpdateConnector(self.repository, drafts, tests)
        self.test_config = TestConfig(self.repository, drafts, tests)
        self.delete_connector = DeleteConnector(self.repository, breaker)
        self.get_connector = GetConnector(self.repository)
        self.confirm_credentials = ConfirmCredentials(self.repository, sealer, types)
        self.test_connector = TestConnector(
            repository=self.repository, sealer=sealer, types=types, probing=probing, binding=binding
        )

    def create(self, **fields: object) -> ConnectorRecord:
        given = {"name": "c", "type": "postgresql", "config": COMPLETE, "auth_config": LOGIN} | fields
        return self.create_connector(self.call(), NewConnector(**given))

    def update(self, connector_id: str, **fields: object) -> ConnectorRecord:
        return self.update_connector(self.call(), ConnectorChange(connector_id, **fields)).record

    def test(self, connector_id: str, deadline: float | None = None) -> TestedConnector:
        return self.test_connector(self.call(deadline), connector_id)

    def delete(self, connector_id: str) -> None:
        self.delete_connector(self.call(), connector_id)

    def call(self, deadline: float | None = None) -> Call:
        return Call(self._method, {}, "ipv4:192.0.2.7:5050", deadline, request_id="r-1", principal=CALLER)


COMPLETE = {"host": "db.example.com", "port": 5432, "database": "app"}
LOGIN = {"username": "probe", "password": "first"}
