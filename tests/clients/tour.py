"""The tour: one example program in each language, which goes through the whole life of a connector.

Each is called as `tour URL [ca.pem]` and prints the same lines; what differs between the languages is how its clients
say it.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.clients.front import AWAY_TIMES, Front, tls_front
from tests.e2e.service import Service
from tests.peers.certificates import Certificates

NAMES = [f"orders {number}" for number in range(7)]
STORY = [
    *(f"created {name}: untested" for name in NAMES),
    f"listed 7: {', '.join(reversed(NAMES))}",
    "renamed EU orders, which keeps its credentials: password, username",
    # The API asks for the credentials, so they were really kept.
    "tested EU orders: true, RESOURCE_READABLE",
    "refused: NAME_TAKEN",
    "refused: INVALID_ARGUMENT, config.url",
    "deleted 7",
]
LAST = "refused: CONNECTOR_NOT_FOUND"
LAST_THROTTLED = "refused: RATE_LIMITED, again in 1.5 s"
TOKEN = "a-token-CANARY"
SECONDS = 60


def run_tour(
    command: Sequence[str | Path], url: str, *, authorities: Path | None = None, **environ: str
) -> subprocess.CompletedProcess[str]:
    """The program's end, with what it printed and complained of."""
    words = [*command, url, *([authorities] if authorities else [])]
    env = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **environ}
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=SECONDS, env=env)


def told_by(done: subprocess.CompletedProcess[str]) -> list[str]:
    """The lines that a tour printed; fails with what it complained of."""
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    return done.stdout.splitlines()


def check_tour(command: Sequence[str | Path], service: Service, url: str, tenant: str) -> None:
    """The tour does what it prints."""
    told = told_by(run_tour(command, url, CONNECTORS_ADDRESS=service.grpc_address, CONNECTORS_TENANT=tenant))
    assert told == [*STORY, LAST], told


def check_tour_on_a_bad_day(
    command: Sequence[str | Path], service: Service, url: str, tenant: str, certificates: Certificates
) -> None:
    """Through TLS and with a token, it tries again what may be tried again, and says when to come back."""
    away = frozenset({"ListConnectors", "UpdateConnector"})
    front = Front(TOKEN, away, throttled=("DeleteConnector", len(NAMES) + 1))
    with tls_front(front, service.grpc_address, certificates.server) as running:
        done = run_tour(
            command,
            url,
            authorities=certificates.ca,
            CONNECTORS_ADDRESS=running.address,
            CONNECTORS_TENANT=tenant,
            CONNECTORS_ROLE="editor",
            CONNECTORS_TOKEN=TOKEN,
        )
    told = told_by(done)
    assert told == [*STORY, LAST_THROTTLED], told
    assert front.seen["UpdateConnector"] == 1 + AWAY_TIMES
    assert front.seen["ListConnectors"] == 3 + AWAY_TIMES


def check_that_a_create_is_not_repeated(
    command: Sequence[str | Path], service: Service, url: str, tenant: str, certificates: Certificates
) -> None:
    """Its answer may be lost after it was done: only the caller knows whether to try again."""
    front = Front(TOKEN, frozenset({"CreateConnector"}), throttled=("", 0))
    with tls_front(front, service.grpc_address, certificates.server) as running:
        address = {"CONNECTORS_ADDRESS": running.address, "CONNECTORS_TENANT": tenant, "CONNECTORS_TOKEN": TOKEN}
        done = run_tour(command, url, authorities=certificates.ca, **address)
    assert done.returncode != 0
    assert "starting" in done.stderr
    assert front.seen["CreateConnector"] == 1
