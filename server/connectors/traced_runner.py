"""A probe runner whose probes are spans: one for the probe, one inside it for each step as it ended."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

from probes.result import ProbeResult, Step, StepStatus
from probes.run import Job
from server.connectors.probing import Runner


class Spans(Protocol):
    def inside(self, name: str) -> AbstractContextManager[Any]: ...

    def ended(self, name: str, seconds: float, *, failed: str = "", **attributes: str) -> None: ...


class TracedRunner:
    """As the runner that it goes round. Spans hold names, levels and reasons alone: a step's message may name what a
    peer said."""

    def __init__(self, runner: Runner, spans: Spans) -> None:
        self._runner = runner
        self._spans = spans

    def run(
        self,
        job: Job,
        *,
        share: str = "",
        on_cancel: Callable[[Callable[[], None]], object] | None = None,
        on_step: Callable[[Step], None] | None = None,
    ) -> ProbeResult:
        def ended(step: Step) -> None:
            failed = "STEP_FAILED" if step.status is StepStatus.FAILED else ""
            self._spans.ended(f"step {step.name}", step.latency_ms / 1000, failed=failed)
            if on_step is not None:
                on_step(step)

        with self._spans.inside("probe") as span:
            span.set(connectors__type=job.type_name)
            result = self._runner.run(job, share=share, on_cancel=on_cancel, on_step=ended)
            span.set(
                connectors__success=result.success,
                connectors__level=result.level.name,
                connectors__reason=result.reason or "",
                connectors__shared=result.shared,
            )
            return result
