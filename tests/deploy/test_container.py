"""The container file: judged by hadolint, and what it makes an image of is started, asked and stopped (image.py)."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests

from tests.deploy.files import ROOT, is_pinned, tool
from tests.deploy.image import FILE, FINAL, PYTHON, TEXT, Image, ImageService, install
from tests.e2e.neighbours import http_origin
from tests.e2e.service import service_in

# Debian bookworm has glibc 2.36.
PLATFORMS = ("x86_64-manylinux_2_36", "aarch64-manylinux_2_36")


def test_hadolint_has_nothing_to_say() -> None:
    done = subprocess.run([tool("hadolint"), str(FILE)], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")


def test_it_runs_as_nobody_in_particular_from_a_pinned_base_and_says_whether_it_is_well() -> None:
    base = re.search(r"^ARG PYTHON=(\S+)$", TEXT, re.MULTILINE)
    assert base
    assert is_pinned(base[1])
    assert f":{PYTHON}-" in base[1]
    assert re.findall(r"^FROM (\S+)", TEXT, re.MULTILINE) == ["${PYTHON}"] * 2
    assert re.findall(r"^USER (\d+):\d+$", FINAL, re.MULTILINE) == ["10001"]
    assert "HEALTHCHECK" in FINAL
    assert not re.search(r"apt-get|\bgcc\b|build-essential|^ADD ", TEXT, re.MULTILINE)
    assert "--require-hashes" in TEXT


def test_what_it_copies_is_there() -> None:
    copied = re.findall(r"^COPY (?!--from)(\S+) ", TEXT, re.MULTILINE)
    assert len(copied) >= 5
    assert [source for source in copied if not (ROOT / source).exists()] == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_its_lock_has_a_wheel_of_everything_for_its_python(platform: str, tmp_path: Path) -> None:
    install("--dry-run", "--target", str(tmp_path), "--python-version", PYTHON, "--python-platform", platform)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    made = Image(tmp_path_factory.mktemp("image"))
    made.lay_out()
    return made


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with http_origin() as origin:
        yield origin.port


@pytest.fixture
def service(image: Image, tmp_path: Path, port: int) -> Iterator[ImageService]:
    data = image.environ["CONNECTORS_DATA_DIR"]
    described = service_in(tmp_path / "service", data_dir=data, workers="1", egress_allow=f"127.0.0.1:{port}")
    service = ImageService(image, described)
    try:
        service.start()
        yield service
    finally:
        if service.process is not None and service.process.poll() is None:
            service.kill()


def test_its_files_alone_serve_as_its_user_on_a_root_that_cannot_be_written(service: ImageService, port: int) -> None:
    for pid in (service.pid, *service.processes()):
        assert set(psutil.Process(pid).uids()) == {10001}
    written = service.run_inside("python", "-c", "open('/app/x', 'w')")
    assert "Read-only file system" in written.stderr
    compiled = service.run_inside("python", "-c", "import os, server.app as app; print(os.path.exists(app.__cached__))")
    assert compiled.stdout == "True\n"
    headers = {"X-Tenant-Id": "acme"}
    body = {"name": "c", "type": "rest_api", "config": {"url": f"http://127.0.0.1:{port}/open"}}
    made = requests.post(f"{service.url}/api/v1/connectors", json=body, headers=headers, timeout=30)
    assert made.status_code == 201
    asked = {"id": made.json()["id"]}
    tested = requests.post(f"{service.url}/api/v1/connectors/test", json=asked, headers=headers, timeout=30)
    assert tested.json()["success"], tested.text
    assert requests.get(f"{service.url}/openapi.json", timeout=30).ok
    assert requests.get(f"{service.url}/console", timeout=30).ok
    check = [part.replace("127.0.0.1:8080", service.rest_address) for part in service.image.health_check]
    assert check != service.image.health_check
    assert service.run_inside(*check).returncode == 0
    assert service.run_inside("python", "-m", "pip", "--version").returncode != 0
    assert service.stop() == 0
