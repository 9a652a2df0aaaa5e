"""generated/ is what `make generate` makes of protos/: nobody edits it, nobody forgets to run it.

Go and Java need toolchains of their own: tests/polyglot/test_generated_polyglot.py.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
POLYGLOT = ("go/", "java/")


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_regeneration_changes_nothing(tmp_path: Path) -> None:
    subprocess.run([sys.executable, ROOT / "scripts" / "generate.py", tmp_path], check=True, cwd=ROOT, timeout=110)
    made = files_below(tmp_path)
    client = files_below(ROOT / "clients" / "python" / "src" / "connectors_client" / "proto")
    here = {name: content for name, content in files_below(ROOT / "generated").items() if not name.startswith(POLYGLOT)}
    committed = here | {f"client/{name}": content for name, content in client.items()}
    committed["vendors/compiled.json"] = (ROOT / "probes" / "vendors" / "compiled.json").read_bytes()
    assert sorted(made) == sorted(committed)
    assert [name for name, content in made.items() if committed[name] != content] == []
