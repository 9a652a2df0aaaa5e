from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.storage.database import Database, open_database
from server.storage.key_check import KeyCheckStore
from server.storage.migrate import migrate
from server.storage.tenant_keys import TenantKeyStore
from server.vault.key_file import create_key_file
from server.vault.vault import Vault
from tests.vault.vaults import vault_of


@pytest.fixture
def keyring_path(tmp_path: Path) -> Path:
    return tmp_path / "keyring.json"


@pytest.fixture
def vault(keyring_path: Path) -> Vault:
    return vault_of(create_key_file(keyring_path))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'connectors.db'}", 2)
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def key_checks(database: Database) -> KeyCheckStore:
    return KeyCheckStore(database)


@pytest.fixture
def tenant_keys(database: Database) -> TenantKeyStore:
    return TenantKeyStore(database)
