"""A trail in both stores, with a sealer and a verifier under a real vault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from server.audit.sealing import AuditSealer
from server.audit.verification import Anchor, AuditVerifier, Report
from server.storage.audit_chain import AuditChainStore
from server.storage.audit_log import AuditLog
from server.storage.audit_reader import AuditReader
from server.storage.audit_record import AuditEvent
from server.storage.database import Database, open_database
from server.storage.key_check import KeyCheckStore
from server.storage.migrate import migrate
from server.storage.tenant_keys import TenantKeyStore
from server.vault.key_check import open_vault
from server.vault.vault import Vault
from tests.peers.postgresql import PostgresqlServer


@dataclass
class Audited:
    """The trail, and the hand of one who can write the database but has no key."""

    database: Database
    vault: Vault

    def __post_init__(self) -> None:
        self.log = AuditLog(self.database)
        self.chain = AuditChainStore(self.database)
        self.reader = AuditReader(self.database)
        self.sealer = AuditSealer(self.chain, self.reader, self.vault)

    def write(self, tenant: str = "acme", count: int = 1, **fields: object) -> None:
        for _ in range(count):
            self.log.append(AuditEvent(**{"tenant": tenant, "method": "UpdateConnector", "user": "ann", **fields}))

    def verify(self, anchor: Anchor | None = None) -> Report:
        return AuditVerifier(self.chain, self.reader, self.vault).verify(anchor)

    def tamper(self, *statements: str) -> None:
        with self.database.peewee.connection_context(), self.database.peewee.atomic():
            for statement in statements:
                self.database.peewee.execute_sql(statement)


@pytest.fixture(params=["sqlite", "postgresql"])
def audited(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Audited]:
    url = f"sqlite:///{tmp_path / 'connectors.db'}"
    if request.param == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql_server")
        url = server.new_database()
    database = open_database(url, 8)
    migrate(database)
    vault = open_vault(tmp_path / "keyring.json", KeyCheckStore(database), TenantKeyStore(database), may_create=True)
    yield Audited(database, vault)
    database.close()
