"""The start of the service: the right keyring, or none at all; and nothing is touched when it is the wrong one."""

from __future__ import annotations

import json
import multiprocessing
import re
from dataclasses import replace
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from server.errors import Unavailable
from server.storage.audit_record import AuditEvent
from server.storage.database import Database, open_database
from server.storage.key_check import KeyCheckStore
from server.storage.record import ConnectorRecord
from server.storage.repository import ConnectorRepository
from server.storage.tenant_keys import TenantKeyStore
from server.vault.envelope import SecretContext
from server.vault.key_check import CONTEXT, KNOWN, open_vault
from server.vault.key_file import create_key_file
from server.vault.keyring import KeyringError, KeyringMissing
from tests.peers.http_peer import HttpPeer
from tests.vault.test_providers import TOKEN, TransitEngine
from tests.vault.vaults import sealed_in_format_1

SECRET = SecretContext("acme", "conn_1", "authConfig", 1)


def store_connector(database: Database) -> None:
    record = ConnectorRecord("acme", "conn_1", "n", "csv", None, {}, "access_key", "untested", 1, 1)
    ConnectorRepository(database).for_tenant("acme").insert(record, AuditEvent("acme", "CreateConnector"))


def test_the_first_start_makes_the_key_file_and_the_next_reads_it(
    keyring_path: Path, key_checks: KeyCheckStore, tenant_keys: TenantKeyStore
) -> None:
    sealed = open_vault(keyring_path, key_checks, tenant_keys, may_create=True).seal(SECRET, b"secret")
    assert open_vault(keyring_path, key_checks, tenant_keys, may_create=True).open(SECRET, sealed) == b"secret"
    assert open_vault(keyring_path, key_checks, tenant_keys, may_create=False).open(SECRET, sealed) == b"secret"


def test_no_key_file_is_made_beside_a_database_that_others_share(
    keyring_path: Path, key_checks: KeyCheckStore, tenant_keys: TenantKeyStore
) -> None:
    with pytest.raises(KeyringMissing, match="every replica"):
        open_vault(keyring_path, key_checks, tenant_keys, may_create=False)
    assert not keyring_path.exists()
    assert key_checks.get() is None


@pytest.mark.parametrize("with_check", [True, False], ids=["key check", "connectors only"])
def test_a_lost_key_file_stops_the_start_of_a_used_database(
    keyring_path: Path, key_checks: KeyCheckStore, tenant_keys: TenantKeyStore, database: Database, with_check: bool
) -> None:
    if with_check:
        open_vault(keyring_path, key_checks, tenant_keys, may_create=True)
        keyring_path.unlink()
    else:
        store_connector(database)
    before = key_checks.get()
    with pytest.raises(KeyringMissing, match=r"already holds sealed credentials; restore the key file") as caught:
        open_vault(keyring_path, key_checks, tenant_keys, may_create=True)
    assert str(keyring_path) in str(caught.value)
    assert not keyring_path.exists()
    assert key_checks.get() == before


def test_another_databases_keyring_stops_the_start(
    keyring_path: Path, key_checks: KeyCheckStore, tenant_keys: TenantKeyStore
) -> None:
    right = open_vault(keyring_path, key_checks, tenant_keys, may_create=True)
    keyring_path.unlink()
    create_key_file(keyring_path)
    before = (keyring_path.read_bytes(), key_checks.get())
    with pytest.raises(KeyringError, match=re.escape(f"lacks key {right.keyring.primary}; restore the key file")):
        open_vault(keyring_path, key_checks, tenant_keys, may_create=True)
    assert (keyring_path.read_bytes(), key_checks.get()) == before


def test_a_changed_key_of_the_same_name_stops_the_start(
    keyring_path: Path, key_checks: KeyCheckStore, tenant_keys: TenantKeyStore
) -> None:
    right = open_vault(keyring_path, key_checks, tenant_keys, may_create=True)
    keyring_path.write_text(keyring_path.read_text().replace(_key_text(keyring_path), "A" * 43 + "="))
    with pytest.raises(KeyringError, match=f"its key {right.keyring.primary} is another one"):
        open_vault(keyring_path, key_checks, tenant_keys, may_create=True)


def test_a_damaged_key_check_is_not_blamed_on_the_keyring(
    keyring_path: Path, key_checks: KeyCheckStore, tenant_keys: TenantKeyStore
) -> None:
    create_key_file(keyring_path)
    key_checks.put_if_absent(b"garbage")
    with pytest.raises(KeyringError, match="key check was damaged; restore the database"):
        open_vault(keyring_path, key_checks, tenant_keys, may_create=True)


def test_a_check_that_is_sealed_well_and_says_another_thing_stops_the_start(
    keyring_path: Path, key_checks: KeyCheckStore, tenant_keys: TenantKeyStore
) -> None:
    keyring = create_key_file(keyring_path)
    key = keyring.get(keyring.primary) or b""
    key_checks.put_if_absent(sealed_in_format_1(key, keyring.primary, CONTEXT, b"else"))
    with pytest.raises(KeyringError, match="says something else"):
        open_vault(keyring_path, key_checks, tenant_keys, may_create=True)


def test_a_check_of_the_first_format_still_lets_its_keyring_in(
    keyring_path: Path, key_checks: KeyCheckStore, tenant_keys: TenantKeyStore
) -> None:
    keyring = create_key_file(keyring_path)
    key = keyring.get(keyring.primary) or b""
    key_checks.put_if_absent(sealed_in_format_1(key, keyring.primary, CONTEXT, KNOWN))
    assert open_vault(keyring_path, key_checks, tenant_keys, may_create=False).keyring.primary == keyring.primary
    keyring_path.unlink()
    create_key_file(keyring_path)
    with pytest.raises(KeyringError, match=f"lacks key {keyring.primary}"):
        open_vault(keyring_path, key_checks, tenant_keys, may_create=False)


def test_a_keyring_beside_connectors_without_a_check_is_not_blessed(
    keyring_path: Path, key_checks: KeyCheckStore, tenant_keys: TenantKeyStore, database: Database
) -> None:
    create_key_file(keyring_path)
    store_connector(database)
    with pytest.raises(KeyringError, match="its key check is gone"):
        open_vault(keyring_path, key_checks, tenant_keys, may_create=True)
    assert key_checks.get() is None


def test_a_key_service_that_is_away_does_not_stop_a_start_and_is_checked_before_the_first_key_is_made(
    keyring_path: Path, key_checks: KeyCheckStore, tenant_keys: TenantKeyStore, http_peer: HttpPeer, tmp_path: Path
) -> None:
    http_peer.script = engine = TransitEngine()
    (tmp_path / "token").write_text(TOKEN)
    entry = {
        "provider": "transit",
        "key": "connectors",
        "address": http_peer.url(""),
        "token_file": f"{tmp_path}/token",
    }
    keyring_path.write_text(json.dumps({"format": 1, "primary": "k1", "keys": {"k1": entry}}))
    keyring_path.chmod(0o600)
    sealed = open_vault(keyring_path, key_checks, tenant_keys, may_create=False).seal(SECRET, b"secret")
    engine.status = 503
    started = open_vault(keyring_path, key_checks, tenant_keys, may_create=False)
    other = replace(SECRET, tenant="other")
    with pytest.raises(Unavailable):
        started.seal(other, b"")
    with pytest.raises(Unavailable):
        started.open(SECRET, sealed)
    right, engine.key = engine.key, b"another transit key of this name"
    engine.status = 503
    again = open_vault(keyring_path, key_checks, tenant_keys, may_create=False)
    engine.status = 200
    again.keyring.provider("k1")._away_until = 0.0  # type: ignore[union-attr]  # the pause after a failure is over
    with pytest.raises(KeyringError, match="its key k1 is another one"):
        again.seal(other, b"")
    assert tenant_keys.newest("other", "seal") is None
    engine.key = right
    assert open_vault(keyring_path, key_checks, tenant_keys, may_create=False).open(SECRET, sealed) == b"secret"


def test_processes_that_start_at_once_agree_on_one_key_file_and_one_check(
    keyring_path: Path, database: Database, tmp_path: Path
) -> None:
    context = multiprocessing.get_context("spawn")
    barrier, opened = context.Barrier(4), context.Queue()
    arguments = (tmp_path / "connectors.db", keyring_path, barrier, opened)
    starting = [context.Process(target=_start, args=arguments) for _ in range(4)]
    for process in starting:
        process.start()
    sealed = [opened.get(timeout=60) for _ in starting]
    for process in starting:
        process.join(60)
        assert process.exitcode == 0
    vault = open_vault(keyring_path, KeyCheckStore(database), TenantKeyStore(database), may_create=False)
    assert [vault.open(SECRET, one) for one in sealed] == [b"secret"] * 4


def _start(database_path: Path, keyring_path: Path, barrier: Barrier, opened: Queue[bytes]) -> None:
    database = open_database(f"sqlite:///{database_path}", 1)
    key_checks, tenant_keys = KeyCheckStore(database), TenantKeyStore(database)
    barrier.wait(60)
    opened.put(open_vault(keyring_path, key_checks, tenant_keys, may_create=True).seal(SECRET, b"secret"))
    database.close()


def _key_text(path: Path) -> str:
    return next(line for line in path.read_text().split('"') if line.endswith("="))
