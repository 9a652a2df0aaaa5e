"""A tenant that was erased: nothing of it is left, and what a backup has of it opens no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.breaker.breaker import Circuit, Outcome, Permit
from server.breaker.sql import SqlCircuitBreaker
from server.connectors.sealing import Sealer, Secrets
from server.errors import DataLoss
from server.storage.database import Database, open_database
from server.storage.erasure import ERASED, ERASED_STATE, KEPT, erase_tenant
from server.storage.faults import KeyDestroyed
from server.storage.key_check import KeyCheckStore
from server.storage.migrate import migrate
from server.storage.redis_store import RedisStore
from server.storage.repository import ConnectorRepository
from server.storage.tenant_keys import TenantKeyStore
from server.vault.key_check import open_vault
from server.vault.key_file import create_key_file
from server.wrapped_key import KeyPurpose
from tests.peers.valkey import ValkeyServer
from tests.storage.records import EVENT, a_record

SECRETS = Secrets({"password": "canary"}, {"/url": "canary"})


@pytest.fixture
def sealer(database: Database, tmp_path: Path) -> Sealer:
    create_key_file(tmp_path / "keyring.json")
    return _another(database, tmp_path)


def _another(database: Database, folder: Path) -> Sealer:
    """As a process that starts now has it."""
    checks, keys = KeyCheckStore(database), TenantKeyStore(database)
    return Sealer(open_vault(folder / "keyring.json", checks, keys, may_create=False))


def test_a_backup_of_its_connectors_opens_nothing_beside_the_keys_of_today(
    database: Database, sealer: Sealer, tmp_path: Path
) -> None:
    repository = ConnectorRepository(database)
    others = sealer.seal(a_record("other"), SECRETS)
    repository.for_tenant("other").insert(others, EVENT)
    backup = [sealer.seal(a_record(), SECRETS) for _ in range(3)]
    for record in backup:
        repository.for_tenant("acme").insert(record, EVENT)
    assert sealer.open(backup[0]) == SECRETS
    erased = erase_tenant(database, "acme")
    assert (erased["connectors"], erased["tenant_keys"]) == (3, 1)
    started_now = _another(database, tmp_path)
    for record in backup:
        with pytest.raises(DataLoss, match="destroyed"):
            started_now.open(record)
        with pytest.raises(KeyDestroyed):  # nor can a worker that still knows the key bring it back
            repository.for_tenant("acme").insert(record, EVENT)
    page = repository.for_tenant("acme").page(10, None)
    assert (page.records, page.total) == ([], 0)
    # Its name may be used again, under keys that have nothing to do with those of before.
    anew = started_now.seal(a_record(), SECRETS)
    repository.for_tenant("acme").insert(anew, EVENT)
    assert started_now.open(anew) == SECRETS
    with pytest.raises(DataLoss):
        started_now.open(backup[0])
    assert started_now.open(others) == SECRETS


def test_its_wrapped_keys_and_ciphertexts_are_overwritten_in_the_files_of_sqlite(tmp_path: Path) -> None:
    """PostgreSQL keeps dead rows until VACUUM: docs/keys.md."""
    database = open_database(f"sqlite:///{tmp_path / 'connectors.db'}", 1)
    migrate(database)
    create_key_file(tmp_path / "keyring.json")
    sealer = _another(database, tmp_path)
    record = sealer.seal(a_record(), SECRETS)
    ConnectorRepository(database).for_tenant("acme").insert(record, EVENT)
    stored = TenantKeyStore(database).newest("acme", KeyPurpose.SEAL)
    assert stored is not None
    needles = [stored.wrapped, record.sealed_auth or b"", record.sealed_config or b""]
    assert all(_in_files(tmp_path, needle) for needle in needles)
    erase_tenant(database, "acme")
    assert not any(_in_files(tmp_path, needle) for needle in needles)
    database.close()


def _in_files(folder: Path, needle: bytes) -> bool:
    return any(needle in path.read_bytes() for path in folder.glob("connectors.db*"))


def test_its_limits_and_circuits_go_too(database: Database) -> None:
    breaker = SqlCircuitBreaker(database)
    for tenant in ("acme", "other"):
        for _ in range(5):
            breaker.report(Circuit(tenant, "conn_1", 1), Permit(None), Outcome.UNREACHABLE)
    assert erase_tenant(database, "acme")["circuits"] == 1
    assert isinstance(breaker.admit(Circuit("acme", "conn_1", 1)), Permit)


def test_its_keys_in_redis_go_and_no_other_tenants(database: Database, valkey_server: ValkeyServer) -> None:
    store = RedisStore(valkey_server.url, 2, prefix="erasure")
    for tenant in ("acme", "acme2", "other"):
        for kind in ("rate", "circuit"):
            store._client.set(store.key(kind, tenant, "x"), "1")
    assert erase_tenant(database, "acme", store)["keys in Redis"] == 2
    assert len(store._client.keys("erasure:*")) == 4
    store.close()


def test_every_table_that_holds_something_of_a_tenant_is_erased_or_kept_on_purpose(database: Database) -> None:
    one_store = database.shared_state is database
    for store, named in (
        (database, ERASED + KEPT + (ERASED_STATE if one_store else ())),
        (database.shared_state, ERASED_STATE + (ERASED + KEPT if one_store else ())),
    ):
        with store.peewee.connection_context():
            of_tenants = {
                table
                for table in store.peewee.get_tables()
                if "tenant" in {column.name for column in store.peewee.get_columns(table)}
            }
        assert of_tenants <= set(named), "name it in server/storage/erasure.py"
