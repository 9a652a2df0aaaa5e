"""Envelope encryption: every sealed value has a data key of its own, wrapped by a key of the keyring.

A sealed value is, in bytes:

    1   format version
    1   length n of the key id
    n   key id
    12  nonce of the wrapping
    48  data key, wrapped (32 and the tag's 16)
    12  nonce of the value
    …   value, encrypted, and the tag's 16

Both layers are AES-256-GCM (NIST SP 800-38D), both authenticate where the value belongs: a value that is moved to
another row or field, or rolled back to an older version, does not open. The wrapping is GCM and not AES-KW (RFC 3394)
because AES-KW authenticates nothing beside the key. Its random nonces bound one key to 2**32 wrappings.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.errors import DataLoss
from server.vault.derived import Mac, derived_key, tag_of, tags_match
from server.vault.keyring import KEY_BYTES, KEY_ID, Keyring

FORMAT_VERSION = 1
NONCE_BYTES = 12
TAG_BYTES = 16
WRAPPED_BYTES = KEY_BYTES + TAG_BYTES

_WRAPPING = b"connector-service/data-key"
_VALUE = b"connector-service/value"


@dataclass(frozen=True, slots=True)
class SecretContext:
    """Where a sealed value belongs. `version` is the row's secret version, which grows with every new sealing."""

    tenant: str
    connector_id: str
    field: str
    version: int


@dataclass(frozen=True, slots=True)
class _Envelope:
    key_id: str
    wrap_nonce: bytes
    wrapped_key: bytes
    nonce: bytes
    ciphertext: bytes


class Vault:
    """Seals under the keyring's primary, opens under whichever of its keys sealed."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._ciphers = {key_id: AESGCM(key) for key_id in keyring.key_ids if (key := keyring.get(key_id))}

    @property
    def primary(self) -> str:
        """The id of the key that new values are sealed under."""
        return self._keyring.primary

    def has(self, key_id: str) -> bool:
        return key_id in self._ciphers

    def seal(self, context: SecretContext, plaintext: bytes) -> bytes:
        key_id = self._keyring.primary
        data_key = AESGCM.generate_key(bit_length=KEY_BYTES * 8)
        wrap_nonce, nonce = os.urandom(NONCE_BYTES), os.urandom(NONCE_BYTES)
        wrapped_key = self._ciphers[key_id].encrypt(wrap_nonce, data_key, _associated(_WRAPPING, key_id, context))
        ciphertext = AESGCM(data_key).encrypt(nonce, plaintext, _associated(_VALUE, key_id, context))
        header = bytes((FORMAT_VERSION, len(key_id))) + key_id.encode("ascii")
        return b"".join((header, wrap_nonce, wrapped_key, nonce, ciphertext))

    def open(self, context: SecretContext, sealed: bytes) -> bytes:
        """Raises DataLoss: tampered with, cut, moved, rolled back, or sealed under a key that is not here."""
        envelope = _parsed(sealed)
        cipher = self._ciphers.get(envelope.key_id)
        if cipher is None:
            raise DataLoss(
                f"stored credentials are sealed under key {envelope.key_id}, which is not in the keyring; "
                "add that key to it again, or send the credentials anew"
            )
        try:
            data_key = cipher.decrypt(
                envelope.wrap_nonce, envelope.wrapped_key, _associated(_WRAPPING, envelope.key_id, context)
            )
            return AESGCM(data_key).decrypt(
                envelope.nonce, envelope.ciphertext, _associated(_VALUE, envelope.key_id, context)
            )
        except InvalidTag:
            _refuse()

    def fingerprint(self, tenant: str, data: bytes) -> str:
        """The same for the same data of the same tenant; it tells nothing to one without the tenant's key."""
        return tag_of(derived_key(self._key(self.primary), "fingerprint", tenant), data).hex()

    def mac(self, purpose: str, data: bytes) -> Mac:
        """Authenticates `data` for `purpose`, such as "audit", under the service's newest key."""
        return Mac(self.primary, tag_of(derived_key(self._key(self.primary), "mac", purpose), data))

    def verify(self, purpose: str, data: bytes, key_id: str, tag: bytes) -> bool:
        """Whether mac() made this tag; False where its key is not known."""
        key = self._keyring.get(key_id)
        return key is not None and tags_match(derived_key(key, "mac", purpose), data, tag)

    def _key(self, key_id: str) -> bytes:
        key = self._keyring.get(key_id)
        if key is None:
            raise RuntimeError("a keyring holds its primary")
        return key

    def __repr__(self) -> str:
        return f"Vault({self._keyring!r})"


def key_id_of(sealed: bytes) -> str:
    """The id of the key a value is sealed under. Raises DataLoss when it is no sealed value."""
    return _parsed(sealed).key_id


def _parsed(sealed: bytes) -> _Envelope:
    if len(sealed) < 2 or sealed[0] != FORMAT_VERSION:
        _refuse()
    start = 2 + sealed[1]
    key_id = sealed[2:start].decode("latin-1")
    if not KEY_ID.fullmatch(key_id) or len(sealed) < start + 2 * NONCE_BYTES + WRAPPED_BYTES + TAG_BYTES:
        _refuse()
    ends = (start + NONCE_BYTES, start + NONCE_BYTES + WRAPPED_BYTES, start + 2 * NONCE_BYTES + WRAPPED_BYTES)
    return _Envelope(
        key_id, sealed[start : ends[0]], sealed[ends[0] : ends[1]], sealed[ends[1] : ends[2]], sealed[ends[2] :]
    )


def _associated(layer: bytes, key_id: str, context: SecretContext) -> bytes:
    """Each part with its length before it, so that no two contexts give the same bytes."""
    parts = (
        layer,
        bytes((FORMAT_VERSION,)),
        key_id.encode(),
        context.tenant.encode(),
        context.connector_id.encode(),
        context.field.encode(),
        str(context.version).encode(),
    )
    return b"".join(len(part).to_bytes(4) + part for part in parts)


def _refuse() -> NoReturn:
    raise DataLoss(
        "stored credentials cannot be opened: they were changed or moved outside the service; send them anew"
    ) from None
