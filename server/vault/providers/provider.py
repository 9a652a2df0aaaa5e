"""What a key of the keyring can do, wherever its bytes are: wrap a tenant's key, and unwrap it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

# What a wrapping belongs to, by name. It is authenticated, never secret; names and values are not empty.
WrapContext = Mapping[str, str]


class KeyProvider(Protocol):
    """One key. Calls come from many threads at once and end in a bounded time."""

    @property
    def kind(self) -> str:
        """As the key file names it: file, environment, aws-kms, transit."""
        ...

    def wrap(self, plaintext: bytes, context: WrapContext) -> bytes:
        """Raises Unavailable."""
        ...

    def unwrap(self, wrapped: bytes, context: WrapContext) -> bytes:
        """Raises DataLoss for what wrap() did not make with this key and context, Unavailable when nobody can say."""
        ...


def canonical(context: WrapContext) -> bytes:
    """One text for one context: each part with its length before it, in the order of the names."""
    parts = [part.encode() for name in sorted(context) for part in (name, context[name])]
    return b"".join(len(part).to_bytes(4) + part for part in parts)
