"""Lays out what the documentation site is built from: the pages of docs/, and the reference made of the contract, the
errors and the command itself. `docs_site.py FOLDER` writes FOLDER anew; `make docs` runs it.
"""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from reference.api import api_page
from reference.comments import contract_comments
from reference.errors import errors_page

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"


def cli_page() -> str:
    """Every command and option, by Typer itself."""
    command = [sys.executable, "-m", "typer", "connectors_client.cli.app", "utils", "docs", "--name", "connectors"]
    text = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    return text.replace("# `connectors`", "# Command line", 1)


def pages() -> Mapping[str, str]:
    """The generated pages, by their path in the site."""
    return {
        "reference/api.md": api_page(contract_comments()),
        "reference/errors.md": errors_page(),
        "reference/cli.md": cli_page(),
    }


def main(target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(DOCS, target)
    for name, text in pages().items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
