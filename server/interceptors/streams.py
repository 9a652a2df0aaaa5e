"""Holds the number of streams at once: each takes a thread for as long as its client likes."""

from __future__ import annotations

import threading

from google.protobuf.message import Message

from server.call import Call, Handler
from server.errors import TooManyStreams
from server.interceptors.interceptor import Interceptor
from server.method_policy import Method

RETRY_SECONDS = 5.0


def streams(most: int) -> Interceptor:
    """`most` is for all streaming methods of this process together."""
    free = threading.BoundedSemaphore(most)

    def intercept(method: Method, handler: Handler) -> Handler:
        if not method.streams:
            return handler

        def handle(request: Message, call: Call) -> Message:
            if not free.acquire(blocking=False):
                raise TooManyStreams(f"{most} streams are open here; try again", retry_after=RETRY_SECONDS)
            try:
                return handler(request, call)
            finally:
                free.release()

        return handle

    return intercept
