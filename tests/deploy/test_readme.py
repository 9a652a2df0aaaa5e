"""The README's "Past one machine", typed as it stands: ports are replaced by free ones, its settings come from us."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

from tests.deploy.files import ROOT
from tests.e2e.service import environment
from tests.peers.postgresql import PostgresqlServer
from tests.peers.process import free_port
from tests.peers.valkey import ValkeyServer

SECTION = (ROOT / "README.md").read_text().partition("\n## Past one machine\n")[2].partition("\n## ")[0]
STOP = (
    "\ncode=$?\nservices=$(jobs -p)\nkill $services\nfor each in $services; do wait $each || code=1; done\nexit $code\n"
)


def test_two_replicas_serve_one_tenant_by_the_commands_as_printed(
    postgresql_server: PostgresqlServer, valkey_server: ValkeyServer, tmp_path: Path
) -> None:
    settings, commands = re.findall(r"```sh\n(.*?)```", SECTION, re.DOTALL)
    given = {
        "CONNECTORS_DATABASE_URL": postgresql_server.new_database(),
        "CONNECTORS_KEYRING": str(tmp_path / "keyring.json"),
        "CONNECTORS_REDIS_URL": valkey_server.url,
    }
    assert re.findall(r"^(\w+)=", settings, re.MULTILINE) == list(given)
    ports = sorted(set(re.findall(r"127\.0\.0\.1:(\d+)", commands)))
    assert ports == ["50051", "50052", "8080", "8081"]
    for port in ports:
        commands = commands.replace(f"127.0.0.1:{port}", f"127.0.0.1:{free_port()}")
    tmp_path.chmod(0o700)
    done = subprocess.run(
        ["bash", "-uc", commands + STOP],
        env={**environment(data_dir=str(tmp_path / "data"), workers="1"), "HOME": str(tmp_path), **given},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
        start_new_session=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    decoder = json.JSONDecoder()
    answers = done.stdout[done.stdout.index("{") :]
    created, end = decoder.raw_decode(answers)
    page = json.loads(answers[end:])
    assert created["name"] == "Shared"
    assert page["data"] == [created]
