"""Keys derived from a key, one a purpose (HKDF-SHA-256, RFC 5869), and HMAC-SHA-256 tags made with them."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

DERIVED_BYTES = 32


@dataclass(frozen=True, slots=True)
class Mac:
    """A tag of 32 bytes, and the id of the key that made it: what Vault.verify() asks for."""

    key_id: str
    tag: bytes = field(repr=False)


def derived_key(key: bytes, *purpose: str) -> bytes:
    """Each purpose has a key of its own. Expand alone: the keys are uniformly random (RFC 5869, 3.3)."""
    info = b"connector-service" + b"".join(len(part.encode()).to_bytes(4) + part.encode() for part in purpose)
    return HKDFExpand(hashes.SHA256(), DERIVED_BYTES, info).derive(key)


def tag_of(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, hashlib.sha256)


def tags_match(key: bytes, data: bytes, tag: bytes) -> bool:
    """In constant time."""
    return hmac.compare_digest(tag_of(key, data), tag)
