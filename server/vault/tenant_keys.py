"""Tenants' keys: made when first needed, unwrapped by the keyring, and kept opened for a short while.

What is kept may be used for SEEN_SECONDS; then one read of the database must still find the key there, so that a key
that was destroyed or replaced is out of use everywhere in that time. The key service is asked again only after
KEPT_SECONDS: so long can a tenant that was just served do without it. At most KEPT_KEYS are opened at once.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import uuid_utils

from server.errors import DataLoss
from server.vault.keyring import Keyring
from server.vault.providers.local import KEY_BYTES
from server.vault.providers.provider import KeyProvider, WrapContext
from server.wrapped_key import KeyPurpose, WrappedKey

SEEN_SECONDS = 2.0
KEPT_SECONDS = 300.0
KEPT_KEYS = 4096


class KeyringSource(Protocol):
    def current(self) -> Keyring:
        """The keyring as it is now."""
        ...


class KeyStore(Protocol):
    """The database's tenant_keys. Every method may raise Unavailable."""

    def get(self, tenant: str, key_id: str) -> WrappedKey | None: ...

    def newest(self, tenant: str, purpose: str) -> WrappedKey | None: ...

    def put(self, key: WrappedKey) -> None:
        """Nothing happens where the tenant has a fingerprint key: the first stays."""
        ...


@dataclass(frozen=True, slots=True)
class OpenedKey:
    """A tenant's key, ready for use."""

    id: str
    key: bytes = field(repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("a key is not pickled: it would leave this process")


@dataclass(slots=True)
class _Kept:
    stored: WrappedKey
    opened: OpenedKey
    seen_at: float
    unwrapped_at: float


class TenantKeys:
    """Safe for threads. Every method may raise Unavailable: the database or the key service is away."""

    def __init__(
        self,
        store: KeyStore,
        keyring: KeyringSource,
        *,
        before_first: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`before_first` is called before a key is made, and raises where the keyring is not this database's."""
        self._store = store
        self._keyring = keyring
        self._before_first = before_first
        self._clock = clock
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._newest: OrderedDict[tuple[str, str], tuple[str, float]] = OrderedDict()
        self._lock = threading.Lock()  # around the dicts alone, never around a call

    def current(self, tenant: str, purpose: KeyPurpose) -> OpenedKey:
        """The tenant's newest key for this purpose, made now if there is none. Raises DataLoss."""
        known = self._newest.get((tenant, purpose))
        if known and self._clock() - known[1] < SEEN_SECONDS:
            return self.opened(tenant, known[0])
        stored = self._store.newest(tenant, purpose) or self.make(tenant, purpose)
        opened = self._seen(stored)
        self._remember_newest(tenant, purpose, stored.id)
        return opened

    def opened(self, tenant: str, key_id: str) -> OpenedKey:
        """The tenant's key of this id. Raises DataLoss when it is gone, changed, or its keyring key is not here."""
        kept = self._kept.get(key_id)
        if kept and kept.stored.tenant == tenant and self._is_fresh(kept):
            return kept.opened
        stored = self._store.get(tenant, key_id)
        if stored is None:
            with self._lock:
                self._kept.pop(key_id, None)
            raise DataLoss("stored credentials cannot be opened: their key was destroyed; send them anew")
        return self._seen(stored)

    def make(self, tenant: str, purpose: KeyPurpose) -> WrappedKey:
        """A new key under the keyring's primary, stored; the newest of the tenant, be it this or another's."""
        self._before_first()
        before = self._store.newest(tenant, purpose)
        key_id = _id_after(before.id if before else None)
        keyring = self._keyring.current()
        wrapped = _provider(keyring, keyring.primary).wrap(
            secrets.token_bytes(KEY_BYTES), wrap_context(tenant, purpose, key_id)
        )
        made = WrappedKey(key_id, tenant, purpose, keyring.primary, wrapped, time.time_ns() // 1_000_000)
        self._store.put(made)
        self.forget(tenant)
        return self._store.newest(tenant, purpose) or made

    def rewrapped(self, stored: WrappedKey) -> tuple[str, bytes]:
        """The same key, wrapped by the keyring's primary: its id, and the wrapping. Raises DataLoss."""
        keyring = self._keyring.current()
        key = _provider(keyring, stored.kek_id).unwrap(stored.wrapped, context_of(stored))
        return keyring.primary, _provider(keyring, keyring.primary).wrap(key, context_of(stored))

    def forget(self, tenant: str) -> None:
        """Asks the database anew which of the tenant's keys are the newest."""
        with self._lock:
            for known in [known for known in self._newest if known[0] == tenant]:
                del self._newest[known]

    def _is_fresh(self, kept: _Kept) -> bool:
        now = self._clock()
        return now - kept.seen_at < SEEN_SECONDS and now - kept.unwrapped_at < KEPT_SECONDS

    def _seen(self, stored: WrappedKey) -> OpenedKey:
        """The key, unwrapped anew unless it was not long ago. It was just read, so it is there."""
        now = self._clock()
        kept = self._kept.get(stored.id)
        if kept and kept.stored == stored and now - kept.unwrapped_at < KEPT_SECONDS:
            kept.seen_at = now
            return kept.opened
        provider = _provider(self._keyring.current(), stored.kek_id)
        opened = OpenedKey(stored.id, provider.unwrap(stored.wrapped, context_of(stored)))
        with self._lock:
            self._kept[stored.id] = _Kept(stored, opened, now, self._clock())
            self._kept.move_to_end(stored.id)
            while len(self._kept) > KEPT_KEYS:
                self._kept.popitem(last=False)
        return opened

    def _remember_newest(self, tenant: str, purpose: str, key_id: str) -> None:
        with self._lock:
            self._newest[tenant, purpose] = (key_id, self._clock())
            self._newest.move_to_end((tenant, purpose))
            while len(self._newest) > KEPT_KEYS:
                self._newest.popitem(last=False)


def context_of(stored: WrappedKey) -> WrapContext:
    return wrap_context(stored.tenant, stored.purpose, stored.id)


def wrap_context(tenant: str, purpose: str, key_id: str) -> WrapContext:
    """What a wrapping is bound to: moved to another tenant or purpose, it does not unwrap."""
    return {"service": "connector-service", "tenant": tenant, "purpose": str(purpose), "key": key_id}


def _provider(keyring: Keyring, kek_id: str) -> KeyProvider:
    provider = keyring.provider(kek_id)
    if provider is None:
        raise DataLoss(
            f"the tenant's key is wrapped by key {kek_id}, which is not in the keyring; add that key to it again"
        )
    return provider


def _id_after(newest: str | None) -> str:
    """A time-ordered UUID (RFC 9562, version 7), greater than the newest even where this clock is behind."""
    made: str = uuid_utils.uuid7().hex
    return made if newest is None or made > newest else f"{int(newest, 16) + 1:032x}"
