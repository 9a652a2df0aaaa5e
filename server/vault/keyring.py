"""The key file: the keys that wrap every tenant's key, as JSON.

    {"format": 1, "primary": "20261124-9f3c2a", "keys": {"20261124-9f3c2a": "<base64 of 32 bytes>"}}

A key's value may also be an object that says where the key is (providers/declared.py). New keys of tenants are wrapped
by `primary`; the others open what they wrapped before. No message and no repr shows a key.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from server.vault.providers.declared import declared_key
from server.vault.providers.local import KEY_BYTES, LocalKey
from server.vault.providers.provider import KeyProvider

FORMAT = 1
MAX_FILE_BYTES = 1 << 20
KEY_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

_RESTORE = "restore the key file from its backup"


class KeyringError(Exception):
    """The key file cannot be used. The message is one line: what is wrong, and what to do."""


class KeyringMissing(KeyringError):
    """There is no key file."""


class KeyringExists(KeyringError):
    """A key file is there already, and is never overwritten."""


class Keyring:
    """Keys by id; never empty, and it always holds its primary."""

    __slots__ = ("_keys", "primary")

    def __init__(self, keys: Mapping[str, KeyProvider | bytes], primary: str) -> None:
        if primary not in keys:
            raise KeyringError(f"keyring: primary {primary!r} is none of its keys")
        self._keys: Mapping[str, KeyProvider] = MappingProxyType(
            {key_id: LocalKey(key) if isinstance(key, bytes) else key for key_id, key in keys.items()}
        )
        self.primary = primary

    @classmethod
    def load(cls, path: Path, environment: Mapping[str, bytes] | None = None) -> Keyring:
        """`environment` are the keys that the settings hold, by id.

        Raises KeyringMissing, or KeyringError when the file is unsafe or says something that cannot be.
        """
        return _parsed(path, document_of(path), environment or {})

    @property
    def key_ids(self) -> tuple[str, ...]:
        return tuple(self._keys)

    def provider(self, key_id: str) -> KeyProvider | None:
        return self._keys.get(key_id)

    def get(self, key_id: str) -> bytes | None:
        """The key's bytes; None when there is no such key, or its bytes are elsewhere."""
        provider = self._keys.get(key_id)
        return provider.key if isinstance(provider, LocalKey) else None

    def __repr__(self) -> str:
        return f"Keyring(primary={self.primary!r}, key_ids={self.key_ids!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("a keyring is not pickled: its keys would leave this process")


def _read(path: Path) -> bytes:
    try:
        # O_NONBLOCK: a pipe in the file's place must not hang the start. Symlinks are followed: secret mounts use them.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        raise KeyringMissing(
            f"{path}: no such key file; {_RESTORE}, or set CONNECTORS_KEYRING to where it is"
        ) from None
    except OSError as error:
        raise KeyringError(f"{path}: cannot be read ({error.strerror}); make it readable to this user alone") from None
    try:
        _refuse_unsafe(path, os.fstat(descriptor))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            content = file.read(MAX_FILE_BYTES + 1)
    finally:
        os.close(descriptor)
    if len(content) > MAX_FILE_BYTES:
        raise KeyringError(f"{path}: larger than {MAX_FILE_BYTES} bytes, so not a key file; {_RESTORE}")
    return content


def _refuse_unsafe(path: Path, status: os.stat_result) -> None:
    """Looks at the opened file, so that nothing can be put in its place in between."""
    if not stat.S_ISREG(status.st_mode):
        raise KeyringError(f"{path}: not a regular file; {_RESTORE}")
    if status.st_uid != os.geteuid():
        raise KeyringError(
            f"{path}: belongs to user {status.st_uid} and the service runs as {os.geteuid()}; "
            f"chown it to the service's user"
        )
    mode = stat.S_IMODE(status.st_mode)
    if mode & ~0o600:
        raise KeyringError(f"{path}: its mode is {mode:04o}, so others may reach the keys; run chmod 600 on it")


def document_of(path: Path) -> dict[str, Any]:
    """The key file's JSON, its outline checked. Raises KeyringMissing, KeyringError."""
    try:
        document = json.loads(_read(path), object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError):
        raise KeyringError(f"{path}: not JSON, or a name in it stands twice; {_RESTORE}") from None
    if not isinstance(document, dict) or set(document) != {"format", "primary", "keys"}:
        raise KeyringError(f'{path}: expected an object of "format", "primary" and "keys"; {_RESTORE}')
    if type(document["format"]) is not int or document["format"] != FORMAT:
        raise KeyringError(f"{path}: its format is not {FORMAT}; it was made by another version of the service")
    if not isinstance(document["keys"], dict) or not document["keys"]:
        raise KeyringError(f'{path}: "keys" holds no key; {_RESTORE}')
    return document


def _parsed(path: Path, document: dict[str, Any], environment: Mapping[str, bytes]) -> Keyring:
    keys = {key_id: _key(path, key_id, entry, environment) for key_id, entry in document["keys"].items()}
    primary = document["primary"]
    if not isinstance(primary, str) or primary not in keys:
        raise KeyringError(f'{path}: "primary" is none of its keys ({", ".join(keys)}); set it to the id of one')
    return Keyring(keys, primary)


def _key(path: Path, key_id: str, entry: Any, environment: Mapping[str, bytes]) -> KeyProvider:
    if not KEY_ID.fullmatch(key_id):
        raise KeyringError(f"{path}: a key id is not of letters, digits, '.', '_', '-', 64 at most; {_RESTORE}")
    if isinstance(entry, dict):
        try:
            return declared_key(key_id, entry, environment)
        except ValueError as error:
            raise KeyringError(f"{path}: key {key_id} {error}") from None
    try:
        key = base64.b64decode(entry, validate=True) if isinstance(entry, str) else b""
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyringError(f"{path}: key {key_id} is not base64 of {KEY_BYTES} bytes; {_RESTORE}")
    return LocalKey(key)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """json keeps the last of two equal names in silence; of two keys, that would lose one."""
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError
    return document
