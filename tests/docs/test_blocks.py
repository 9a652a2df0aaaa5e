"""The reader of pages itself: a page that shows something else than the command answers must fail."""

from pathlib import Path

import pytest

from tests.docs.blocks import Command, blocks, matches
from tests.docs.shell import CommandFailed, Shell


@pytest.mark.parametrize(
    ("shown", "answered", "is_same"),
    [
        ("a  b\n", "a b", True),
        ("a\n", "a\nb", False),
        ("…\nb", "a\nb\n", True),
        ("…\nb", "b", True),
        ("id …x", "id conn_1x", True),
        ("id …x", "id conn_1", False),
        ("", "surprise", False),
        ("…", "", True),
        ("a.c", "abc", False),
    ],
)
def test_an_answer_is_compared_with_what_is_shown(shown: str, answered: str, is_same: bool) -> None:
    assert matches(shown, answered) is is_same


def test_blocks_of_a_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "```sh\nA=1 B='x y'\n# why\nC=\n```\n\n<!-- not run: no reason at all -->\n```sh\nreboot\n```\n\n"
        "  ```console\n  $ one \\\n    two\n  said\n  $ three\n  ```\n\n<!-- exit 3 -->\n```console\n$ exit 3\n```\n\n"
        "<!-- file: a.json -->\n```json\n{}\n```\n\n```sh\nA=1 run\n```\n"
    )
    settings, idle, both, failing, file, run = blocks(page)
    assert (settings.is_settings, settings.commands) == (True, [])
    assert (idle.why_not, idle.commands) == ("no reason at all", [])
    assert both.commands == [Command("one \\\n  two", "said\n"), Command("three", "")]
    assert failing.commands == [Command("exit 3", "", 3)]
    assert (file.name, file.text) == ("a.json", "{}\n")
    assert run.commands == [Command("A=1 run\n", None)]


def test_a_shell_keeps_what_commands_leave_and_tells_of_each_that_differs(tmp_path: Path) -> None:
    shell = Shell(tmp_path, {"PATH": "/usr/bin:/bin"})
    try:
        shell.type(Command("export A=5; mkdir x; cd x", ""))
        shell.type(Command("(sleep 0.2; echo ready $A; sleep 60) &", "ready 5"))
        shell.type(Command("pwd; exit_with() { return 4; }; exit_with", f"{tmp_path}/x", 4))
        with pytest.raises(CommandFailed, match="ended with 1, not 0"):
            shell.type(Command("false", ""))
        with pytest.raises(CommandFailed, match="answered"):
            shell.type(Command("echo $A", "6"))
    finally:
        shell.close()
