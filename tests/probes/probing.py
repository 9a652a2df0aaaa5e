"""Runs a type's probe as the service does, the guard open for exactly one address and port."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from probes.egress.policy import EgressPolicy
from probes.registry import connector_types
from probes.result import ProbeResult, StepStatus
from probes.run import Job, run_probe

SECONDS = 5.0
GRACE = 1.0


def run(
    type_name: str,
    config: Mapping[str, Any],
    auth: Mapping[str, Any],
    *,
    port: int,
    auth_method: str = "access_key",
    seconds: float = SECONDS,
    allow: Sequence[str] = (),
) -> ProbeResult:
    """The result; no credential may be in it, in any of its usual spellings, and it must come in time.

    The guard is open for `port` on loopback and for the rules of `allow`.
    """
    begun = time.monotonic()
    job = Job(
        tenant="acme",
        connector_id="conn_1",
        type_name=type_name,
        auth_method=auth_method,
        parameters=connector_types()[type_name].parameters(config),
        credentials=dict(auth),
        timeout_seconds=seconds,
    )
    result = run_probe(job, EgressPolicy.parse([f"127.0.0.1:{port}", f"localhost:{port}", *allow], []))
    assert time.monotonic() - begun < seconds + GRACE
    shown = json.dumps(result.to_wire())
    for name in ("password", "clientKey"):
        if auth.get(name):
            assert not any(spelling in shown for spelling in spellings(auth[name])), name
    return result


def spellings(secret: str) -> set[str]:
    return {secret, quote(secret, safe=""), base64.b64encode(secret.encode()).decode(), json.dumps(secret)[1:-1]}


def steps(result: ProbeResult) -> dict[str, StepStatus]:
    """How each step ended; a step that is told twice would be lost, so there must be none."""
    names = [step.name.value for step in result.steps]
    assert len(names) == len(set(names)), names
    return {step.name.value: step.status for step in result.steps}


def passed(result: ProbeResult) -> list[str]:
    return [name for name, status in steps(result).items() if status is not StepStatus.FAILED]


def failed(result: ProbeResult) -> list[str]:
    return [name for name, status in steps(result).items() if status is StepStatus.FAILED]
