"""PostgreSQL fails over to its standby on another port, under a service that knows both from its URL."""

from __future__ import annotations

from pathlib import Path

from tests.faults.calls import Connectors
from tests.faults.folders import passable_folder
from tests.faults.replicas import replicas
from tests.faults.standby import primary_and_standby
from tests.faults.writers import names_of, writing
from tests.isolation.test_lifecycle import eventually
from tests.peers.certificates import Certificates


def test_writes_go_on_at_the_standby_and_none_that_was_acknowledged_is_lost(
    tmp_path: Path, certificates: Certificates
) -> None:
    with (
        passable_folder() as folder,
        primary_and_standby(folder, certificates) as pair,
        replicas(tmp_path / "service", 1, database_url=pair.url, database_pool="4") as [service],
    ):
        connectors = Connectors(service, "acme")
        with writing(connectors, "c") as told:
            told.wait_for(50)
            pair.kill_primary()
            assert eventually(lambda: told.answers and list(told.answers.values())[-1] != "stored")
            pair.promote_standby()
            before = len(told.names("stored"))
            assert eventually(lambda: len(told.names("stored")) >= before + 50)
        assert set(told.answers.values()) <= {"stored", "503", "UNAVAILABLE"}
        assert told.names("stored") - set(names_of(connectors)) == set()
