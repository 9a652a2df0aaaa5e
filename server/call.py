"""One call as every layer sees it, whichever transport it came by."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from google.protobuf.message import Message

from server.method_policy import Method, Role


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is calling: always inside one tenant, always with one role."""

    tenant: str
    role: Role
    user: str = ""


class Cancellation:
    """Tells whoever waits that the caller went away. Callbacks run at once if it has already happened."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._callbacks: list[Callable[[], None]] = []

    @property
    def is_cancelled(self) -> bool:
        return self._cancelled

    def cancel(self) -> None:
        with self._lock:
            if self._cancelled:
                return
            self._cancelled = True
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    def on_cancel(self, callback: Callable[[], None]) -> None:
        with self._lock:
            if not self._cancelled:
                self._callbacks.append(callback)
                return
        callback()


class Cancellations:
    """Work of our own that is given up together, each piece with a cancellation to itself: what a piece leaves behind
    in it goes with it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._under_way: set[Cancellation] = set()

    @contextmanager
    def one(self) -> Iterator[Cancellation]:
        """For one piece of work, while it lasts. It is cancelled already when all are."""
        cancellation = Cancellation()
        with self._lock:
            self._under_way.add(cancellation)
            is_late = self._cancelled
        if is_late:
            cancellation.cancel()
        try:
            yield cancellation
        finally:
            with self._lock:
                self._under_way.discard(cancellation)

    def cancel(self) -> None:
        """What is under way, and all that comes."""
        with self._lock:
            self._cancelled = True
            under_way = tuple(self._under_way)
        for cancellation in under_way:
            cancellation.cancel()


@dataclass(slots=True)
class Call:
    """A call under way. `metadata` names are lower-case (HTTP headers and gRPC metadata alike).

    `deadline` is on time.monotonic(), None when the caller set none. `response_metadata` goes back to the caller.
    `send` is there for a method that streams: it sends one answer, waits while the caller is slow to take it, and
    raises Cancelled when the caller is gone.
    `trace_id` is in hexadecimal; empty where the call is not traced.
    `certificate` is the client certificate (PEM) that the listener has verified; empty without one.
    """

    method: Method
    metadata: Mapping[str, str] = field(repr=False)
    peer: str
    deadline: float | None = None
    send: Callable[[Message], None] | None = field(default=None, repr=False)
    cancellation: Cancellation = field(default_factory=Cancellation)
    request_id: str = ""
    trace_id: str = ""
    principal: Principal | None = None
    response_metadata: dict[str, str] = field(default_factory=dict)
    certificate: str = field(default="", repr=False)

    @property
    def caller(self) -> Principal:
        """The principal, which the identity interceptor has set by the time anything asks."""
        if self.principal is None:
            raise RuntimeError("asked for the principal before the identity interceptor ran")
        return self.principal

    def remaining(self) -> float | None:
        """Seconds until the caller's deadline; None without one."""
        return None if self.deadline is None else self.deadline - time.monotonic()


# A wrapped method: all that a transport can reach. It raises ServiceError and nothing else.
# The request is of the method's own type, which its transport made. One that streams sends its answers through
# `call.send` and returns an empty last one, which nobody sees: so everything round it sees its whole run.
Handler = Callable[[Any, Call], Message]


@dataclass(frozen=True, slots=True)
class BoundMethod:
    """A method with its handler, wrapped once by the interceptor chain."""

    method: Method
    handler: Handler
