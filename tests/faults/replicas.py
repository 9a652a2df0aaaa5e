"""Replicas as an operator runs them: services that share a database, a key file, and perhaps a Redis."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.e2e.service import Service, environment, service_in


def key_file(folder: Path) -> Path:
    """Made once, as an operator makes it: past SQLite the service makes none by itself."""
    folder.mkdir(mode=0o700, parents=True)
    path = folder / "keyring.json"
    subprocess.run(
        [sys.executable, "-m", "server", "keys", "create"],
        env=environment(keyring=str(path), data_dir=str(folder)),
        cwd=folder,
        check=True,
        timeout=60,
    )
    return path


@contextmanager
def replicas(folder: Path, count: int, **settings: str) -> Iterator[list[Service]]:
    """`count` services of two workers each, started at the same time; all are stopped at the end."""
    keyring = str(key_file(folder / "keys"))
    made = [service_in(folder / f"replica-{number}", keyring=keyring, **settings) for number in range(count)]
    with ExitStack() as stack:
        for service in made:
            service.spawn()
            stack.callback(_end, service)
        for service in made:
            service.wait_ready()
        yield made


def _end(service: Service) -> None:
    if service.process is not None and service.process.poll() is None:
        service.stop()
