"""Writes the settings table of README.md from server/settings/table.py. `--check` only tells whether it is current."""

import sys
from pathlib import Path

from server.settings import PREFIX, SETTINGS, Setting

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN, END = "<!-- settings: written by scripts/settings_table.py -->", "<!-- end of settings -->"


def table() -> str:
    rows = [f"| `{PREFIX}{setting.name}` | {_default(setting)} | {_help(setting)} |" for setting in SETTINGS]
    return "\n".join(["| name | default | meaning |", "|---|---|---|", *rows])


def with_table(text: str) -> str:
    head, rest = text.split(BEGIN)
    tail = rest.split(END)[1]
    return f"{head}{BEGIN}\n{table()}\n{END}{tail}"


def _default(setting: Setting) -> str:
    return setting.shown or (f"`{setting.default}`" if setting.default else "empty")


def _help(setting: Setting) -> str:
    return setting.help + (" (secret)" if setting.secret else "")


def main() -> None:
    current = README.read_text()
    wanted = with_table(current)
    if "--check" in sys.argv:
        sys.exit(0 if wanted == current else "README.md: the settings table is not up to date; run `make generate`")
    README.write_text(wanted)


if __name__ == "__main__":
    main()
