"""The matrix of the probes: every type against every kind of answer (issues 5 and 6, "Done when").

Each type's row lies in the file of its protocol's family: any module beside this one that is called matrix_*.py and has
ROWS is found by itself, with the pytest fixtures that its FIXTURES names. A cell that is not run says why not.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

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
    """What is run, and what it must say; `reason` None is a success, and `at` None says that no field is at fault.

    `hint` holds the telling words of the hint; where it is None, matrix_hints.py says them.
    """

    run: Run
    reason: Reason | None
    level: Level
    at: str | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A cell that is not run, and the type whose cell stands for it."""

    why: str
    by: str


Row = Mapping[str, Cell | LeftOut]


def families() -> Iterator[ModuleType]:
    """The modules of this folder that have rows."""
    for found in pkgutil.iter_modules([str(Path(__file__).parent)], "tests.probes."):
        if found.name.startswith("tests.probes.matrix_"):
            module = import_module(found.name)
            if hasattr(module, "ROWS"):
                yield module


def table() -> dict[str, Row]:
    """Every type's row. Raises ValueError where two families claim one type."""
    rows: dict[str, Row] = {}
    for module in families():
        twice = rows.keys() & module.ROWS.keys()
        if twice:
            raise ValueError(f"{module.__name__} has a row for {min(twice)}, and so has another")
        rows.update(module.ROWS)
    return rows


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
