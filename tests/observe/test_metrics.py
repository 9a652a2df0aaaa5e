"""Metrics: what a scrape of any worker shows is the sum over all of them, also over those that have ended."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from server.observe import families
from server.observe.metrics import Metrics, metrics_folder

WORKER = """
import sys
from pathlib import Path
from server.observe import families
from server.observe.metrics import Metrics
metrics = Metrics(Path(sys.argv[1]))
metrics.rpc("GetConnector", "OK", "", 0.003)
metrics.rpc("TestConnector", "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED", 0.0001)
metrics.tested("csv", own=False, level="RESOURCE_READABLE", reason="", seconds=0.2)
metrics.tested("csv", own=False, level="REACHABLE", reason="TIMEOUT", seconds=10)
metrics.tested("crm-of-acme", own=True, level="NONE", reason="TIMEOUT", seconds=10)
metrics.test_refused("circuit_open")
metrics.show(families.WORKERS, 1)
metrics.show(families.READY, 0, "database")
"""


def samples(text: bytes) -> dict[tuple[str, tuple[str, ...]], float]:
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }


def test_a_scrape_sums_over_workers_that_run_and_that_have_ended(tmp_path: Path) -> None:
    for _ in range(3):
        subprocess.run([sys.executable, "-c", WORKER, str(tmp_path)], check=True, timeout=60)
    here = Metrics(tmp_path)
    here.rpc("GetConnector", "OK", "", 0.003)
    found = samples(here.render())
    expected = {
        ("connectors_rpcs_total", ("GetConnector", "OK", "")): 4,
        ("connectors_rate_limited_total", ("TestConnector",)): 3,
        ("connectors_tests_refused_total", ("circuit_open",)): 3,
        ("connectors_tests_refused_total", ("queue_full",)): 0,
        ("connectors_rpc_seconds_count", ("GetConnector",)): 4,
        ("connectors_probe_seconds_count", ("csv",)): 6,
        ("connectors_probe_seconds_count", ("own",)): 3,
    }
    assert {key: found.get(_sorted_labels(key, found)) for key in expected} == expected
    probes = {frozenset(labels): value for (name, labels), value in found.items() if name == "connectors_probes_total"}
    assert probes == {
        frozenset({"csv", "RESOURCE_READABLE", ""}): 3,
        frozenset({"csv", "REACHABLE", "TIMEOUT"}): 3,
        frozenset({"own", "NONE", "TIMEOUT"}): 3,
    }


def test_a_scrape_waits_for_a_process_that_has_just_made_its_file(tmp_path: Path) -> None:
    here = Metrics(tmp_path)
    here.test_refused("queue_full")
    fresh = tmp_path / "counter_1.db"
    fresh.touch()
    threading.Timer(0.015, fresh.write_bytes, [bytes(8)]).start()
    assert samples(here.render())["connectors_tests_refused_total", ("queue_full",)] == 1


def test_a_gauge_of_a_worker_that_has_ended_is_not_shown(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", WORKER, str(tmp_path)], check=True, timeout=60)
    here = Metrics(tmp_path)
    here.show(families.WORKERS, 1)
    here.show(families.READY, 1, "database")
    found = samples(here.render())
    assert found["connectors_workers", ()] == 1
    assert found["connectors_ready", ("database",)] == 1


def test_the_supervisors_folder_is_private_and_goes_when_it_ends() -> None:
    with metrics_folder() as folder:
        assert folder.stat().st_mode & 0o077 == 0
        Metrics(folder).rpc("GetConnector", "OK", "", 0.003)
        assert any(folder.iterdir())
    assert not folder.exists()


def _sorted_labels(
    key: tuple[str, tuple[str, ...]], found: dict[tuple[str, tuple[str, ...]], float]
) -> tuple[str, tuple[str, ...]]:
    """The sample with these label values in whatever order the text has them."""
    name, labels = key
    return next((other for other in found if other[0] == name and sorted(other[1]) == sorted(labels)), key)
