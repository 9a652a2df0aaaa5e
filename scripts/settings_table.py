"""Writes docs/settings.md from server/settings/table.py. `--check` only tells whether it is current."""

import sys
from pathlib import Path

from server.settings import PREFIX, SETTINGS, Setting

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "settings.md"
HEAD = """# Settings

Written by `make generate` from `server/settings/table.py`; change that.

Environment variables, read at the start. Wrong or unknown `CONNECTORS_` names stop the start in one line that names
them.
"""


def document() -> str:
    rows = [f"| `{PREFIX}{setting.name}` | {_default(setting)} | {_help(setting)} |" for setting in SETTINGS]
    return "\n".join([HEAD, "| name | default | meaning |", "|---|---|---|", *rows]) + "\n"


def _default(setting: Setting) -> str:
    return setting.shown or (f"`{setting.default}`" if setting.default else "empty")


def _help(setting: Setting) -> str:
    return setting.help + (" (secret)" if setting.secret else "")


def main() -> None:
    wanted = document()
    if "--check" in sys.argv:
        current = DOCUMENT.exists() and DOCUMENT.read_text() == wanted
        sys.exit(None if current else "docs/settings.md is not up to date; run `make generate`")
    DOCUMENT.write_text(wanted)


if __name__ == "__main__":
    main()
