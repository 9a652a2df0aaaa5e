"""Adding a SaaS type touches one data entry: it is then in the catalogue, the schema and the documentation."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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


def test_one_file_is_all(tmp_path: Path) -> None:
    """In a copy, so that no other test ever sees the entry."""
    for folder in ("probes", "server", "scripts", "generated/python"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "probes" / "vendors" / "acme_orders.yaml").write_text(ENTRY)
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=tmp_path,
        env={"PYTHONPATH": f"{tmp_path}:{tmp_path / 'generated' / 'python'}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    first, document = asked.stdout.split("\n", 1)
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
