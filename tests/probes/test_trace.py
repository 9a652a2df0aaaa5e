"""A trace tells where a probe stopped, whatever stopped it."""

from __future__ import annotations

import pytest

from probes.result import Level, ProbeFailure, Reason, Step, StepName, StepStatus, Trace


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ProbeFailure(Reason.TIMEOUT, "no answer"), "no answer"),
        (KeyError("password=hunter2"), "failed unexpectedly"),
    ],
    ids=["foreseen", "unforeseen"],
)
def test_a_step_that_raises_is_told_as_failed(error: Exception, said: str) -> None:
    heard: list[Step] = []
    trace = Trace(on_step=heard.append)
    with trace.step(StepName.CONNECT):
        pass
    with pytest.raises(type(error)), trace.step(StepName.AUTHENTICATE):
        raise error
    assert heard == trace.steps
    assert (heard[-1].name, heard[-1].status, heard[-1].message) == (StepName.AUTHENTICATE, StepStatus.FAILED, said)
    assert trace.level is Level.REACHABLE
