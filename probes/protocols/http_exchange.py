"""The steps of an HTTP exchange. The dialler records its own; what the answer proves, or refuses, is added to them."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from probes.egress import tls
from probes.egress.dial import Dialer
from probes.egress.http import HttpClient
from probes.protocols.http_dialer import OnceTellingDialer
from probes.result import ProbeFailure, Step, StepName, StepStatus, Trace

# At debug level urllib3 writes each request's target, and with it an API key or a signature in the query.
logging.getLogger("urllib3.connectionpool").setLevel(logging.WARNING)


def client_for(parameters: Mapping[str, Any], dialer: Dialer) -> HttpClient:
    """A client that trusts config.caCertificate alone where it is given. Raises ProbeFailure when it is no PEM."""
    ca = parameters.get("caCertificate")
    context = tls.context(ca_pem=ca, ca_field="config.caCertificate") if ca else None
    return HttpClient(OnceTellingDialer(dialer), context=context)


class Exchange:
    """A block that talks HTTP. A ProbeFailure in it is recorded as the failure of `stage`, unless the dialler did so.

    The time of the dialler's steps, which happen inside the block, is not counted again.
    """

    def __init__(self, trace: Trace, stage: StepName) -> None:
        self.stage = stage
        self._trace = trace
        self._known = len(trace.steps)
        self._begun = time.monotonic()

    def __enter__(self) -> Exchange:
        return self

    def __exit__(self, _type: object, error: BaseException | None, _traceback: TracebackType | None) -> None:
        if isinstance(error, ProbeFailure) and not self._dialler_failed():
            self._trace.add(Step(self.stage, StepStatus.FAILED, self._elapsed_ms(), error.message))

    def passed(self, step: StepName, message: str = "", *, warned: bool = False) -> None:
        """The exchange so far proves this step; the time until now is its own."""
        status = StepStatus.WARNED if warned else StepStatus.PASSED
        self._trace.add(Step(step, status, self._elapsed_ms(), message))
        self._known = len(self._trace.steps)
        self._begun = time.monotonic()

    def _dialler_failed(self) -> bool:
        return any(step.status is StepStatus.FAILED for step in self._trace.steps[self._known :])

    def _elapsed_ms(self) -> int:
        dialling = sum(step.latency_ms for step in self._trace.steps[self._known :])
        return max(0, round((time.monotonic() - self._begun) * 1000) - dialling)
