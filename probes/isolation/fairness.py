"""Who runs next: a bounded queue that turns round over the tenants, and a share for each.

A tenant may hold 1/(n+1) of the children, n being the tenants that run or wait now, and always one. So one tenant
alone holds half, two a third each, and a newcomer finds room at once however many peers of the others hang.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from typing import Generic, TypeVar

T = TypeVar("T")


class FairQueue(Generic[T]):
    """Items wait by tenant; `take` hands them out as room appears. For one thread.

    `limit` bounds the items of all that wait, `tenant_limit` those of one tenant.
    """

    def __init__(self, concurrency: int, limit: int, tenant_limit: int) -> None:
        self._concurrency = concurrency
        self._limit = limit
        self._tenant_limit = tenant_limit
        self._waiting: OrderedDict[str, deque[T]] = OrderedDict()
        self._running: Counter[str] = Counter()
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def ahead(self, tenant: str) -> int:
        """How many of the tenant's items run or wait."""
        return self._running[tenant] + len(self._waiting.get(tenant, ()))

    @property
    def share(self) -> int:
        """How many children a tenant may hold now."""
        active = self._waiting.keys() | self._running.keys()
        return max(1, self._concurrency // (len(active) + 1))

    def offer(self, tenant: str, item: T) -> bool:
        """Queues the item; False when there is no room for it."""
        line = self._waiting.get(tenant)
        if self._length >= self._limit or (line is not None and len(line) >= self._tenant_limit):
            return False
        self._waiting.setdefault(tenant, deque()).append(item)
        self._length += 1
        return True

    def take(self) -> T | None:
        """The next item that may run, counted as running from now on; None when none may."""
        if self._running.total() >= self._concurrency:
            return None
        share = self.share
        for tenant in self._waiting:
            if self._running[tenant] < share:
                break
        else:
            return None
        item = self._waiting[tenant].popleft()
        self._waiting.move_to_end(tenant)
        self._left(tenant)
        self._running[tenant] += 1
        return item

    def withdraw(self, tenant: str, item: T) -> None:
        """Forgets an item that waits."""
        self._waiting[tenant].remove(item)
        self._left(tenant)

    def done(self, tenant: str) -> None:
        """A running item of the tenant ended."""
        self._running[tenant] -= 1
        if not self._running[tenant]:
            del self._running[tenant]

    def _left(self, tenant: str) -> None:
        self._length -= 1
        if not self._waiting[tenant]:
            del self._waiting[tenant]
