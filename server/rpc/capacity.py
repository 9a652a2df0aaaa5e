"""Refuses calls past what a worker may have at once, with the details that gRPC's own refusal leaves out.

gRPC counts what its thread pools were given and have not ended. The same is counted here, so that this bound comes
first; gRPC's own stands above it, for more refusals at once than one thread can say.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import grpc

from server.errors import Throttled, status_of
from server.rpc.adapter import CODES, DETAILS_KEY
from server.status import rpc_status

log = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
REFUSALS = 64  # under way at once
LOG_SECONDS = 10.0


class Capacity(grpc.ServerInterceptor):
    """`most` calls run or wait at once, streams too."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._counting = threading.Lock()
        self._count = 0
        self._log_at = 0.0
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="refusal")
        error = Throttled(f"{most} calls are under way here; try again", retry_after=RETRY_SECONDS)
        self._refusal = _refusing(error, self._pool)

    def counted(self, pool: ThreadPoolExecutor) -> ThreadPoolExecutor:
        """The pool, with what it is given counted until it ends."""
        return _Counted(pool, self._add)

    def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], grpc.RpcMethodHandler[Any, Any] | None],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> grpc.RpcMethodHandler[Any, Any] | None:
        """gRPC asks on its one thread, and hands the call to a pool before it asks again."""
        handler = continuation(handler_call_details)
        if handler is None or self._count < self._most:
            return handler
        if time.monotonic() >= self._log_at:
            self._log_at = time.monotonic() + LOG_SECONDS
            log.warning("calls are refused: %d are under way", self._count)
        return self._refusal

    def close(self) -> None:
        self._pool.shutdown(wait=False)

    def _add(self, number: int) -> None:
        with self._counting:
            self._count += number


class _Counted(ThreadPoolExecutor):
    """Stands before another pool; has no thread of its own. gRPC takes nothing but a ThreadPoolExecutor."""

    def __init__(self, pool: ThreadPoolExecutor, add: Callable[[int], None]) -> None:
        super().__init__(1)
        self._behind = pool
        self._add = add

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self._add(1)
        try:
            return self._behind.submit(self._run, fn, args, kwargs)
        except BaseException:
            self._add(-1)
            raise

    def _run(self, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Every call comes through here: a callback of the future would cost more than this counting."""
        try:
            return fn(*args, **kwargs)
        finally:
            self._add(-1)


def _refusing(error: Throttled, pool: ThreadPoolExecutor) -> grpc.RpcMethodHandler[Any, Any]:
    """Takes a stream, so that it need not wait for a request; a caller of any kind hears the same."""
    trailers = ((DETAILS_KEY, rpc_status(error).SerializeToString()),)

    def refuse(_requests: Iterator[bytes], context: grpc.ServicerContext) -> None:
        context.set_trailing_metadata(trailers)
        context.abort(CODES[status_of(error).code], error.message)

    refuse.experimental_thread_pool = pool  # type: ignore[attr-defined]  # see server/rpc/adapter.py
    return grpc.stream_unary_rpc_method_handler(refuse)
