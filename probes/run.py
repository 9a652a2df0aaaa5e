"""Runs one probe in this process, from job to result. The child of probes/isolation calls it; so may a test."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from probes.egress.dial import Dialer
from probes.egress.policy import EgressPolicy
from probes.own_types import own_type, own_vendor
from probes.registry import connector_types
from probes.result import ProbeFailure, ProbeResult, Reason, Step, StepName, Trace
from probes.target import Probe, ProbeContext, Target
from probes.vendors.declaration import Vendor

# Asked for by the service itself: no connector type, and no name that one could have. What they need is in the
# credentials, taken as they are.
INTERNAL = {":webhook-delivery": "probes.protocols.webhook_delivery:probe"}


@dataclass(frozen=True, slots=True)
class Job:
    """What to probe, for whom, and for how long. `declaration` is a tenant's own type, as JSON text: it is not among
    those that this process knows. The repr shows no value of the connector."""

    tenant: str
    connector_id: str
    type_name: str
    auth_method: str
    parameters: dict[str, Any] = field(repr=False)
    credentials: dict[str, Any] = field(repr=False)
    timeout_seconds: float
    declaration: str | None = field(default=None, repr=False)


def load_probe(reference: str) -> Probe:
    """Imports "module:function"."""
    module, _, name = reference.partition(":")
    probe: Probe = getattr(import_module(module), name)
    return probe


def run_probe(
    job: Job,
    policy: EgressPolicy,
    files_root: Path | None = None,
    on_step: Callable[[Step], None] | None = None,
    on_begin: Callable[[StepName], None] | None = None,
) -> ProbeResult:
    """Always a result: what a probe does not foresee becomes INTERNAL, without the exception's text."""
    trace = Trace(on_step=on_step or (lambda _step: None), on_begin=on_begin or (lambda _name: None))
    deadline = time.monotonic() + job.timeout_seconds
    reference, target = _asked_for(job)
    if reference is None:
        return trace.failed(ProbeFailure(Reason.UNSUPPORTED, f"connector type {job.type_name} has no probe yet"))
    context = ProbeContext(
        trace=trace,
        dialer=Dialer(policy=policy, trace=trace, deadline=deadline),
        deadline=deadline,
        files_dir=files_root / job.tenant if files_root else None,
    )
    try:
        finding = load_probe(reference)(target, context)
    except ProbeFailure as failure:
        return trace.failed(failure)
    except Exception as error:
        message = f"the probe itself failed ({type(error).__name__}); this is a fault of the service"
        return trace.failed(ProbeFailure(Reason.INTERNAL, message))
    return trace.succeeded(finding)


def _asked_for(job: Job) -> tuple[str | None, Target]:
    """The probe, None where the type has none, and what it is given."""
    if job.type_name in INTERNAL:
        return INTERNAL[job.type_name], Target(job.type_name, job.parameters, job.auth_method, job.credentials)
    vendor: Vendor | None = None
    if job.declaration is None:
        connector_type = connector_types()[job.type_name]
    else:  # refused when it was stored by an older release, perhaps: it is read as strictly here as there
        vendor = own_vendor(job.type_name, job.declaration)
        connector_type = own_type(job.type_name, job.declaration, 0)
    credentials = connector_type.credentials(job.auth_method, job.credentials)
    return connector_type.probe, Target(job.type_name, job.parameters, job.auth_method, credentials, vendor)
