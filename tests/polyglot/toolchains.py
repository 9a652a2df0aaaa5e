"""Where Go and Maven are, and how they are run: with the network only for what their lock files name."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# Made by scripts/install_go.sh: Go itself, protoc's plugins, gRPC's tools.
GO_PROGRAMS = ROOT / ".build" / "go" / "bin"
BUILD = ROOT / ".build" / "polyglot"
SECONDS = 600


def run(words: Sequence[str | Path], folder: Path = ROOT, **environ: str) -> str:
    """What the program prints. Fails with all that it said."""
    env = {**os.environ, **environ}
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, timeout=SECONDS, env=env)
    assert done.returncode == 0, f"{words[0]} ended with {done.returncode}: {done.stdout[-4000:]}{done.stderr[-4000:]}"
    return done.stdout


def go(*words: str | Path, folder: Path = ROOT) -> str:
    """Runs the go command; never one that is fetched on the way."""
    return run([GO_PROGRAMS / "go", *words], folder, GOTOOLCHAIN="local", GOFLAGS="-buildvcs=false", GOWORK="off")


def maven(*words: str, folder: Path) -> str:
    return run(["mvn", "-q", "-B", *words], folder)
