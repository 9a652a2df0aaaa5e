"""A scrape of the whole service after calls of every kind: every declared metric is there, each label is bounded."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator

import psutil
import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from probes.registry import connector_types
from scripts.metrics_table import DOCUMENT, with_table
from server.observe.families import FAMILIES
from server.services import declared_methods
from tests.connector_types.declarations import acme
from tests.observe.conftest import TENANT, Observed

SCRAPED_SECONDS = 20.0
BUSY = "t-busy"
OWN = "acme_crm"


def scrape(observed: Observed) -> dict[str, Metric]:
    """By name without a counter's suffix."""
    answer = observed.rest("GET", "/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {family.name: family for family in text_string_to_metric_families(answer.text)}


@pytest.fixture(scope="module")
def scripted(observed: Observed) -> dict[str, Metric]:
    """After a probe that succeeded, one that failed, a test of a tenant's own type, refused calls and a spent limit."""
    observed.grpc_test(observed.connector)
    observed.grpc_test(observed.refused)
    observed.rest("GET", "/api/v1/connectors/conn_absent")
    assert observed.rest("POST", "/api/v1/connector-types", {"name": OWN, "declaration": acme()}).status_code == 201
    body = {"name": "own", "type": OWN, "config": {"shop": "north"}, "authConfig": {"apiKey": "k"}}
    own = observed.rest("POST", "/api/v1/connectors", body).json()["id"]
    assert observed.rest("POST", "/api/v1/connectors/test", {"id": own}).json()["reason"] == "EGRESS_DENIED"
    body = {"name": "incomplete", "type": "csv"}
    test = {"id": observed.rest("POST", "/api/v1/connectors", body, tenant=BUSY).json()["id"]}
    tests = [observed.rest("POST", "/api/v1/connectors/test", test, tenant=BUSY).status_code for _ in range(101)]
    assert set(tests) == {200, 429}
    deadline = time.monotonic() + SCRAPED_SECONDS
    while True:
        found = scrape(observed)
        if all(family.name in found for family in FAMILIES) or time.monotonic() > deadline:
            return found
        time.sleep(0.5)


def test_every_declared_metric_is_scraped_with_its_labels_and_its_kind(scripted: dict[str, Metric]) -> None:
    assert [family.name for family in FAMILIES if family.name not in scripted] == []
    for family in FAMILIES:
        shown = scripted[family.name]
        assert (shown.type, shown.documentation) == (family.kind.value, family.meaning)
        assert shown.samples, family.name
        for sample in shown.samples:
            assert set(sample.labels) - {"le"} == set(family.labels), sample


def test_nothing_is_scraped_that_is_not_declared(scripted: dict[str, Metric]) -> None:
    assert scripted.keys() - {family.name for family in FAMILIES} == set()


def test_numbers_are_right(scripted: dict[str, Metric]) -> None:
    def value(name: str, **labels: str) -> float:
        family = name.removesuffix("_total").removesuffix("_count")
        return sum(
            sample.value
            for sample in scripted[family].samples
            if sample.name == name and labels.items() <= sample.labels.items()
        )

    assert value("connectors_probes_total", type="postgresql", level="RESOURCE_READABLE", reason="") >= 1
    assert value("connectors_probes_total", type="postgresql", reason="AUTHENTICATION_FAILED") >= 1
    assert value("connectors_probes_total", type="own", reason="EGRESS_DENIED") == 1
    assert value("connectors_rate_limited_total", method="TestConnector") >= 1
    assert value("connectors_rpcs_total", method="GetConnector", reason="CONNECTOR_NOT_FOUND") == 1
    assert value("connectors_breaker_reports_total", state="closed", outcome="healthy") >= 1
    assert value("connectors_workers") == 1
    assert value("connectors_prober_up") == value("connectors_ready", check="all") == 1
    assert value("connectors_keyring_keys") == value("connectors_keyring_primary") == 1
    assert value("connectors_certificate_expiry_timestamp_seconds") > time.time()
    assert 10 << 20 < value("connectors_process_resident_bytes", process="worker") < 1 << 30
    assert value("connectors_trace_exports_total", outcome="sent") >= 1


def test_labels_are_names_of_ours(scripted: dict[str, Metric]) -> None:
    types, methods = {*connector_types(), "own"}, {method.name for method in declared_methods()}
    for family in scripted.values():
        for sample in family.samples:
            assert not {TENANT, BUSY, OWN} & set(sample.labels.values())
            assert sample.labels.get("type", "own") in types
            assert sample.labels.get("method", "GetConnector") in methods


def test_the_table_of_the_document_is_up_to_date() -> None:
    assert DOCUMENT.read_text() == with_table(DOCUMENT.read_text()), "run `make generate`"


def test_the_log_line_of_a_call_says_who_what_how_it_ended_and_how_long_it_took(observed: Observed) -> None:
    answer = observed.rest("GET", "/api/v1/connectors/conn_nowhere", trace="3" * 32)
    request_id = answer.headers["x-request-id"]
    lines = [json.loads(line) for line in observed.service.log.read_text().splitlines() if request_id in line]
    (line,) = [line for line in lines if line["logger"] == "server.interceptors.access_log"]
    assert line["message"] == "GetConnector NOT_FOUND"
    assert (line["method"], line["code"], line["reason"]) == ("GetConnector", "NOT_FOUND", "CONNECTOR_NOT_FOUND")
    assert (line["tenant"], line["role"], line["trace_id"]) == (TENANT, "admin", "3" * 32)
    assert 0 < line["duration_ms"] < 60_000


@pytest.fixture
def prober_that_hangs(observed: Observed) -> Iterator[None]:
    (zygote,) = [
        pid for pid in observed.service.processes() if "probes.isolation.zygote" in psutil.Process(pid).cmdline()
    ]
    os.kill(zygote, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(zygote, signal.SIGCONT)


@pytest.mark.usefixtures("prober_that_hangs")
def test_a_prober_that_hangs_is_told_and_takes_no_worker_out(observed: Observed) -> None:
    deadline = time.monotonic() + SCRAPED_SECONDS
    while (answer := observed.rest("GET", "/readyz")).json()["checks"]["prober"] == "ok":  # kept for half a second
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert answer.status_code == 200
    assert answer.json()["checks"]["database"] == "ok"
    assert observed.rest("GET", "/api/v1/connectors").status_code == 200
