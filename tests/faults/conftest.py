"""All peers that misbehave, started once; and a service that may dial exactly them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from tests.faults.misbehaviour import Case, cases
from tests.peers.certificates import Certificates


@dataclass(frozen=True)
class Rogues:
    """The cases by name, and where the peer of each listens."""

    cases: dict[str, Case]
    ports: dict[str, int]

    @property
    def rules(self) -> list[str]:
        return [f"127.0.0.1:{port}" for port in self.ports.values()]


@pytest.fixture(scope="module")
def rogues(certificates: Certificates) -> Iterator[Rogues]:
    found = {case.name: case for case in cases(certificates)}
    with ExitStack() as running:
        yield Rogues(found, {name: running.enter_context(case.start()).port for name, case in found.items()})
