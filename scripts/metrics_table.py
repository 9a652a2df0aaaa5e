"""Writes the table of docs/observability.md from server/observe/families.py. `--check` says whether it is current."""

import sys
from pathlib import Path

from server.observe.families import FAMILIES, SECONDS, Family, Kind, Over

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "observability.md"
BEGIN, END = "<!-- metrics: written by scripts/metrics_table.py -->", "<!-- end of metrics -->"

OVER = {Over.SUM: "sum", Over.MOST: "greatest", Over.LEAST: "least", Over.LATEST: "latest"}


def table() -> str:
    rows = [f"| `{family.shown}` | {_kind(family)} | {_labels(family)} | {family.meaning} |" for family in FAMILIES]
    buckets = ", ".join(f"{bound:g}" for bound in SECONDS)
    return "\n".join(
        [
            "| name | kind | labels | meaning |",
            "|---|---|---|---|",
            *rows,
            "",
            f"Histograms: buckets up to {buckets} s.",
        ]
    )


def with_table(text: str) -> str:
    head, rest = text.split(BEGIN)
    tail = rest.split(END)[1]
    return f"{head}{BEGIN}\n{table()}\n{END}{tail}"


def _kind(family: Family) -> str:
    return f"gauge, {OVER[family.over]} of the workers" if family.kind is Kind.GAUGE else family.kind.value


def _labels(family: Family) -> str:
    return ", ".join(f"`{label}`" for label in family.labels)


def main() -> None:
    current = DOCUMENT.read_text()
    wanted = with_table(current)
    if "--check" in sys.argv:
        sys.exit(0 if wanted == current else "docs/observability.md: the table is not up to date; run `make generate`")
    DOCUMENT.write_text(wanted)


if __name__ == "__main__":
    main()
