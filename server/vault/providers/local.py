"""A key whose bytes are in this process: from the key file, or from the environment. AES-256-GCM."""

from __future__ import annotations

import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.errors import DataLoss
from server.vault.providers.provider import WrapContext, canonical

KEY_BYTES = 32
NONCE_BYTES = 12

_LAYER = b"connector-service/tenant-key"


class LocalKey:
    __slots__ = ("_cipher", "_key", "kind")

    def __init__(self, key: bytes, kind: str = "file") -> None:
        self._key = key
        self._cipher = AESGCM(key)
        self.kind = kind

    @property
    def key(self) -> bytes:
        """The bytes; format 1 of a sealed value wrapped its data key with them directly."""
        return self._key

    def wrap(self, plaintext: bytes, context: WrapContext) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plaintext, _LAYER + canonical(context))

    def unwrap(self, wrapped: bytes, context: WrapContext) -> bytes:
        try:
            return self._cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], _LAYER + canonical(context))
        except (InvalidTag, ValueError):
            raise DataLoss("a tenant's key was changed or moved outside the service") from None

    def __repr__(self) -> str:
        return f"LocalKey(kind={self.kind!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("a key is not pickled: it would leave this process")
