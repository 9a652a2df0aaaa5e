"""The container file: judged by hadolint, and what it copies is all that the service needs to run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import requests

from tests.deploy.files import DEPLOY, ROOT, is_pinned, tool
from tests.e2e.service import Service, environment, service_in

FILE = DEPLOY / "Containerfile"
TEXT = FILE.read_text()
FINAL = TEXT[TEXT.rindex("\nFROM ") :]


def test_hadolint_has_nothing_to_say() -> None:
    done = subprocess.run([tool("hadolint"), str(FILE)], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")


def test_it_runs_as_nobody_in_particular_from_a_pinned_base_and_says_whether_it_is_well() -> None:
    base = re.search(r"^ARG PYTHON=(\S+)$", TEXT, re.MULTILINE)
    assert base
    assert is_pinned(base[1])
    assert re.findall(r"^FROM (\S+)", TEXT, re.MULTILINE) == ["${PYTHON}"] * 2
    assert re.findall(r"^USER (\d+):\d+$", FINAL, re.MULTILINE) == ["10001"]
    assert "HEALTHCHECK" in FINAL
    assert not re.search(r"apt-get|\bgcc\b|build-essential|^ADD ", TEXT, re.MULTILINE)
    assert "--require-hashes" in TEXT


def test_what_is_copied_into_it_serves(tmp_path: Path) -> None:
    image = tmp_path / "app"
    copied = re.findall(r"^COPY (?!--from)(\S+) \./(\S*)$", FINAL, re.MULTILINE)
    assert len(copied) >= 4
    for source, target in copied:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / source, image / target, ignore=ignored)
    service = service_in(tmp_path / "service", workers="1")
    service.environ = {
        **service.environ,
        "PYTHONPATH": ":".join(str(image / part) for part in (".", "generated/python")),
        "PYTHONSAFEPATH": "1",
    }
    service.start()
    try:
        headers = {"X-Tenant-Id": "acme"}
        body = {"name": "c", "type": "braze"}
        assert requests.post(f"{service.url}/api/v1/connectors", json=body, headers=headers, timeout=30).ok
        assert requests.get(f"{service.url}/openapi.json", timeout=30).ok
        check = re.search(r'"-c", "(.*)"\]$', FINAL, re.MULTILINE)
        assert check
        asked = check[1].replace("127.0.0.1:8080", service.rest_address)
        assert subprocess.run([sys.executable, "-c", asked], env=environment(), check=False, timeout=30).returncode == 0
        assert f"{image}/server/" in _what_is_loaded(service)
    finally:
        service.stop()


def _what_is_loaded(service: Service) -> str:
    """Where the module `server` comes from in an interpreter that is started as the service was."""
    command = [sys.executable, "-c", "import server.app; print(server.app.__file__)"]
    environ = dict(service.environ)
    return subprocess.run(command, env=environ, cwd=service.folder, capture_output=True, text=True, check=True).stdout
