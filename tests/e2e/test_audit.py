"""The audit trail as an operator sees it: refused calls in it, sealed by a running service, checked and exported."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests

from tests.e2e.service import Service, service_in


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that was used and stopped."""
    service = service_in(
        tmp_path_factory.mktemp("audited"),
        default_role="none",
        max_connectors_per_tenant="2",
        credential_binding="true",
    )
    service.start()
    url = f"{service.url}/api/v1/connectors"
    admin = {"X-Tenant-Id": "acme", "X-Role": "admin", "X-User": "ann"}
    for number, status in ((1, 201), (2, 201), (3, 429)):
        body = {"name": f"c{number}", "type": "csv", "config": {"path": "a.csv"}}
        answer = requests.post(url, json=body, headers=admin, timeout=30)
        assert answer.status_code == status
        if status == 429:
            assert answer.json()["details"][0]["reason"] == "QUOTA_EXCEEDED"
            assert "retry-after" not in answer.headers
    assert requests.get(url, timeout=30).status_code == 401
    for _ in range(50):
        assert requests.delete(f"{url}?id=conn_x", headers={**admin, "X-Role": "viewer"}, timeout=30).status_code == 403
    assert service.stop() == 0
    return service


def _command(service: Service, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "server", "audit", *arguments],
        env=dict(service.environ),
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_everything_is_in_the_export_and_many_refusals_are_few_lines(stopped: Service) -> None:
    done = _command(stopped, "export")
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    told = [(event["tenant"], event["method"], event["outcome"]) for event in events]
    assert told.count(("acme", "CreateConnector", "OK")) == 2
    assert ("acme", "CreateConnector", "RESOURCE_EXHAUSTED") in told
    assert ("", "ListConnectors", "UNAUTHENTICATED") in told
    refused = [event for event in events if event["method"] == "DeleteConnector"]
    assert sum(event["count"] for event in refused) == 50
    assert len(refused) <= 10
    assert {(event["user"], event["role"], event["sourceAddress"]) for event in refused} == {
        ("ann", "viewer", "127.0.0.1")
    }
    only = _command(stopped, "export", "--tenant", "")
    assert {json.loads(line)["tenant"] for line in only.stdout.splitlines()} == {""}
    assert _command(stopped, "export", "--since", "2100-01-01").stdout == ""


def test_a_stop_leaves_everything_sealed_and_a_touched_event_shows(stopped: Service) -> None:
    whole = _command(stopped, "verify")
    assert whole.returncode == 0, whole.stdout + whole.stderr
    assert "0 events not sealed yet" in whole.stdout
    head = whole.stdout.splitlines()[-1].removeprefix("head ")
    assert _command(stopped, "verify", "--anchor", head).returncode == 0
    with closing(sqlite3.connect(stopped.data / "connectors.db")) as database:
        database.execute("UPDATE audit_entries SET caller = 'eve' WHERE tenant = 'acme' AND number = 1")
        database.commit()
        touched = _command(stopped, "verify")
        database.execute("UPDATE audit_entries SET caller = 'ann' WHERE tenant = 'acme' AND number = 1")
        database.commit()
    assert touched.returncode == 1
    assert "tenant acme, events 1-" in touched.stdout
    assert "an event in it was changed" in touched.stdout
    assert _command(stopped, "verify", "--anchor", f"999:{head.partition(':')[2]}").returncode == 1
    assert _command(stopped, "verify", "--anchor", "soon").returncode == 2


def test_a_killed_service_loses_no_event_of_a_change_and_the_next_one_seals_it(tmp_path: Path) -> None:
    service = service_in(tmp_path)
    service.start()
    url = f"{service.url}/api/v1/connectors"
    for number in range(5):
        body = {"name": f"c{number}", "type": "csv"}
        assert requests.post(url, json=body, headers={"X-Tenant-Id": "acme"}, timeout=30).status_code == 201
    service.kill()
    lines = _command(service, "export", "--tenant", "acme").stdout.splitlines()
    assert len(lines) == 5
    service.start()
    deadline = time.monotonic() + 60
    with closing(sqlite3.connect(f"file:{service.data / 'connectors.db'}?mode=ro", uri=True)) as database:
        while database.execute("SELECT 1 FROM audit_trails WHERE last_number > sealed_number").fetchone():
            assert time.monotonic() < deadline
            time.sleep(0.2)
    assert _command(service, "verify").returncode == 0
    assert service.stop() == 0
