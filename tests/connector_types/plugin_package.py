"""A plug-in package, built and installed as a user would, into a virtual environment that also sees ours."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]

PROJECT = """
[build-system]
requires = ["setuptools>=69"]
build-backend = "setuptools.build_meta"

[project]
name = "connectors-gopher"
version = "1.0"

[project.entry-points."connectors.types"]
gopher = "connectors_gopher:TYPE"

[tool.setuptools]
py-modules = ["connectors_gopher"]
"""


def documented_plugin() -> str:
    """The plug-in that README and docs/plugins.md show: what is tested is what is read."""
    shown = {_first_python(ROOT / "README.md"), _first_python(ROOT / "docs" / "plugins.md")}
    assert len(shown) == 1, "README.md and docs/plugins.md show different plug-ins"
    return shown.pop()


def _first_python(page: Path) -> str:
    return page.read_text().split("```python\n", 1)[1].split("```", 1)[0]


def installed(folder: Path, code: str) -> Path:
    """The Python of the environment that the package is installed in."""
    source, environment = folder / "source", folder / "venv"
    source.mkdir()
    (source / "pyproject.toml").write_text(PROJECT)
    (source / "connectors_gopher.py").write_text(code)
    venv.create(environment, with_pip=False)
    site = next((environment / "lib").glob("python*")) / "site-packages"
    ours = sysconfig.get_path("purelib")
    (site / "ours.pth").write_text(f"import site; site.addsitedir({ours!r})\n{ROOT}\n{ROOT / 'generated' / 'python'}\n")
    python = environment / "bin" / "python"
    uv = Path(sys.executable).parent / "uv"
    subprocess.run(
        [uv, "pip", "install", "-q", "--python", python, "--no-deps", "--no-build-isolation", "--offline", source],
        check=True,
        capture_output=True,
        timeout=60,
    )
    return python
