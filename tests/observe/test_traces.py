"""Traces: one from the caller through the gateway to each step of the probe, no secret in it, and never in the way."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from probes.diagnosis import forms_of
from server.observe.traces import FLUSH_SECONDS, Tracer
from tests.e2e.neighbours import silent_peer
from tests.observe.collector import attributes, collecting
from tests.observe.conftest import CALLER_SPAN, CANARY, GRPC_TRACE, REST_TRACE, TENANT, Observed
from tests.peers.process import free_port

LOST_TRACE, LAST_TRACE = "1" * 32, "2" * 32
CALL = "connectors.v1.ConnectorService/TestConnector"


def parents(spans: dict[str, Span], name: str) -> list[str]:
    """From a span up to the caller's own."""
    names = {span.span_id: other for other, span in spans.items()}
    chain, span_id = [name], spans[name].parent_span_id
    while span_id in names:
        chain.append(names[span_id])
        span_id = spans[names[span_id]].parent_span_id
    return [*chain, span_id.hex()]


def test_a_rest_call_is_one_trace_from_the_gateway_to_each_step_of_the_probe(observed: Observed) -> None:
    answer = observed.rest("POST", "/api/v1/connectors/test", {"id": observed.connector}, trace=REST_TRACE)
    assert answer.json()["success"], answer.text
    spans = observed.collector.trace(REST_TRACE, until="POST")
    steps = [f"step {step['name'].lower()}" for step in answer.json()["steps"]]
    for step in steps:
        assert parents(spans, step) == [step, "probe", "TestConnector", CALL, "POST", CALLER_SPAN]
    assert {"step resolve", "step connect", "step authenticate", "step resource"} & set(steps)
    assert parents(spans, "database transaction")[1:3] == ["TestConnector", CALL]
    assert attributes(spans["probe"]) == {
        "connectors.type": "postgresql",
        "connectors.success": True,
        "connectors.level": "RESOURCE_READABLE",
        "connectors.reason": "",
        "connectors.shared": False,
    }
    called = attributes(spans[CALL])
    assert called["connectors.request_id"] == answer.headers["x-request-id"]
    assert called["connectors.tenant"] == TENANT
    assert attributes(spans["POST"])["http.response.status_code"] == 200
    assert observed.collector.resources[0]["service.name"] == "connector-service"
    probe = spans["probe"]
    for step in steps:  # which began and ended inside the probe, to the millisecond that a step is told in
        assert spans[step].start_time_unix_nano >= probe.start_time_unix_nano - 2_000_000
        assert spans[step].end_time_unix_nano <= probe.end_time_unix_nano


def test_a_grpc_call_continues_its_callers_trace_and_a_failed_probe_says_why(observed: Observed) -> None:
    answer = observed.grpc_test(observed.refused, trace=GRPC_TRACE)
    assert not answer.success
    spans = observed.collector.trace(GRPC_TRACE, until=CALL)
    assert parents(spans, "step authenticate") == ["step authenticate", "probe", "TestConnector", CALL, CALLER_SPAN]
    assert attributes(spans["step authenticate"])["error.type"] == "STEP_FAILED"
    assert attributes(spans["probe"])["connectors.reason"] == "AUTHENTICATION_FAILED"
    assert spans[CALL].status.code == 0  # the peer refused; the service did its work


def test_no_form_of_a_credential_is_in_any_span(observed: Observed) -> None:
    body = {"authConfig": {"password": CANARY}}
    observed.rest("POST", f"/api/v1/{CANARY}?password={CANARY}", body, trace=LOST_TRACE)
    observed.rest("PUT", "/api/v1/connectors", {"id": observed.refused, "authConfig": {"password": CANARY, "x": 1}})
    observed.grpc_test(observed.refused, trace=LAST_TRACE)
    assert observed.collector.trace(LOST_TRACE, until="POST")
    assert observed.collector.trace(LAST_TRACE, until=CALL)
    sent = b"".join(observed.collector.bodies)
    assert [form for form in forms_of(CANARY) if form.encode() in sent] == []


@pytest.mark.parametrize("collector", ["away", "silent"])
def test_a_collector_that_is_away_or_silent_holds_up_neither_calls_nor_the_stop(collector: str) -> None:
    outcomes: list[str] = []
    with silent_peer() as silent:
        port = silent if collector == "silent" else free_port()
        tracer = Tracer(f"http://127.0.0.1:{port}", 1.0, outcomes.append)
        begun = time.monotonic()
        for _ in range(5000):
            with tracer.incoming("call", {}), tracer.inside("use case"):
                pass
        assert time.monotonic() - begun < 60  # each would wait for seconds
        begun = time.monotonic()
        tracer.stop()
        assert time.monotonic() - begun < FLUSH_SECONDS + 1


def test_what_is_there_at_a_stop_is_sent() -> None:
    with collecting() as collector:
        tracer = Tracer(collector.endpoint, 1.0)
        with tracer.incoming("the last call", {}):
            pass
        tracer.stop()
        assert [span.name for span in collector.spans] == ["the last call"]


def test_a_ratio_is_of_traces_that_begin_here_alone() -> None:
    with collecting() as collector:
        tracer = Tracer(collector.endpoint, 0.0)
        with tracer.incoming("begun here", {}) as span:
            assert int(span.traceparent[-2:], 16) & 1 == 0  # not sampled (W3C Trace Context §3.2.2.5.1)
        with tracer.incoming("begun there", {"traceparent": f"00-{GRPC_TRACE}-{CALLER_SPAN}-01"}):
            pass
        with tracer.incoming("not to be taken", {"traceparent": f"00-{REST_TRACE}-{CALLER_SPAN}-00"}):
            pass
        tracer.stop()
        assert [span.name for span in collector.spans] == ["begun there"]


@pytest.mark.parametrize("header", ["", "nonsense", "00-0-0-01", f"ff-{REST_TRACE}-{CALLER_SPAN}-01", "00-" + "0" * 32])
def test_a_traceparent_that_is_none_begins_a_trace_of_its_own(header: str) -> None:
    with collecting() as collector:
        tracer = Tracer(collector.endpoint, 1.0)
        with tracer.incoming("call", {"traceparent": header}) as span:
            assert span.trace_id != REST_TRACE
        tracer.stop()
        assert collector.spans[0].parent_span_id == b""


def test_nothing_of_opentelemetry_is_loaded_without_an_endpoint() -> None:
    code = "import sys, server.serve; sys.exit(any(name.startswith('opentelemetry') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
