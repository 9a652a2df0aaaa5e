"""Counts the calls that are being handled, so that a stop knows when nobody waits for an answer any more."""

from __future__ import annotations

import threading

from google.protobuf.message import Message

from server.call import BoundMethod, Call


class InFlight:
    """`with_streams`: streams end by themselves here, and are waited for too."""

    def __init__(self, *, with_streams: bool = False) -> None:
        self._with_streams = with_streams
        self._count = 0
        self._changed = threading.Condition()

    def track(self, bound: BoundMethod) -> BoundMethod:
        """The method, counted while it runs; a stream that lasts as long as its client likes is not waited for."""
        if bound.method.streams and not self._with_streams:
            return bound

        def handle(request: Message, call: Call) -> Message:
            with self._changed:
                self._count += 1
            try:
                return bound.handler(request, call)
            finally:
                with self._changed:
                    self._count -= 1
                    if self._count == 0:
                        self._changed.notify_all()

        return BoundMethod(bound.method, handle)

    def wait_until_none(self, seconds: float) -> None:
        """Returns when nothing runs, or after `seconds`."""
        with self._changed:
            self._changed.wait_for(lambda: self._count == 0, seconds)
