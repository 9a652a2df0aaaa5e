"""docs/backup.md, run: its own commands save a database and its key file, and a connector is tested from the copy."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.deploy.files import ROOT
from tests.e2e.neighbours import http_origin
from tests.e2e.service import Service
from tests.faults.calls import Connectors
from tests.faults.replicas import key_file
from tests.peers.postgresql import PostgresqlServer, program

TEXT = (ROOT / "docs" / "backup.md").read_text()


def commands(name: str) -> str:
    mark = f'<!-- not run: tests/deploy/test_backup.py runs it as "{name}" -->'
    found = re.findall(rf"{mark}\n```sh\n(.*?)```", TEXT, re.DOTALL)
    assert len(found) == 1, name
    return str(found[0])


def run(name: str, **variables: str) -> str:
    """What the commands of that name print. They run at the top of the tree, as a reader would run them."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands(name)],
        env={"PATH": f"{Path(program('pg_dump')).parent}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", **variables},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_a_connector_is_tested_from_what_was_restored(
    start_service: Callable[..., Service], request: pytest.FixtureRequest, tmp_path: Path, backend: str
) -> None:
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    backup, restored = tmp_path / "backup", tmp_path / "restored"
    backup.mkdir()
    with http_origin() as http:
        settings = {"egress_allow": f"127.0.0.1:{http.port}", "workers": "1"}
        if backend == "postgresql":
            keyring = key_file(tmp_path / "keys")
            settings |= {"database_url": server.new_database(), "keyring": str(keyring)}
            folder = keyring.parent
        service = start_service(**settings)
        if backend == "sqlite":
            folder = service.data
        connectors = Connectors(service, "acme")
        auth = {"username": http.user, "password": http.password}
        body = {
            "name": "kept",
            "type": "rest_api",
            "authMethod": "basic",
            "config": {"url": f"{http.url}/guarded"},
            "authConfig": auth,
        }
        kept = connectors.call("POST", json=body).json()["id"]
        variables = {"CONNECTORS_DATA_DIR": str(folder), "BACKUP": str(backup), "RESTORED": str(restored)}
        run("keyring", **variables)
        if backend == "postgresql":
            url, fresh = settings["database_url"], server.new_database()
            run("postgresql", CONNECTORS_DATABASE_URL=url, **variables)
            connectors.call("DELETE", f"?id={kept}")  # what comes after the backup is not in it
            said = run("postgresql restore", NEW_DATABASE_URL=fresh, **variables)
            settings |= {"database_url": fresh, "keyring": str(restored / "keyring.json")}
        else:
            run("sqlite", **variables)
            connectors.call("DELETE", f"?id={kept}")
            said = run("sqlite restore", **variables)
            settings |= {"data_dir": str(restored)}
        assert said == "up to date\n"
        service.stop()
        again = Connectors(start_service(**settings), "acme")
        assert again.row(kept)["name"] == "kept"
        answer = again.test(kept).json()
        assert (answer["success"], answer["verifiedLevel"]) == (True, "RESOURCE_READABLE"), answer
