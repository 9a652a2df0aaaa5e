"""Adding a SaaS type touches one data entry: it is then in the API, the schema, the documentation and the command."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.connector_types.test_own_types import Tenant
from tests.e2e.service import service_in

ROOT = Path(__file__).parents[2]

ENTRY = """
name: acme_orders
title: Acme Orders
category: commerce
description: Acme's order service.
source: https://acme.example/docs/auth
proves: Reads the account.
verifiedAgainst: nothing
base: https://api.acme.example
fields:
  - {name: shop, title: Shop, required: true, pattern: '[a-z]{1,9}', example: north}
methods:
  - {name: api_key, title: API key, fields: [apiKey], send: {headers: {X-Key: '{apiKey}'}}}
checks:
  - {path: '/shops/{shop}', expects: id, proves: [authenticate]}
"""

ASK = """
import json
from probes.registry import connector_types
from scripts.connector_docs import document
from server.servicers.connector_type_messages import BuiltInMessages
[found] = [item for item in BuiltInMessages(connector_types()).list().data if item.name == "acme_orders"]
schema = found.config_schema.fields["properties"].struct_value.fields["shop"].struct_value.fields
print(json.dumps([found.documentation_url, schema["pattern"].string_value, [m.name for m in found.auth_methods]]))
print(document(connector_types().values()))
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of ours with one file more, so that no other test ever sees the entry."""
    tree = tmp_path_factory.mktemp("tree")
    for folder in ("probes", "server", "scripts", "generated/python", "generated/openapi", "clients/console"):
        shutil.copytree(ROOT / folder, tree / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tree / "probes" / "vendors" / "acme_orders.yaml").write_text(ENTRY)
    return tree


def in_tree(tree: Path) -> dict[str, str]:
    return {"PYTHONPATH": os.pathsep.join([str(tree), str(tree / "generated" / "python")])}


def run(*command: str, env: dict[str, str], cwd: Path) -> str:
    """What it prints. It must succeed."""
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_service_offers_it_and_the_command_knows_it(tree: Path, tmp_path: Path) -> None:
    service = service_in(tmp_path / "service", workers="1")
    service.environ = {**service.environ, **in_tree(tree)}
    service.start()
    try:
        acting = Tenant(service, "acme")
        assert acting.call("GET", "/connector-types/acme_orders").json()["category"] == "commerce"
        assert "acme_orders" in [entry["name"] for entry in acting.types().json()["data"]]
        made = acting.connect("acme_orders")
        assert acting.call("GET", f"/connectors/{made}").json()["config"] == {"shop": "north"}
        client = {"CONNECTORS_ADDRESS": service.grpc_address, "CONNECTORS_TENANT": "acme", "HOME": str(tmp_path)}
        env = {**client, "PYTHONPATH": str(ROOT / "clients" / "python" / "src")}
        command = (sys.executable, "-m", "connectors_client.cli")
        assert "acme_orders" in run(*command, "-o", "name", "types", env=env, cwd=tmp_path).split()
        assert "shop" in run(*command, "types", "acme_orders", env=env, cwd=tmp_path)
    finally:
        service.stop()


def test_one_file_is_all(tree: Path) -> None:
    asked = run(sys.executable, "-c", ASK, env=in_tree(tree), cwd=tree)
    first, document = asked.split("\n", 1)
    assert first == '["https://acme.example/docs/auth", "^(?:[a-z]{1,9})$", ["access_key", "api_key"]]'
    assert (
        "## acme_orders\n\nAcme Orders. Acme's order service. [Documentation](https://acme.example/docs/auth)."
        in document
    )


@pytest.mark.parametrize("folder", ["probes", "server"])
def test_no_code_names_a_vendor_of_the_data(folder: str) -> None:
    names = {path.stem for path in (ROOT / "probes" / "vendors").glob("*.yaml")}
    # Words that are other things too.
    names -= {"segment", "square", "linear", "monday", "notion", "intercom", "freshdesk"}
    naming = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / folder).rglob("*.py")
        for name in names
        if f'"{name}"' in path.read_text()
    ]
    assert naming == []
