"""Whether a store that limits and breakers share answers, and what stands in for it while it does not."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from server.errors import Unavailable

log = logging.getLogger(__name__)

ASK_AGAIN_SECONDS = 2.0

T = TypeVar("T")


class StoreHealth:
    """Remembers that the store is away, so that callers do not each wait for it to time out.

    The one whose turn it is, every `ask_again_seconds`, asks it all the same; the first answer ends the stand-in.
    """

    def __init__(
        self, on_change: Callable[[bool], None] = lambda _: None, ask_again_seconds: float = ASK_AGAIN_SECONDS
    ) -> None:
        """`on_change` is told True when the stand-in begins and False when it ends."""
        self._on_change = on_change
        self._ask_again_seconds = ask_again_seconds
        self._lock = threading.Lock()
        self._ask_again_at: float | None = None  # None: it answers
        on_change(False)

    def ask(self, store: Callable[[], T], otherwise: Callable[[], T]) -> T:
        """What the store answers, or `otherwise` while it is Unavailable."""
        if not self._is_worth_asking():
            return otherwise()
        try:
            answer = store()
        except Unavailable:
            self._is_away()
            return otherwise()
        self._is_back()
        return answer

    def _is_worth_asking(self) -> bool:
        if self._ask_again_at is None:
            return True
        with self._lock:
            if self._ask_again_at is None:
                return True
            if time.monotonic() < self._ask_again_at:
                return False
            self._ask_again_at = time.monotonic() + self._ask_again_seconds
            return True

    def _is_away(self) -> None:
        with self._lock:
            begins = self._ask_again_at is None
            self._ask_again_at = time.monotonic() + self._ask_again_seconds
            if begins:
                log.warning("Redis is away: limits and breakers are this worker's own and stricter until it is back")
                self._on_change(True)

    def _is_back(self) -> None:
        if self._ask_again_at is None:
            return
        with self._lock:
            if self._ask_again_at is not None:
                self._ask_again_at = None
                log.warning("Redis is back: limits and breakers are shared again")
                self._on_change(False)
