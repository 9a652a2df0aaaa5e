"""What the `connectors` command does with the terminal and the shell it is used from."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from connectors_client import ConnectorsClient

from tests.e2e.service import Service

ROOT = Path(__file__).resolve().parents[2]
ANSI = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def environ(service: Service, tenant: str, tmp_path: Path) -> dict[str, str]:
    """A user's, with `connectors` on the path."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "connectors").write_text(f"#!{sys.executable}\nfrom connectors_client.cli.app import main\n\nmain()\n")
    (programs / "connectors").chmod(0o755)
    return {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT / "clients" / "python" / "src"),
        "CONNECTORS_ADDRESS": service.grpc_address,
        "CONNECTORS_TENANT": tenant,
    }


def run(environ: Mapping[str, str], *command: str, text: str = "") -> str:
    done = subprocess.run(
        command, env=dict(environ), input=text, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


class Terminal:
    """A command on a pseudo-terminal."""

    def __init__(self, environ: Mapping[str, str], *command: str) -> None:
        self.shown = ""
        self._pid, self._end = pty.fork()
        if self._pid == 0:
            os.execvpe(command[0], list(command), {**environ, "LINES": "8", "COLUMNS": "100"})  # noqa: S606

    def type(self, text: str) -> None:
        os.write(self._end, text.encode())

    def wait_for(self, text: str) -> None:
        deadline = time.monotonic() + 40
        while text not in self.shown:
            assert time.monotonic() < deadline, self.shown
            ready, _, _ = select.select([self._end], [], [], 0.5)
            if not ready:
                continue
            try:
                self.shown += os.read(self._end, 4096).decode(errors="replace").replace("\a", "")
            except OSError:
                assert text in self.shown, self.shown
                return

    def close(self) -> None:
        for what in (lambda: os.kill(self._pid, signal.SIGKILL), lambda: os.waitpid(self._pid, 0)):
            with suppress(ProcessLookupError, ChildProcessError):
                what()
        os.close(self._end)


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    opened: list[Terminal] = []
    yield opened
    for terminal in opened:
        terminal.close()


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_shell_completes_commands_once_completion_is_installed(
    environ: dict[str, str], shell: str, terminals: list[Terminal]
) -> None:
    """Installed from within that shell, as the command finds out by itself which one it is."""
    run(environ, shell, "-c", "connectors --install-completion; true")
    start_up = {"bash": ".bashrc", "zsh": ".zshrc"}[shell]
    assert (Path(environ["HOME"]) / start_up).is_file()
    terminal = Terminal({**environ, "TERM": "dumb"}, shell, "-i")
    terminals.append(terminal)
    terminal.type("PS1='rea''dy> '; PROMPT=$PS1\r")  # what is echoed is not the prompt itself
    terminal.wait_for("ready> ")
    terminal.type("connectors doc\t" + ("\t" if shell == "zsh" else ""))  # zsh's first one only loads the function
    terminal.wait_for("connectors doctor")


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_the_script_of_completion_is_shown_for_the_shell_it_is_asked_from(environ: dict[str, str], shell: str) -> None:
    shown = run(environ, shell, "-c", "connectors --show-completion; true")
    assert f"complete_{shell}" in shown
    subprocess.run([shell, "-n"], input=shown, text=True, check=True, timeout=20)


def test_a_list_longer_than_the_terminal_goes_through_the_pager(
    environ: dict[str, str], client: ConnectorsClient, terminals: list[Terminal]
) -> None:
    for number in range(10):
        client.create(f"paged-{number}", "rest_api")
    environ["PAGER"] = "sed s/^/PAGED:/"
    terminal = Terminal({**environ, "TERM": "xterm"}, "connectors", "list")
    terminals.append(terminal)
    terminal.wait_for("PAGED:paged-0")
    few = Terminal({**environ, "TERM": "xterm"}, "connectors", "list", "--limit", "2")
    terminals.append(few)
    few.wait_for("paged-8")
    assert "PAGED:" not in few.shown
    assert "PAGED:" not in run(environ, "connectors", "list")  # and never into a pipe


def test_colour_is_for_terminals(environ: dict[str, str], client: ConnectorsClient, terminals: list[Terminal]) -> None:
    client.create("one", "rest_api")
    coloured = Terminal({**environ, "TERM": "xterm-256color"}, "connectors", "list")
    plain = Terminal({**environ, "TERM": "xterm-256color", "NO_COLOR": "1"}, "connectors", "list")
    terminals += [coloured, plain]
    for terminal in (coloured, plain):
        terminal.wait_for("untested")
    assert "\x1b[33muntested" in coloured.shown
    assert "\x1b[33m" not in plain.shown
    assert not ANSI.search(run(environ, "connectors", "list"))


def test_watch_tells_of_each_change_as_it_happens(environ: dict[str, str], client: ConnectorsClient) -> None:
    kept = client.create("kept", "rest_api")
    with watching(environ, "-o", "json", "watch") as process:
        made = client.create("made", "rest_api")
        assert seen(process) == ("CREATED", "made", "untested", ["authMethod", "name", "type"])
        assert not client.test(kept.id).success
        assert seen(process) == ("STATUS_CHANGED", "kept", "error", ["status"])
        client.update(made.id, config={"url": "https://api.example.com"})
        assert seen(process) == ("UPDATED", "made", "untested", ["config.url"])
        client.delete(made.id)
        assert seen(process) == ("DELETED", "made", None, [])


def test_watch_says_in_words_what_happens_to_those_named(environ: dict[str, str], client: ConnectorsClient) -> None:
    one = client.create("one", "rest_api")
    client.create("other", "rest_api")
    with watching(environ, "watch", "one") as process:
        client.create("third", "rest_api")
        client.update(one.id, status="inactive")
        assert process.stdout is not None
        assert re.fullmatch(r"[\d:]{8} updated one inactive: status\n", process.stdout.readline())


@contextmanager
def watching(environ: Mapping[str, str], *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The command once it watches; Ctrl-C must end it well."""
    process = subprocess.Popen(
        ["connectors", *arguments], env=dict(environ), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    try:
        assert process.stderr.readline().startswith("watching ")
        yield process
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait(20)


def seen(process: subprocess.Popen[str]) -> tuple[str, str, str | None, list[str]]:
    assert process.stdout is not None
    event = json.loads(process.stdout.readline())
    return event["type"], event["name"], event["status"], event["changedFields"]
