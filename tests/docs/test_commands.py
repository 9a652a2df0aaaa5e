"""Every command that a page shows does what the page says, typed as it stands beside a running service.

Ports are the one thing that is replaced: a test takes free ones for those that pages show.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from server.settings import SETTINGS
from tests.docs.blocks import SHELL, Block, blocks
from tests.docs.conftest import PAGES, ROOT, moved
from tests.docs.shell import Shell
from tests.e2e.service import Service

# What clients read, and what stands for several names.
OF_CLIENTS = {"ADDRESS", "TENANT", "ROLE", "TOKEN"}
RUN_ELSEWHERE = ROOT / "README.md"  # test_first_connector.py and test_readme.py type it


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


WITH_COMMANDS = [page for page in PAGES if page != RUN_ELSEWHERE and any(block.commands for block in blocks(page))]


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=name_of)
def test_the_commands_of_a_page_do_what_it_says(page: Path, shell: Shell, documented: Service, tmp_path: Path) -> None:
    for block in blocks(page):
        if block.name:
            (tmp_path / block.name).write_text(block.text)
        for command in block.commands:
            shell.type(replace(command, typed=moved(command.typed, documented)))


def test_a_block_that_is_not_run_says_why() -> None:
    idle = [block for page in PAGES for block in blocks(page) if block.why_not is not None]
    assert [where(block) for block in idle if len(block.why_not or "") < 15] == []
    run = sum(len(block.commands) for page in PAGES for block in blocks(page))
    print(f"{run} commands run, {len(idle)} blocks are not: " + "; ".join(f"{where(b)}: {b.why_not}" for b in idle))  # noqa: T201  # shown with -s
    assert run > len(idle)


def test_no_command_hides_in_a_block_of_another_language() -> None:
    typed = re.compile(r"^(\$ |(make|curl|grpcurl|connectors|python|\.venv/bin/\w+) )", re.MULTILINE)
    hidden = [
        where(block)
        for page in PAGES
        for block in blocks(page)
        if block.language not in SHELL and typed.search(block.text) and block.why_not is None
    ]
    assert hidden == []


def test_every_setting_that_a_page_names_exists() -> None:
    known = {setting.name for setting in SETTINGS} | OF_CLIENTS
    named = re.compile(r"\bCONNECTORS_([A-Z][A-Z0-9_]*[A-Z0-9])\b(?!_)")
    wrong = {
        f"{name_of(page)}: CONNECTORS_{name}"
        for page in PAGES
        for name in named.findall(page.read_text())
        if name not in known and not any(other.startswith(f"{name}_") for other in known)
    }
    assert wrong == set()


def where(block: Block) -> str:
    return f"{name_of(block.page)}:{block.line}"
