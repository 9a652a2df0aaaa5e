"""The Java client, as a program that depends on its artifact sees it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.clients.tour import check_that_a_create_is_not_repeated, check_tour, check_tour_on_a_bad_day
from tests.e2e.neighbours import HttpOrigin
from tests.e2e.service import Service
from tests.peers.certificates import Certificates
from tests.peers.process import find_program
from tests.polyglot.toolchains import BUILD, ROOT, maven, run

PROJECT = ROOT / "clients" / "java"
# Maven fetches what the project depends on the first time.
pytestmark = pytest.mark.timeout(600)


def newer(made: Path, sources: Iterable[Path]) -> bool:
    return made.exists() and made.stat().st_mtime > max(source.stat().st_mtime for source in sources)


@pytest.fixture(scope="module")
def tour() -> list[str | Path]:
    """The example, compiled against the artifact and what Maven says that it needs at run time."""
    libraries, jar = BUILD / "java-libs", PROJECT / "target" / "connectors-client-0.1.0.jar"
    sources = [PROJECT / "pom.xml", *(PROJECT / "src").rglob("*.java"), *(ROOT / "generated" / "java").rglob("*.java")]
    if not (libraries.is_dir() and newer(jar, sources)):  # Maven takes ten seconds to see that nothing is to be done
        options = ["-DincludeScope=runtime", f"-DoutputDirectory={libraries}"]
        maven("clean", "package", "dependency:copy-dependencies", *options, folder=PROJECT)
    path = f"{jar}:{libraries}/*"
    classes = BUILD / "java-tour"
    run(
        [find_program("javac"), "-Xlint:all", "-Werror", "-cp", path, "-d", classes, PROJECT / "examples" / "Tour.java"]
    )
    return [find_program("java"), "-cp", f"{classes}:{path}", "Tour"]


def test_the_example_does_what_it_prints(
    tour: list[str | Path], service: Service, origin: HttpOrigin, tenant: str
) -> None:
    check_tour(tour, service, f"{origin.url}/guarded", tenant)


def test_the_example_on_a_bad_day(
    tour: list[str | Path], service: Service, origin: HttpOrigin, tenant: str, certificates: Certificates
) -> None:
    check_tour_on_a_bad_day(tour, service, f"{origin.url}/guarded", tenant, certificates)


def test_a_create_is_not_repeated(
    tour: list[str | Path], service: Service, origin: HttpOrigin, tenant: str, certificates: Certificates
) -> None:
    check_that_a_create_is_not_repeated(tour, service, origin.url, tenant, certificates)
