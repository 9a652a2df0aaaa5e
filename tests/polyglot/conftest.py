"""A service of this folder's own: it needs none of the peers that `make test` installs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.e2e.neighbours import HttpOrigin, http_origin
from tests.e2e.service import Service, service_in


@pytest.fixture(scope="session")
def origin() -> Iterator[HttpOrigin]:
    with http_origin() as running:
        yield running


@pytest.fixture(scope="session")
def service(origin: HttpOrigin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """It may dial the origin and nothing else."""
    made = service_in(tmp_path_factory.mktemp("service"), egress_allow=f"127.0.0.1:{origin.port}")
    with ExitStack() as stack:
        made.start()
        stack.callback(made.stop)
        yield made
