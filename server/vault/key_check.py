"""Opens the vault at start, and refuses a keyring that is not the database's: before anything is sealed under it.

The database holds one known constant, wrapped by the primary of its first start (and anew at each rotation). A keyring
that cannot open it would seal new credentials that nobody else can read, and lose the old ones. In bytes:

    1  format version 3      1  length n of the key id      n  key id      …  the constant, as the key's provider wraps

Databases of before have a value of format 1 (envelope.py). Where the key service is away at a start, the check is made
before the first key is wrapped instead, so that lists and gets do not wait for it.
"""

from __future__ import annotations

import contextlib
import hmac
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from server.errors import DataLoss, Unavailable
from server.vault import envelope
from server.vault.envelope import SecretContext
from server.vault.key_file import KeyFile, create_key_file
from server.vault.keyring import KEY_ID, Keyring, KeyringError, KeyringExists, KeyringMissing
from server.vault.tenant_keys import KeyStore, TenantKeys
from server.vault.vault import Vault

KNOWN = b"connector-service key check"
FORMAT = 3
# No tenant id holds a blank, so no connector's value can stand here, nor this one there.
CONTEXT = SecretContext(tenant="key check", connector_id="", field="", version=1)
_WRAP_CONTEXT = {"service": "connector-service", "purpose": "key check"}

log = logging.getLogger(__name__)


class KeyChecks(Protocol):
    """The database's key-check row."""

    def get(self) -> bytes | None: ...

    def put_if_absent(self, sealed: bytes) -> bytes:
        """What is stored now. Atomic over processes: the first stays."""
        ...

    def is_empty(self) -> bool:
        """Whether the database holds neither a connector nor a key check."""
        ...


def open_vault(
    keyring_path: Path,
    key_checks: KeyChecks,
    tenant_keys: KeyStore,
    *,
    may_create: bool,
    environment: Mapping[str, bytes] | None = None,
) -> Vault:
    """The vault of this database. Raises KeyringError, having changed nothing.

    `may_create`: a missing key file is made beside an empty database (SQLite: one machine, one file). Several
    processes may start at once: they agree on one key file and one key check. `environment` are keys by id.
    """
    file = _key_file(keyring_path, key_checks, environment, may_create=may_create)
    check = _Check(file, key_checks)
    try:
        check()
    except Unavailable as error:
        log.warning("the keyring could not be checked yet: %s", error)
    return Vault(file, TenantKeys(tenant_keys, file, before_first=check))


def sealed_check(keyring: Keyring) -> bytes:
    """The constant, wrapped by the primary. Raises Unavailable."""
    provider = keyring.provider(keyring.primary)
    if provider is None:
        raise RuntimeError("a keyring holds its primary")
    wrapped = provider.wrap(KNOWN, _WRAP_CONTEXT)
    return bytes((FORMAT, len(keyring.primary))) + keyring.primary.encode("ascii") + wrapped


def key_id_of_check(sealed: bytes) -> str:
    """The key of the keyring that opens it. Raises DataLoss when it is no key check."""
    if not sealed or sealed[0] != FORMAT:
        found = envelope.parsed(sealed)
        if found.format == envelope.BY_KEYRING:
            return found.key_id
        raise DataLoss("no key check")
    key_id = sealed[2 : 2 + sealed[1]].decode("latin-1") if len(sealed) > 2 else ""
    if not KEY_ID.fullmatch(key_id):
        raise DataLoss("no key check")
    return key_id


class _Check:
    """Called until it has passed once; then it costs nothing. Raises KeyringError, Unavailable."""

    def __init__(self, file: KeyFile, key_checks: KeyChecks) -> None:
        self._file = file
        self._key_checks = key_checks
        self._passed = False

    def __call__(self) -> None:
        if self._passed:
            return
        keyring, path = self._file.current(), self._file.path
        sealed = self._key_checks.get() or _first_check(keyring, path, self._key_checks)
        try:
            known = _opened(keyring, sealed)
        except DataLoss:
            raise KeyringError(f"{path}: {_what_is_wrong(keyring, sealed)}") from None
        if not hmac.compare_digest(known, KNOWN):
            raise KeyringError(f"{path}: the database's key check says something else; restore the database")
        self._passed = True


def _opened(keyring: Keyring, sealed: bytes) -> bytes:
    """Raises DataLoss, Unavailable."""
    key_id = key_id_of_check(sealed)
    if sealed[0] != FORMAT:
        key = keyring.get(key_id)
        if key is None:
            raise DataLoss("the key check's key is not in the keyring")
        return envelope.open_envelope(key, CONTEXT, envelope.parsed(sealed))
    provider = keyring.provider(key_id)
    if provider is None:
        raise DataLoss("the key check's key is not in the keyring")
    return provider.unwrap(sealed[2 + sealed[1] :], _WRAP_CONTEXT)


def _key_file(
    path: Path, key_checks: KeyChecks, environment: Mapping[str, bytes] | None, *, may_create: bool
) -> KeyFile:
    with contextlib.suppress(KeyringMissing):
        return KeyFile(path, environment)
    if not key_checks.is_empty():
        # Another process may have made file and rows since we looked.
        with contextlib.suppress(KeyringMissing):
            return KeyFile(path, environment)
        raise KeyringMissing(
            f"{path}: no such key file, and the database already holds sealed credentials; "
            "restore the key file from its backup, or set CONNECTORS_KEYRING to where it is"
        )
    if not may_create:
        raise KeyringMissing(
            f"{path}: no such key file, and none is made beside a database that others may share; "
            "make one with `python -m server keys create` and give the same file to every replica"
        )
    with contextlib.suppress(KeyringExists):
        create_key_file(path)
    return KeyFile(path, environment)


def _first_check(keyring: Keyring, path: Path, key_checks: KeyChecks) -> bytes:
    if key_checks.is_empty():
        return key_checks.put_if_absent(sealed_check(keyring))
    # Another process may have written it since we looked; its first connector comes after that.
    stored = key_checks.get()
    if stored is None:
        raise KeyringError(
            f"{path}: cannot be checked: the database holds connectors and its key check is gone; "
            "restore the database from its backup"
        )
    return stored


def _what_is_wrong(keyring: Keyring, sealed: bytes) -> str:
    wrong = "is not the keyring that this database was sealed with"
    with contextlib.suppress(DataLoss):
        key_id = key_id_of_check(sealed)
        if keyring.provider(key_id) is None:
            return f"{wrong}: it lacks key {key_id}; restore the key file from its backup"
        return f"{wrong}: its key {key_id} is another one; restore the key file from its backup"
    return "cannot be checked: the database's key check was damaged; restore the database from its backup"
