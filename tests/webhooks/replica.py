"""A replica of the service that sends to webhooks, in a process of its own; its probes run in that process."""

from __future__ import annotations

from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from probes.egress.policy import EgressPolicy
from probes.result import ProbeResult
from probes.run import Job, run_probe
from server.storage.database import open_database
from server.webhooks.sending import Sending
from tests.webhooks.world import World


class OwnProcess:
    """A runner without a prober: the real probe, behind the real guard."""

    def __init__(self, allow: str) -> None:
        self._policy = EgressPolicy.parse([allow], [])

    def run(self, job: Job, *, share: str, on_cancel: Any = None, on_step: Any = None) -> ProbeResult:  # noqa: ARG002 - the interface's
        return run_probe(job, self._policy)


def serve(url: str, folder: Path, allow: str, claim_seconds: float, stop: Event) -> None:
    """Until told to stop. `allow` is the receiver's address and port; the keyring is in the folder."""
    database = open_database(url, 8)
    world = World(database, folder, (allow,))
    world.send = Sending(OwnProcess(allow), world.sealer, 15.0)
    deliveries = world.deliveries(concurrency=8, claim_seconds=claim_seconds, poll_seconds=0.05)
    deliveries.start()
    stop.wait()
    deliveries.stop()
    database.close()
