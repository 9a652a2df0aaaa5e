"""`make audit`: what pip-audit could not look up is never taken for safe."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from scripts import audit_dependencies
from tests.peers.process import free_port
from tests.supply_chain.test_locks import ROOT

# What pip-audit 2.10.1 printed, with exit code 0, behind a mirror of PyPI that has no JSON API.
SEEN_BEHIND_A_MIRROR = (
    '{"dependencies": [{"name": "idna", "skip_reason": '
    '"Dependency not found on PyPI and could not be audited: idna (3.20)"}], "fixes": []}'
)
# https://google.github.io/osv.dev/post-v1-query/
FLAW = {
    "id": "GHSA-xxxx-0000-yyyy",
    "summary": "a flaw",
    "affected": [
        {
            "package": {"name": "idna", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "3.21"}]}],
        }
    ],
}


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "requirements.lock"
    path.write_text(f"idna==3.20 \\\n    --hash=sha256:{'0' * 64}\n")
    return path


@contextmanager
def database(answer: Mapping[str, Any]) -> Iterator[str]:
    """OSV's query API, with one answer to everything."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read1()
            content = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name it has upstream
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1/query"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def audited(lock: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "scripts/audit_dependencies.py", str(lock)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": str(lock.parent), **environ},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_a_database_that_cannot_be_reached_is_said_and_is_no_pass(lock: Path) -> None:
    done = audited(lock, HTTPS_PROXY=f"http://127.0.0.1:{free_port()}")
    assert done.returncode == 2
    assert f"{lock}: NOT AUDITED: pip-audit ended with 1: " in done.stdout


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        ({}, 0, "1 releases, no vulnerability known"),
        ({"vulns": [FLAW]}, 1, "idna 3.20: GHSA-xxxx-0000-yyyy, fixed in 3.21"),
    ],
)
def test_a_database_that_answers_is_believed(lock: Path, answer: Mapping[str, Any], code: int, said: str) -> None:
    with database(answer) as url:
        done = audited(lock, PIP_AUDIT_VULNERABILITY_SERVICE="osv", PIP_AUDIT_OSV_URL=url)
    assert (done.returncode, done.stdout.strip()) == (code, f"{lock}: {said}")


def test_a_package_that_the_database_does_not_know_is_no_pass(
    lock: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    printing = (sys.executable, "-c", f"print({SEEN_BEHIND_A_MIRROR!r})")
    monkeypatch.setattr(audit_dependencies, "COMMAND", printing)
    monkeypatch.setattr(sys, "argv", ["audit", str(lock)])
    assert audit_dependencies.main() == 2
    assert "NOT AUDITED: 1 of 1 are not in the database: idna" in capsys.readouterr().out
