"""How a sealed value looks: every value has a data key of its own, wrapped by its tenant's key.

Format 2, in bytes (format 1 had 1 length and n key id in the place of the 16, and the key was the keyring's own):

    1   format version
    16  id of the tenant's key (a UUID)
    12  nonce of the wrapping
    48  data key, wrapped (32 and the tag's 16)
    12  nonce of the value
    …   value, encrypted, and the tag's 16

Three layers: a key of the keyring wraps the tenant's key, which wraps the data key, which encrypts the value. So a key
service is asked once a tenant and not once a row, and destroying one key of 32 bytes makes a tenant unreadable.

Both layers here are AES-256-GCM (NIST SP 800-38D), both authenticate where the value belongs: a value that is moved to
another row or field, or rolled back to an older version, does not open. The wrapping is GCM and not AES-KW (RFC 3394)
because AES-KW authenticates nothing beside the key. Its random nonces bound one key to 2**32 wrappings.
"""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass
from typing import NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.errors import DataLoss
from server.vault.keyring import KEY_ID
from server.vault.providers.local import KEY_BYTES

BY_KEYRING = 1  # format 1, read alone: rotation seals such values anew
BY_TENANT_KEY = 2
TENANT_KEY_ID_BYTES = 16
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
class Envelope:
    """A sealed value, taken apart. `key_id` is of the keyring in format 1, of the tenant's key in format 2."""

    format: int
    key_id: str
    wrap_nonce: bytes
    wrapped_key: bytes
    nonce: bytes
    ciphertext: bytes


def seal(key: bytes, key_id: str, context: SecretContext, plaintext: bytes) -> bytes:
    """Format 2, under the tenant's key of this id (a UUID in hex)."""
    data_key = AESGCM.generate_key(bit_length=KEY_BYTES * 8)
    wrap_nonce, nonce = os.urandom(NONCE_BYTES), os.urandom(NONCE_BYTES)
    wrapped_key = AESGCM(key).encrypt(wrap_nonce, data_key, _associated(_WRAPPING, BY_TENANT_KEY, key_id, context))
    ciphertext = AESGCM(data_key).encrypt(nonce, plaintext, _associated(_VALUE, BY_TENANT_KEY, key_id, context))
    return b"".join((bytes((BY_TENANT_KEY,)), bytes.fromhex(key_id), wrap_nonce, wrapped_key, nonce, ciphertext))


def open_envelope(key: bytes, context: SecretContext, envelope: Envelope) -> bytes:
    """The value, of either format. Raises DataLoss: tampered with, cut, moved, rolled back, or another key."""
    try:
        data_key = AESGCM(key).decrypt(
            envelope.wrap_nonce,
            envelope.wrapped_key,
            _associated(_WRAPPING, envelope.format, envelope.key_id, context),
        )
        return AESGCM(data_key).decrypt(
            envelope.nonce, envelope.ciphertext, _associated(_VALUE, envelope.format, envelope.key_id, context)
        )
    except InvalidTag:
        _refuse()


def parsed(sealed: bytes) -> Envelope:
    """Raises DataLoss when it is no sealed value."""
    if len(sealed) < 2:
        _refuse()
    if sealed[0] == BY_TENANT_KEY:
        start = 1 + TENANT_KEY_ID_BYTES
        key_id = uuid.UUID(bytes=sealed[1:start]).hex if len(sealed) >= start else ""
    elif sealed[0] == BY_KEYRING:
        start = 2 + sealed[1]
        key_id = sealed[2:start].decode("latin-1")
    else:
        _refuse()
    if not KEY_ID.fullmatch(key_id) or len(sealed) < start + 2 * NONCE_BYTES + WRAPPED_BYTES + TAG_BYTES:
        _refuse()
    ends = (start + NONCE_BYTES, start + NONCE_BYTES + WRAPPED_BYTES, start + 2 * NONCE_BYTES + WRAPPED_BYTES)
    return Envelope(
        sealed[0],
        key_id,
        sealed[start : ends[0]],
        sealed[ends[0] : ends[1]],
        sealed[ends[1] : ends[2]],
        sealed[ends[2] :],
    )


def _associated(layer: bytes, version: int, key_id: str, context: SecretContext) -> bytes:
    """Each part with its length before it, so that no two contexts give the same bytes."""
    parts = (
        layer,
        bytes((version,)),
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
