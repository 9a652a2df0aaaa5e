"""Whether this worker should get calls: one state, shown through grpc.health.v1 and /readyz alike."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

log = logging.getLogger(__name__)

Check = Callable[[], None]
"""Returns when all is well, raises when not."""

OK = "ok"
LATE = "no answer in time"


class Readiness:
    """Named checks, each bounded in time, and whether we are draining.

    A check runs in a thread of its own. One that hangs is reported and not started again until it has ended, so that
    a dead database costs one thread, however often it is asked about. Answers are kept for `fresh_seconds`.
    What `told` checks say is shown and decides nothing: the service answers most calls without it.
    """

    def __init__(
        self,
        checks: Mapping[str, Check],
        timeout_seconds: float = 1.0,
        fresh_seconds: float = 0.5,
        told: Mapping[str, Check] | None = None,
    ) -> None:
        self._deciding = frozenset(checks)
        self._checks = [_RunningCheck(name, check) for name, check in {**checks, **(told or {})}.items()]
        self._timeout_seconds = timeout_seconds
        self._fresh_seconds = fresh_seconds
        self._lock = threading.Lock()
        self._answers: dict[str, str] = {}
        self._asked = float("-inf")
        self._draining = False

    def drain(self) -> None:
        """From now on we are not ready, whatever the checks say: new calls should go elsewhere."""
        self._draining = True

    def is_ready(self) -> bool:
        return self.report()[0]

    def report(self) -> tuple[bool, dict[str, Any]]:
        """Whether we are ready, and why: {"draining": …, "checks": {name: "ok" or what is wrong}}."""
        answers = self._current()
        ready = not self._draining and all(answers[name] == OK for name in self._deciding)
        return ready, {"draining": self._draining, "checks": answers}

    def _current(self) -> dict[str, str]:
        with self._lock:
            if time.monotonic() - self._asked < self._fresh_seconds:
                return self._answers
            for check in self._checks:
                check.start()
            deadline = time.monotonic() + self._timeout_seconds
            answers = {check.name: check.answer(deadline) for check in self._checks}
            for name, answer in answers.items():
                if answer != self._answers.get(name, OK):
                    log.warning("readiness of %s: %s", name, answer)
            self._answers, self._asked = answers, time.monotonic()
            return answers


class _RunningCheck:
    """A check and its latest run."""

    def __init__(self, name: str, check: Check) -> None:
        self.name = name
        self._check = check
        self._done = threading.Event()
        self._done.set()
        self._answer = OK

    def start(self) -> None:
        if self._done.is_set():
            self._done.clear()
            threading.Thread(target=self._run, name=f"check {self.name}", daemon=True).start()

    def answer(self, deadline: float) -> str:
        return self._answer if self._done.wait(max(0.0, deadline - time.monotonic())) else LATE

    def _run(self) -> None:
        try:
            self._check()
            self._answer = OK
        except Exception as error:
            # The type alone: /readyz is open to all, and the text may name a host.
            self._answer = f"failed ({type(error).__name__})"
            log.debug("check %s failed", self.name, exc_info=True)
        finally:
            self._done.set()
