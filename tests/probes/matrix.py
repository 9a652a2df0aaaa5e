"""The matrix of the probes: every type of the seed's page against every kind of answer (issue 5's "Done when").

Each type's row lies in the file of its protocol's family (matrix_*.py); a cell that is not run says why not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from probes.result import Level, ProbeResult, Reason
from tests.egress.scripted import Conversation, peer
from tests.peers.certificates import Certificates
from tests.peers.http_peer import serving

CELLS = (
    "right credentials",
    "wrong credentials",
    "missing field",
    "unknown host",
    "closed port",
    "silent peer",
    "blocked address",
    "resource absent",
    "permission missing",
    "peer rate-limits",
    "TLS untrusted",
)
# The seed's page, in its order, and braze, which the page names without a row of its own.
SEED_TYPES = (
    *("postgresql", "mysql", "redshift", "snowflake", "bigquery", "mongodb", "kafka", "confluent_kafka", "aws_s3"),
    *("gcs", "azure_blob", "sftp", "rest_api", "webhook", "salesforce", "hubspot", "databricks", "segment", "shopify"),
    *("stripe", "mailchimp", "amazon_kinesis", "braze", "csv"),
)
UNKNOWN_HOST, BLOCKED_ADDRESS, LOOPBACK = "nowhere.invalid", "10.0.0.1", "127.0.0.1"
SILENT_SECONDS = 1.0

Run = Callable[[pytest.FixtureRequest], ProbeResult]
Ask = Callable[[pytest.FixtureRequest, str, int, float], ProbeResult]
"""Runs a type's probe with whole credentials against the host and port, for at most so many seconds."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What is run, and what it must say; `reason` None is a success, and `at` None says that no field is at fault."""

    run: Run
    reason: Reason | None
    level: Level
    at: str | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A cell that is not run, and the type whose cell stands for it."""

    why: str
    by: str


Row = Mapping[str, Cell | LeftOut]


def wire(ask: Ask, at: str, *, silent: str | None = None) -> dict[str, Cell | LeftOut]:
    """The cells that no credential reaches. `silent` names the type that stands for the protocol's silent peer."""

    def silence(request: pytest.FixtureRequest) -> ProbeResult:
        with peer(Conversation.hang) as mute:
            return ask(request, LOOPBACK, mute.port, SILENT_SECONDS)

    return {
        "unknown host": Cell(lambda request: ask(request, UNKNOWN_HOST, 9, 5.0), Reason.DNS_NOT_FOUND, Level.NONE, at),
        "closed port": Cell(
            lambda request: ask(request, LOOPBACK, request.getfixturevalue("closed_port"), 5.0),
            Reason.CONNECTION_REFUSED,
            Level.RESOLVED,
            at,
        ),
        "silent peer": stood_for(silent) if silent else Cell(silence, Reason.TIMEOUT, Level.REACHABLE, at),
        "blocked address": Cell(
            lambda request: ask(request, BLOCKED_ADDRESS, 9, 5.0), Reason.EGRESS_DENIED, Level.NONE, at
        ),
    }


def stood_for(representative: str) -> LeftOut:
    return LeftOut(f"slow: {representative} stands for the protocol, whose waiting is the same code", representative)


def untrusted_https(ask: Ask, at: str) -> Cell:
    """A server of HTTPS whose certificate nobody signed; nothing may be said to it."""

    def run(request: pytest.FixtureRequest) -> ProbeResult:
        certificates: Certificates = request.getfixturevalue("certificates")
        with serving(certificates.unknown) as https:
            result = ask(request, LOOPBACK, https.port, 5.0)
        assert https.received == []
        return result

    return Cell(run, Reason.TLS_UNTRUSTED, Level.REACHABLE, at)
