"""Metrics: what a scrape of any worker shows is the sum over all of them, also over those that have ended."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from server.observe.metrics import Metrics, metrics_folder

WORKER = """
import sys
from pathlib import Path
from server.observe.metrics import Metrics
metrics = Metrics(Path(sys.argv[1]))
metrics.rpc("GetConnector", "OK", "", 0.003)
metrics.rpc("TestConnector", "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED", 0.0001)
metrics.tested("csv", success=True, reason="", seconds=0.2)
metrics.tested("csv", success=False, reason="TIMEOUT", seconds=10)
metrics.circuit_refused("csv")
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
        ("connectors_tests_refused_total", ("csv",)): 3,
        ("connectors_rpc_seconds_count", ("GetConnector",)): 4,
        ("connectors_test_seconds_count", ("csv",)): 6,
    }
    assert {key: found.get(_sorted_labels(key, found)) for key in expected} == expected
    tests = {labels: value for (name, labels), value in found.items() if name == "connectors_tests_total"}
    assert sorted((set(labels), value) for labels, value in tests.items() if "failure" in labels) == [
        ({"csv", "failure", "TIMEOUT"}, 3)
    ]
    assert sum(tests.values()) == 6


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
