"""A shell that commands are typed into, one after another, as a reader of the pages does."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from tests.docs.blocks import Command, matches

SECONDS = 110.0


class CommandFailed(AssertionError):
    """It ended in another way than the page shows, or answered something else."""


class Shell:
    """One bash. What its commands leave behind (variables, folder, background jobs) holds for the next."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self._notes = folder / ".typed"
        self._notes.mkdir()
        self._count = 0
        self._process = subprocess.Popen(
            ["bash", "--norc", "--noprofile"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=dict(environ),
            start_new_session=True,
        )

    def type(self, command: Command) -> str:
        """Waits until it is done, and in the background until it has answered as shown. Returns the answer."""
        self._count += 1
        output, status = self._notes / f"{self._count}.out", self._notes / f"{self._count}.status"
        script = f"{{ {command.typed}\n}} </dev/null >{output} 2>&1; echo $? >{status}.new; mv {status}.new {status}\n"
        assert self._process.stdin is not None
        self._process.stdin.write(script.encode())
        self._process.stdin.flush()
        in_background = command.typed.rstrip().endswith("&")
        deadline = time.monotonic() + SECONDS
        while not status.exists() or (in_background and not matches(_anywhere(command.shown), output.read_text())):
            if time.monotonic() > deadline:
                answered = output.read_text() if output.exists() else ""
                raise CommandFailed(f"{command.typed}\ngave no such answer in {SECONDS:g} s:\n{answered[-3000:]}")
            time.sleep(0.05)
        answered, code = output.read_text(), int(status.read_text())
        if not in_background and code != command.exit_code:
            raise CommandFailed(f"{command.typed}\nended with {code}, not {command.exit_code}:\n{answered[-3000:]}")
        if not in_background and command.shown is not None and not matches(command.shown, answered):
            raise CommandFailed(f"{command.typed}\nanswered\n{answered[-3000:]}\nand not\n{command.shown}")
        return answered

    def close(self) -> None:
        """Ends the shell and all that it started."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self._process.pid, sign)
            except ProcessLookupError:
                break
            deadline = time.monotonic() + 20
            while _any_left(self._process.pid) and time.monotonic() < deadline:
                self._process.poll()
                time.sleep(0.05)
        self._process.wait(20)


def _anywhere(shown: str | None) -> str:
    """A job in the background goes on talking."""
    return f"…{(shown or '').strip()}…"


def _any_left(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
