"""The order and the pace of connection attempts (RFC 8305): a dead address must not eat the budget of a live one."""

from __future__ import annotations

import errno
import selectors
import socket
import time
from collections.abc import Callable, Sequence
from itertools import chain, zip_longest
from typing import TypeVar

from probes.egress.classify import Address

_STAGGER_SECONDS = 0.25  # RFC 8305 5, Connection Attempt Delay

_Socket = TypeVar("_Socket", bound=socket.socket)


def interleaved(addresses: Sequence[Address]) -> list[Address]:
    """Families in turn, beginning with the family of the first; the resolver's order within each (RFC 8305 4)."""
    if not addresses:
        return []
    first = addresses[0].version
    same = [address for address in addresses if address.version == first]
    other = [address for address in addresses if address.version != first]
    return [address for address in chain(*zip_longest(same, other)) if address is not None]


def first_to_connect(
    addresses: Sequence[Address], begin: Callable[[Address], tuple[_Socket, int]], deadline: float
) -> tuple[_Socket | None, list[int]]:
    """The first socket to connect, or None, and the errno of every attempt that failed. The others are closed.

    `begin` starts one attempt: it gives a socket that does not block, and 0, EINPROGRESS or the errno of a failure. A
    new one starts every 250 ms, and at once when one has failed. At `deadline`, on time.monotonic(), those that are
    still waiting count as ETIMEDOUT.
    """
    waiting = interleaved(addresses)
    failed: list[int] = []
    next_start = time.monotonic()
    with selectors.DefaultSelector() as pending:
        try:
            while waiting or pending.get_map():
                now = time.monotonic()
                if now >= deadline:
                    return None, [*failed, *[errno.ETIMEDOUT] * (len(pending.get_map()) + len(waiting))]
                if waiting and (now >= next_start or not pending.get_map()):
                    next_start = now + _STAGGER_SECONDS
                    connected = _start(begin, waiting.pop(0), pending, failed)
                    if connected:
                        return connected, failed
                    continue
                wake = min(deadline, next_start) if waiting else deadline
                for key, _events in pending.select(max(0.0, wake - now)):
                    attempt: _Socket = pending.unregister(key.fileobj).data
                    error = attempt.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                    if not error:
                        return attempt, failed
                    attempt.close()
                    failed.append(error)
                    next_start = now
            return None, failed
        finally:
            for key in list(pending.get_map().values()):
                key.data.close()


def _start(
    begin: Callable[[Address], tuple[_Socket, int]],
    address: Address,
    pending: selectors.BaseSelector,
    failed: list[int],
) -> _Socket | None:
    """Begins one attempt: returns its socket if it connected at once, else notes it as pending or failed."""
    try:
        attempt, error = begin(address)
    except OSError as refused:  # no socket of that family here
        failed.append(refused.errno or errno.EAFNOSUPPORT)
        return None
    if not error:
        return attempt
    if error == errno.EINPROGRESS:
        pending.register(attempt, selectors.EVENT_WRITE, data=attempt)
    else:
        attempt.close()
        failed.append(error)
    return None
