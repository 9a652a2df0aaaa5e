"""The Python client installs beside the oldest and the newest protobuf it promises, and works there."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.service import Service

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "clients" / "python"
UV = Path(sys.executable).parent / "uv"
PROGRAM = """
import sys
from connectors_client import ConnectorsClient
import google.protobuf
with ConnectorsClient(sys.argv[1], tenant=sys.argv[2]) as client:
    made = client.create("installed", "rest_api", config={"url": "https://api.example.com"})
    print(google.protobuf.__version__, [connector.name for connector in client.list()])
"""


@pytest.mark.parametrize(
    ("pinned", "expected"),
    [(("protobuf==5.26.1", "grpcio==1.60.2"), "5.26.1"), (("protobuf>=6,<7", "grpcio"), "6.")],
    ids=["oldest", "6"],
)
def test_it_works_beside_another_protobuf(
    pinned: tuple[str, str], expected: str, service: Service, tenant: str, tmp_path: Path
) -> None:
    subprocess.run([UV, "venv", "-q", "--python", sys.executable, tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    source = tmp_path / "client"  # a copy: the build leaves its own files in it
    shutil.copytree(CLIENT, source)
    subprocess.run([UV, "pip", "install", "-q", "--python", python, *pinned, source], check=True)
    command = [python, "-W", "error", "-c", PROGRAM, service.grpc_address, tenant]
    told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60, cwd=tmp_path).stdout
    version, _, names = told.partition(" ")
    assert version.startswith(expected)
    assert names.strip() == "['installed']"
