"""The README, typed from its first command to its last: from a clone to a tested PostgreSQL connector.

Nothing is reused but the caches of pip and uv: the clone makes a virtual environment of its own and installs into it.
git is told to take the repository from here, so that what is cloned is what is committed; the ports are free ones, said
in the environment; the PostgreSQL is the reader's own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.docs.blocks import Command, blocks, matches
from tests.docs.conftest import ROOT
from tests.docs.shell import Shell
from tests.peers.process import free_port

REPOSITORY = "https://github.com/connector-service/connector-service"
README = blocks(ROOT / "README.md")
FIRST = next(block for block in README if block.commands)


def environ() -> dict[str, str]:
    """The environment of whoever runs the tests, without what is ours, make's, or a virtual environment's."""
    others = ("CONNECTORS_", "PG", "MAKE", "MFLAGS", "VIRTUAL_ENV", "PYTHON", "PYTEST", "COV_", "CI")
    return {name: value for name, value in os.environ.items() if not name.startswith(others)}


@pytest.mark.timeout(400)
def test_the_readme_leads_from_a_clone_to_a_tested_connector(
    open_shell: Callable[[Mapping[str, str]], Shell], database: Mapping[str, str]
) -> None:
    grpc, rest = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    shell = open_shell(
        {
            **environ(),
            **database,
            "UV_CACHE_DIR": os.environ.get("UV_CACHE_DIR", str(Path.home() / ".cache" / "uv")),
            "CONNECTORS_GRPC_ADDRESS": grpc,
            "CONNECTORS_REST_ADDRESS": rest,
            "CONNECTORS_ADDRESS": grpc,
            "GIT_CONFIG_COUNT": "2",
            "GIT_CONFIG_KEY_0": f"url.{ROOT}.insteadOf",
            "GIT_CONFIG_VALUE_0": REPOSITORY,
            "GIT_CONFIG_KEY_1": "safe.directory",
            "GIT_CONFIG_VALUE_1": "*",
        }
    )
    assert len(FIRST.commands) == 5
    for command in FIRST.commands:
        clones = command.typed.startswith("git clone")
        shell.type(replace(command, shown=None) if clones else command)  # git tells how it goes
    for block in README[README.index(FIRST) + 1 :]:
        for command in block.commands:
            shell.type(replace(command, typed=command.typed.replace("127.0.0.1:8080", rest)))
    told = shell.type(Command(".venv/bin/connectors --tenant my-tenant list", None))
    assert matches("…Customer Data Warehouse snowflake untested…", told)  # what the README's curl made


def test_the_tutorial_begins_with_the_same_commands() -> None:
    assert FIRST.text in [block.text for block in blocks(ROOT / "docs" / "tutorial.md")]
