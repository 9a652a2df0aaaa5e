"""What each process does for the trail in the background: writes counted refusals, seals, prunes."""

from __future__ import annotations

import logging
import threading

from server.audit.pruning import AuditPruner
from server.audit.refusals import WINDOW_SECONDS, Refusals
from server.audit.sealing import AuditSealer
from server.errors import ServiceError

log = logging.getLogger(__name__)

SEAL_SECONDS = 5.0
PRUNE_SECONDS = 3600.0
STOP_SECONDS = 2.0


class AuditUpkeep:
    """A thread of its own. A database that is away is told in the log, and tried again."""

    def __init__(self, refusals: Refusals, sealer: AuditSealer, pruner: AuditPruner) -> None:
        self._refusals = refusals
        self._sealer = sealer
        self._pruner = pruner
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="audit-upkeep", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Writes and seals once more; waits for that no longer than STOP_SECONDS."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        ticks = 0
        while not self._stopping.wait(SEAL_SECONDS):
            if ticks % int(WINDOW_SECONDS / SEAL_SECONDS) == 0:
                self._refusals.flush()
            self._seal()
            if ticks % int(PRUNE_SECONDS / SEAL_SECONDS) == 0:
                self._prune()
            ticks += 1
        self._refusals.flush()
        self._seal()

    def _seal(self) -> None:
        try:
            self._sealer.seal()
        except ServiceError as error:
            log.warning("the audit trail could not be sealed: %s", error)
        except Exception:
            log.exception("the audit trail could not be sealed")

    def _prune(self) -> None:
        try:
            self._pruner.prune()
        except ServiceError as error:
            log.warning("the audit trail could not be pruned: %s", error)
        except Exception:
            log.exception("the audit trail could not be pruned")
