"""The Go client, as a program that uses it sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clients.tour import check_that_a_create_is_not_repeated, check_tour, check_tour_on_a_bad_day
from tests.e2e.neighbours import HttpOrigin
from tests.e2e.service import Service
from tests.peers.certificates import Certificates
from tests.polyglot.toolchains import BUILD, ROOT, go

# The first build compiles gRPC.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def tour() -> Path:
    program = BUILD / "go-tour"
    go("build", "-mod=readonly", "-o", program, "./clients/go/examples/tour")
    return program


def test_the_example_does_what_it_prints(tour: Path, service: Service, origin: HttpOrigin, tenant: str) -> None:
    check_tour([tour], service, f"{origin.url}/guarded", tenant)


def test_the_example_on_a_bad_day(
    tour: Path, service: Service, origin: HttpOrigin, tenant: str, certificates: Certificates
) -> None:
    check_tour_on_a_bad_day([tour], service, f"{origin.url}/guarded", tenant, certificates)


def test_a_create_is_not_repeated(
    tour: Path, service: Service, origin: HttpOrigin, tenant: str, certificates: Certificates
) -> None:
    check_that_a_create_is_not_repeated([tour], service, origin.url, tenant, certificates)


def test_the_module_is_tidy_and_well_formed() -> None:
    assert go("vet", "./clients/go/...", "./generated/go/...") == ""
    assert go("run", "cmd/gofmt", "-l", ROOT / "clients" / "go") == ""
    assert go("mod", "tidy", "-diff") == ""
