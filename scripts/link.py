"""Puts the tree, generated/python and the Python client on the path of the virtual environment that runs this.

A .pth file rather than an editable install: it needs no build back end, and type checkers read it.
"""

import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

if __name__ == "__main__":
    site = Path(sysconfig.get_path("purelib"))
    folders = (ROOT, ROOT / "generated" / "python", ROOT / "clients" / "python" / "src")
    (site / "connector_service.pth").write_text("".join(f"{folder}\n" for folder in folders))
