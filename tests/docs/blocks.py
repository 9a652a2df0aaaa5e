"""The blocks of a page of Markdown that hold commands or files.

Fenced blocks of shell (`console`, `sh`, `bash`, `shell`) are run as they stand, unless the line above says
`<!-- not run: why -->`. `<!-- exit 1 -->` above tells how the last command of a block ends, `<!-- file: name -->` that
the block, of whatever language, is a file. A block of nothing but `NAME=value` lines shows settings, unless it is a
`console`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SHELL = frozenset({"console", "sh", "bash", "shell"})
_FENCE = re.compile(
    r"^(?P<indent> *)(?P<ticks>`{3,})(?P<language>[\w-]*)[^\n`]*\n(?P<text>.*?)^(?P=indent)(?P=ticks) *$",
    re.MULTILINE | re.DOTALL,
)
_REMARK = re.compile(r"<!-- (?P<key>not run|exit|file):? ?(?P<value>[^>]*?) -->\s*$")
_ASSIGNMENTS = re.compile(r"^((export )?\s*([A-Z][A-Z0-9_]*=('[^']*'|\S*)\s*)*(#.*)?)$")


@dataclass(frozen=True, slots=True)
class Command:
    """What is typed, and what is shown below it; `shown` None where the page shows nothing of an answer."""

    typed: str
    shown: str | None
    exit_code: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block. `why_not` is the reason that it is not run, `name` the file that it is."""

    page: Path
    line: int
    language: str
    text: str
    why_not: str | None
    name: str | None
    exit_code: int

    @property
    def is_shell(self) -> bool:
        return self.language in SHELL

    @property
    def is_settings(self) -> bool:
        return (
            self.is_shell
            and self.language != "console"
            and all(_ASSIGNMENTS.match(line) for line in self.text.splitlines())
        )

    @property
    def commands(self) -> list[Command]:
        """None for a block that is not run."""
        if not self.is_shell or self.why_not is not None or self.is_settings:
            return []
        found = list(_console(self.text)) if self.language == "console" else [Command(self.text, None)]
        return [*found[:-1], Command(found[-1].typed, found[-1].shown, self.exit_code)]


def blocks(page: Path) -> list[Block]:
    """Every fenced block of the page, in order."""
    text = page.read_text()
    return list(_blocks(page, text))


def _blocks(page: Path, text: str) -> Iterator[Block]:
    for fence in _FENCE.finditer(text):
        before = text[: fence.start()]
        remark = _REMARK.search(before.rpartition("\n\n")[2])
        key, value = (remark["key"], remark["value"]) if remark else ("", "")
        indent = fence["indent"]
        yield Block(
            page,
            before.count("\n") + 1,
            fence["language"],
            "".join(line.removeprefix(indent) for line in fence["text"].splitlines(keepends=True)),
            why_not=value if key == "not run" else None,
            name=value if key == "file" else None,
            exit_code=int(value) if key == "exit" else 0,
        )


def _console(text: str) -> Iterator[Command]:
    """Each `$ ` line, with what it goes on in after a backslash, and the lines up to the next."""
    typed, shown = "", ""
    for line in text.splitlines(keepends=True):
        if line.startswith("$ "):
            if typed:
                yield Command(typed.strip(), shown)
            typed, shown = line[2:], ""
        elif typed.endswith("\\\n"):
            typed += line
        elif not typed:
            raise ValueError(f"no command above the answer {line!r}")
        else:
            shown += line
    yield Command(typed.strip(), shown)


def matches(shown: str, answered: str) -> bool:
    """Whether the answer is what the page shows: `…` stands for anything, runs of spaces are one."""
    pattern = ".*".join(re.escape(part) for part in _plain(shown).split("…"))
    return re.fullmatch(pattern, _plain(answered), re.DOTALL) is not None


def _plain(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.splitlines()]
    # A line of `…` alone stands for any number of lines, none among them.
    return re.sub(r"\n?…\n?", "…", "\n".join(lines).strip())
