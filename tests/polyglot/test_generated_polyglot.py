"""generated/go and generated/java are what `make generate-polyglot` makes of protos/."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.e2e.test_generated import files_below
from tests.polyglot.toolchains import ROOT, run


def test_regeneration_changes_nothing(tmp_path: Path) -> None:
    run([sys.executable, ROOT / "scripts" / "generate.py", "--polyglot", tmp_path])
    made = files_below(tmp_path)
    committed = {
        f"{language}/{name}": content
        for language in ("go", "java")
        for name, content in files_below(ROOT / "generated" / language).items()
    }
    assert sorted(made) == sorted(committed), "run `make generate-polyglot`"
    assert [name for name, content in made.items() if committed[name] != content] == []
