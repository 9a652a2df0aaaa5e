"""`make sbom`: a CycloneDX document that the schema takes and that names each release of the runtime lock."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.supply_chain.test_locks import ROOT, requirements


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> str:
    """As the Makefile writes it, but for its place; -o: the environment that this runs in is taken as it is."""
    path = tmp_path_factory.mktemp("sbom") / "sbom.cdx.json"
    subprocess.run(
        ["make", "-o", ".build/stamps/dev", "sbom", f"SBOM={path}"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=100,
    )
    return path.read_text()


def names(release: str) -> str:
    return re.sub(r"[-_.]+", "-", release).lower()


def test_it_names_every_release_of_the_runtime_lock_with_its_hashes(document: str) -> None:
    locked: dict[tuple[str, str], set[str]] = {}
    for line in requirements(Path(ROOT / "requirements.lock").read_text()):
        name, version = re.split(r"==|\s", line)[:2]
        locked[names(name), version] = set(re.findall(r"sha256:([0-9a-f]{64})", line))
    sbom: dict[str, Any] = json.loads(document)
    assert sbom["metadata"]["component"]["name"] == "connector-service"
    told = {
        (names(component["name"]), component["version"]): {
            entry["content"] for place in component["externalReferences"] for entry in place.get("hashes", ())
        }
        for component in sbom["components"]
    }
    assert told == locked
    assert all(component["purl"].startswith("pkg:pypi/") for component in sbom["components"])


def test_it_is_valid_against_the_schema_and_the_validator_can_fail(document: str) -> None:
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(document) is None
    assert validator.validate_str(document.replace('"library"', '"no such kind"')) is not None
