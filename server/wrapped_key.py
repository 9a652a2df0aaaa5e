"""A tenant's key as it is stored: wrapped by a key of the keyring. What storage keeps and the vault opens."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

# Whose keys serve the service itself. No tenant id holds a blank.
SERVICE = "the service"


class KeyPurpose(StrEnum):
    """What a key is for; no key serves two."""

    SEAL = "seal"  # a tenant's newest seals; rotation makes a new one and destroys those before it
    FINGERPRINT = "fingerprint"  # one a tenant, for its life: rotation wraps it anew, so that fingerprints stay
    MAC = "mac"  # the service's newest makes tags; rotation makes a new one and keeps those before it, wrapped anew


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """`id` is a time-ordered UUID in hex; `kek_id` the key of the keyring that wraps it; `created_at` in ms."""

    id: str
    tenant: str
    purpose: str
    kek_id: str
    wrapped: bytes = field(repr=False)
    created_at: int
