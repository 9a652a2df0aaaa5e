"""Opens the vault at start, and refuses a keyring that is not the database's: before anything is sealed under it.

The database holds one known constant, sealed at its first start. A keyring that cannot open it would seal new
credentials that nobody else can read, and lose the old ones.
"""

from __future__ import annotations

import contextlib
import hmac
from pathlib import Path
from typing import Protocol

from server.errors import DataLoss
from server.vault.envelope import SecretContext, Vault, key_id_of
from server.vault.keyring import Keyring, KeyringError, KeyringExists, KeyringMissing

KNOWN = b"connector-service key check"
# No tenant id holds a blank, so no connector's value can stand here, nor this one there.
CONTEXT = SecretContext(tenant="key check", connector_id="", field="", version=1)


class KeyChecks(Protocol):
    """The database's key-check row."""

    def get(self) -> bytes | None: ...

    def put_if_absent(self, sealed: bytes) -> bytes:
        """What is stored now. Atomic over processes: the first stays."""
        ...

    def is_empty(self) -> bool:
        """Whether the database holds neither a connector nor a key check."""
        ...


def open_vault(keyring_path: Path, key_checks: KeyChecks, *, may_create: bool) -> Vault:
    """The vault of this database. Raises KeyringError, having changed nothing.

    `may_create`: a missing key file is made beside an empty database (SQLite: one machine, one file). Several
    processes may start at once: they agree on one key file and one key check.
    """
    vault = Vault(_keyring(keyring_path, key_checks, may_create=may_create))
    _check(vault, keyring_path, key_checks)
    return vault


def _keyring(path: Path, key_checks: KeyChecks, *, may_create: bool) -> Keyring:
    with contextlib.suppress(KeyringMissing):
        return Keyring.load(path)
    if not key_checks.is_empty():
        # Another process may have made file and rows since we looked.
        with contextlib.suppress(KeyringMissing):
            return Keyring.load(path)
        raise KeyringMissing(
            f"{path}: no such key file, and the database already holds sealed credentials; "
            "restore the key file from its backup, or set CONNECTORS_KEYRING to where it is"
        )
    if not may_create:
        raise KeyringMissing(
            f"{path}: no such key file, and none is made beside a database that others may share; "
            "make one with `python -m server keys create` and give the same file to every replica"
        )
    try:
        return Keyring.create(path)
    except KeyringExists:
        return Keyring.load(path)


def _check(vault: Vault, path: Path, key_checks: KeyChecks) -> None:
    sealed = key_checks.get() or _first_check(vault, path, key_checks)
    try:
        known = vault.open(CONTEXT, sealed)
    except DataLoss:
        raise KeyringError(f"{path}: {_what_is_wrong(vault, sealed)}") from None
    if not hmac.compare_digest(known, KNOWN):
        raise KeyringError(f"{path}: the database's key check says something else; restore the database")


def _first_check(vault: Vault, path: Path, key_checks: KeyChecks) -> bytes:
    if key_checks.is_empty():
        return key_checks.put_if_absent(vault.seal(CONTEXT, KNOWN))
    # Another process may have written it since we looked; its first connector comes after that.
    stored = key_checks.get()
    if stored is None:
        raise KeyringError(
            f"{path}: cannot be checked: the database holds connectors and its key check is gone; "
            "restore the database from its backup"
        )
    return stored


def _what_is_wrong(vault: Vault, sealed: bytes) -> str:
    wrong = "is not the keyring that this database was sealed with"
    with contextlib.suppress(DataLoss):
        key_id = key_id_of(sealed)
        if not vault.has(key_id):
            return f"{wrong}: it lacks key {key_id}; restore the key file from its backup"
        return f"{wrong}: its key {key_id} is another one; restore the key file from its backup"
    return "cannot be checked: the database's key check was damaged; restore the database from its backup"
