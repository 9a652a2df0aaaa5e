"""What crosses between a service and its prober: it arrives as it was sent, and what is malformed does not get in."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.v1 import prober_pb2 as pb
from probes.result import Level, ProbeResult, Reason, Step, StepName, StepStatus
from probes.run import Job
from server.errors import InvalidArgument
from server.prober import wire

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.text(), JSON, max_size=5)
TEXTS = st.text(max_size=40)
JOBS = st.builds(
    Job,
    tenant=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}", fullmatch=True),
    connector_id=TEXTS,
    type_name=TEXTS,
    auth_method=TEXTS,
    parameters=OBJECTS,
    credentials=OBJECTS,
    timeout_seconds=st.floats(0.001, 300),
    declaration=st.none() | TEXTS,
)
STEPS = st.builds(
    Step, st.sampled_from(StepName), st.sampled_from(StepStatus), st.integers(0, 2**40), st.text(max_size=40)
)
RESULTS = st.builds(
    ProbeResult,
    success=st.booleans(),
    message=TEXTS,
    level=st.sampled_from(Level),
    steps=st.lists(STEPS, max_size=8).map(tuple),
    reason=st.none() | st.sampled_from(Reason),
    field=st.none() | TEXTS,
    hint=st.none() | TEXTS,
    warning=st.none() | TEXTS,
    latency_ms=st.integers(0, 2**40),
    row_count=st.none() | st.integers(0, 2**62),
    shared=st.booleans(),
)


@given(JOBS, TEXTS)
def test_a_job_arrives_as_it_was_sent(job: Job, share: str) -> None:
    """Integers of any length too, and numbers that look like other kinds."""
    request = pb.ProbeRequest.FromString(wire.request_of(job, share).SerializeToString())
    assert request.share == share
    arrived = wire.job_of(request, 1000)
    assert arrived == job
    assert repr(arrived.parameters) == repr(job.parameters)  # 1 is not 1.0


def test_text_that_is_no_unicode_arrives_too() -> None:
    job = Job("acme", "conn_1", "csv", "", {"path": "\ud800.csv"}, {}, 5)
    assert wire.job_of(wire.request_of(job, ""), 10) == job


@given(RESULTS)
def test_an_outcome_arrives_as_it_was(result: ProbeResult) -> None:
    answer = pb.ProbeResponse(outcome=wire.outcome_message(result)).SerializeToString()
    assert wire.event_of(answer) == result


@given(STEPS)
def test_a_step_arrives_as_it_was(step: Step) -> None:
    assert wire.event_of(pb.ProbeResponse(step=wire.step_message(step)).SerializeToString()) == step


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_an_event_or_malformed(answer: bytes) -> None:
    try:
        event = wire.event_of(answer)
    except wire.Malformed:
        return
    assert isinstance(event, Step | ProbeResult)


@pytest.mark.parametrize(
    "answer",
    [
        pb.ProbeResponse(),
        pb.ProbeResponse(step={"name": "dance", "status": 1}),
        pb.ProbeResponse(step={"name": "config"}),
        pb.ProbeResponse(outcome={"level": 77}),  # type: ignore[dict-item]  # of a later release
        pb.ProbeResponse(outcome={"reason": 77}),  # type: ignore[dict-item]
    ],
)
def test_what_this_release_does_not_know_is_malformed(answer: pb.ProbeResponse) -> None:
    with pytest.raises(wire.Malformed):
        wire.event_of(answer.SerializeToString())


@pytest.mark.parametrize("name", ["parameters", "credentials"])
@pytest.mark.parametrize("text", [b"[]", b"s3cr3t", b'{"a": ', b"\xff\xfe\x00", b"[" * 100_000])
def test_a_job_that_is_no_job_is_refused_without_repeating_it(name: str, text: bytes) -> None:
    request = wire.request_of(Job("acme", "conn_1", "csv", "", {}, {}, 5), "")
    setattr(request, name, text)
    with pytest.raises(InvalidArgument, match=f"{name}: expected a JSON object") as refusal:
        wire.job_of(request, 10)
    assert "s3cr3t" not in str(refusal.value)


@pytest.mark.parametrize("tenant", ["", "..", "../acme", "/etc", "a/b", "acme\n", "a" * 64])
def test_a_job_for_what_is_no_tenant_is_refused(tenant: str) -> None:
    """It would name a folder that is nobody's."""
    with pytest.raises(InvalidArgument, match="tenant: expected"):
        wire.job_of(wire.request_of(Job(tenant, "conn_1", "csv", "", {}, {}, 5), ""), 10)


@pytest.mark.parametrize("seconds", [0.0, -1.0, math.nan, math.inf])
def test_a_job_without_an_end_is_refused(seconds: float) -> None:
    request = wire.request_of(Job("acme", "conn_1", "csv", "", {}, {}, 5), "")
    request.timeout_seconds = seconds
    with pytest.raises(InvalidArgument, match="timeoutSeconds"):
        wire.job_of(request, 10)


@given(st.floats(0.001, 300), st.floats(0.001, 300))
def test_a_job_gets_no_more_time_than_the_prober_has_for_it(asked: float, most: float) -> None:
    job = Job("acme", "conn_1", "csv", "", {}, {}, asked)
    assert wire.job_of(wire.request_of(job, ""), most) == replace(job, timeout_seconds=min(asked, most))


def test_nothing_of_a_job_is_told_by_its_text() -> None:
    job = Job("acme", "conn_1", "csv", "", {"url": "https://h/?token=s3cr3t"}, {"password": "s3cr3t"}, 5)
    assert "s3cr3t" not in repr(job)
