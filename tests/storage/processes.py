"""Runs a function in several fresh processes at once: they share nothing with the test but what they are handed.

They are forked from one process that has imported what most of them need, and has no thread, file or connection."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")

_forked = multiprocessing.get_context("forkserver")
_forked.set_forkserver_preload(["pytest", "tests.storage.shared_state"])


def in_processes(count: int, function: Callable[..., T], *arguments: Any) -> list[T]:
    """What each returned. `function` is a module's own; its last argument is a barrier that all of them wait at."""
    with _forked.Manager() as manager:
        barrier = manager.Barrier(count)
        with ProcessPoolExecutor(count, mp_context=_forked) as pool:
            futures = [pool.submit(function, *arguments, barrier) for _ in range(count)]
            return [future.result(timeout=100) for future in futures]
