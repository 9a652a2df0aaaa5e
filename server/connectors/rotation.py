"""Rotation: everything that an older key of the keyring protects is moved under its primary.

1. Each tenant whose newest key is not under the primary gets a new one; workers seal under it within SEEN_SECONDS.
2. Connectors under older keys are sealed anew, in batches, each row by compare-and-swap: a caller's change wins. So is
   what is kept beside them (staged and previous credentials), and what other tables keep sealed.
3. Keys that live on (fingerprints, the service's tags) are wrapped anew, and so is the key check.
4. When no worker can still be using them, the replaced keys are destroyed: the database refuses that to any which a
   row needs, so step 2 is done again until none is left.

Nothing is remembered between runs: what is to be done is read from the rows. So it may be killed at any point, run
again, and run twice at once; whatever is half done is readable.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from server.connectors.credential_rotation_sealing import KeptSealer
from server.connectors.sealing import Sealer
from server.errors import DataLoss
from server.storage.credential_rotation_record import KeptCredentials
from server.storage.faults import KeyDestroyed
from server.storage.record import ConnectorRecord
from server.vault.key_check import key_id_of_check, sealed_check
from server.vault.tenant_keys import SEEN_SECONDS
from server.vault.vault import Vault
from server.wrapped_key import SERVICE, KeyPurpose, WrappedKey

BATCH = 100
# Beyond it no worker seals under a key that was replaced, unless its clock was stopped; then the database refuses.
SETTLE_SECONDS = SEEN_SECONDS + 1.0
MAX_ROUNDS = 10

log = logging.getLogger(__name__)


class Owned(Protocol):
    """A row of a tenant's."""

    @property
    def tenant(self) -> str: ...


R = TypeVar("R", bound=Owned)


class Keys(Protocol):
    def lagging_tenants(self, kek_id: str, after: str, limit: int) -> list[str]: ...

    def kept_not_under(self, kek_id: str, after: str, limit: int) -> list[WrappedKey]: ...

    def newest(self, tenant: str, purpose: str) -> WrappedKey | None: ...

    def rewrap(self, key: WrappedKey, kek_id: str, wrapped: bytes) -> bool: ...

    def replaced(self) -> int: ...

    def destroy_unused(self) -> int: ...


class Rows(Protocol[R]):
    """Rows of one table that are to be sealed anew."""

    def count(self) -> int: ...

    def page(self, after: R | None, limit: int) -> list[R]:
        """The next of them after this one, in an order of the table's own."""
        ...

    def swap(self, pairs: Sequence[tuple[R, R]]) -> int:
        """Replaces (as read, sealed anew); how many were still as they were read. Raises KeyDestroyed."""
        ...


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """A table with sealed values. `what` its rows are called, in the plural; `name` of one, for people."""

    what: str
    rows: Rows[R]
    reseal: Callable[[R], R]
    name: Callable[[R], str]


class Checks(Protocol):
    def get(self) -> bytes | None: ...

    def replace(self, read: bytes, sealed: bytes) -> bool: ...


@dataclass(slots=True)
class Rotated:
    """What a run did. `kept`: of staged and previous credentials; `more`: of other tables, by what their rows are
    called. `unreadable` names what could not be opened: it is as it was."""

    tenants: int = 0
    connectors: int = 0
    kept: int = 0
    more: dict[str, int] = field(default_factory=dict)
    rewrapped: int = 0
    destroyed: int = 0
    unreadable: list[str] = field(default_factory=list)
    left: int = 0  # replaced keys that are still needed


class Rotation:
    """Raises Unavailable, in a bounded time; what was done until then stays done."""

    def __init__(
        self,
        *,
        vault: Vault,
        keys: Keys,
        rows: Rows[ConnectorRecord],
        kept: Rows[KeptCredentials],
        more: Sequence[Table[Any]] = (),
        checks: Checks,
        say: Callable[[str], None],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._vault = vault
        self._keys = keys
        self._connectors = Table("connectors", rows, Sealer(vault).reseal, _name_of_connector)
        self._kept = Table("staged or previous credentials", kept, KeptSealer(vault).reseal, _name_of_kept)
        self._more = more
        self._checks = checks
        self._say = say
        self._sleep = sleep

    def __call__(self) -> Rotated:
        done = Rotated()
        primary = self._vault.keyring.primary
        self._renew_keys(primary, done)
        self._reseal(done)
        self._rewrap(primary, done)
        self._rewrap_check(primary)
        self._destroy(done)
        return done

    def _renew_keys(self, primary: str, done: Rotated) -> None:
        for tenant in self._lagging(primary):
            self._vault.tenant_keys.make(tenant, KeyPurpose.SEAL)
            done.tenants += 1
            if done.tenants % BATCH == 0:
                self._say(f"new keys for {done.tenants} tenants")
        tags = self._keys.newest(SERVICE, KeyPurpose.MAC)
        if tags and tags.kek_id != primary:
            self._vault.tenant_keys.make(SERVICE, KeyPurpose.MAC)
        self._say(f"{done.tenants} tenants got a new key under {primary}")

    def _lagging(self, primary: str) -> Iterator[str]:
        after = ""
        while tenants := self._keys.lagging_tenants(primary, after, BATCH):
            yield from tenants
            after = tenants[-1]

    def _reseal(self, done: Rotated) -> None:
        """Every row that is to be sealed anew, once. Unreadable ones are passed over."""
        done.unreadable = []
        done.connectors += self._reseal_all(self._connectors, done)
        done.kept += self._reseal_all(self._kept, done)
        for table in self._more:
            if count := self._reseal_all(table, done):
                done.more[table.what] = done.more.get(table.what, 0) + count

    def _reseal_all(self, table: Table[R], done: Rotated) -> int:
        total = table.rows.count()
        if total == 0:
            return 0
        begun, swapped, seen = time.monotonic(), 0, 0
        after: R | None = None
        while page := table.rows.page(after, BATCH):
            after = page[-1]
            seen += len(page)
            swapped += self._swap(table, page, done)
            rate = seen / max(time.monotonic() - begun, 0.001)
            self._say(f"sealed anew {seen}/{max(total, seen)} {table.what}, {rate:.0f} a second")
        return swapped

    def _swap(self, table: Table[R], page: list[R], done: Rotated) -> int:
        pairs = []
        for record in page:
            try:
                pairs.append((record, table.reseal(record)))
            except DataLoss as error:
                log.warning("%s stays as it is: %s", table.name(record), error)
                done.unreadable.append(table.name(record))
        try:
            return table.rows.swap(pairs)
        except KeyDestroyed:
            for record in page:  # another rotation went further; the next round has them
                self._vault.tenant_keys.forget(record.tenant)
            return 0

    def _rewrap(self, primary: str, done: Rotated) -> None:
        after = ""
        while keys := self._keys.kept_not_under(primary, after, BATCH):
            after = keys[-1].id
            for key in keys:
                try:
                    done.rewrapped += self._keys.rewrap(key, *self._vault.tenant_keys.rewrapped(key))
                except DataLoss as error:
                    log.warning("the %s key of %s stays as it is: %s", key.purpose, key.tenant, error)

    def _rewrap_check(self, primary: str) -> None:
        read = self._checks.get()
        if read is not None and key_id_of_check(read) != primary:
            self._checks.replace(read, sealed_check(self._vault.keyring))

    def _destroy(self, done: Rotated) -> None:
        for _ in range(MAX_ROUNDS):
            done.left = self._keys.replaced()
            if done.left == 0:
                return
            self._say(f"waiting {SETTLE_SECONDS:g} s until no worker seals under {done.left} replaced keys")
            self._sleep(SETTLE_SECONDS)
            self._reseal(done)
            try:
                done.destroyed += self._keys.destroy_unused()
            except KeyDestroyed:
                continue  # a row came under one of them just now
            done.left = self._keys.replaced()
            if done.left == 0 or done.unreadable:
                return


def _name_of_connector(record: ConnectorRecord) -> str:
    return f"{record.tenant}/{record.id}"


def _name_of_kept(kept: KeptCredentials) -> str:
    return f"{kept.tenant}/{kept.connector_id} ({kept.part} credentials)"
