"""The npm package, as a program that depends on it sees it: packed, installed, compiled against, run."""

from __future__ import annotations

import json
import os
import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.clients.tour import check_that_a_create_is_not_repeated, check_tour, check_tour_on_a_bad_day
from tests.e2e.plugin import Neighbourhood
from tests.e2e.service import Service
from tests.peers.certificates import Certificates
from tests.peers.process import find_program

PACKAGE = Path(__file__).resolve().parent.parent.parent / "clients" / "typescript"
NAME = "@connector-service/connectors-client"


def run(*words: str | Path, folder: Path) -> str:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, timeout=100, env=os.environ)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def consumer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that depends on the package, what the registry would give it already there."""
    assert (PACKAGE / "node_modules").is_dir(), "run `make test`, which installs what the package depends on"
    project = tmp_path_factory.mktemp("consumer")
    packed = json.loads(run("npm", "pack", "--json", "--pack-destination", project, folder=PACKAGE))[0]
    modules = project / "node_modules"
    with tarfile.open(project / packed["filename"]) as archive:
        archive.extractall(project, filter="data")
    (modules / NAME).parent.mkdir(parents=True)
    (project / "package").rename(modules / NAME)
    for name in ("@bufbuild", "@connectrpc", "@types", "undici-types"):
        (modules / name).symlink_to(PACKAGE / "node_modules" / name)
    (project / "package.json").write_text('{"name": "consumer", "private": true, "type": "module"}')
    for name in ("tour.ts", "tsconfig.json"):
        (project / name).write_text((PACKAGE / "examples" / name).read_text())
    return project


@pytest.fixture(scope="module")
def tour(consumer: Path) -> list[str | Path]:
    run(PACKAGE / "node_modules" / ".bin" / "tsc", folder=consumer)
    return [find_program("node"), consumer / "out" / "tour.js"]


def test_the_package_holds_what_it_says_and_no_more(consumer: Path) -> None:
    package = consumer / "node_modules" / NAME
    told = json.loads((package / "package.json").read_text())
    assert sorted(entry.name for entry in package.iterdir()) == ["README.md", "dist", "package.json"]
    assert (package / told["exports"]["."]["types"]).is_file()
    assert (package / "dist" / "connectors" / "v1" / "connector_service_pb.d.ts").is_file()


def test_the_example_does_what_it_prints(
    tour: list[str | Path], service: Service, neighbourhood: Neighbourhood, tenant: str
) -> None:
    check_tour(tour, service, f"{neighbourhood.http.url}/guarded", tenant)


def test_the_example_on_a_bad_day(
    tour: list[str | Path],
    service: Service,
    neighbourhood: Neighbourhood,
    tenant: str,
    certificates: Certificates,
) -> None:
    check_tour_on_a_bad_day(tour, service, f"{neighbourhood.http.url}/guarded", tenant, certificates)


def test_a_create_is_not_repeated(
    tour: list[str | Path],
    service: Service,
    neighbourhood: Neighbourhood,
    tenant: str,
    certificates: Certificates,
) -> None:
    check_that_a_create_is_not_repeated(tour, service, neighbourhood.http.url, tenant, certificates)
