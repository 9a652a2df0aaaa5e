"""Commands that need root: mounts, mostly."""

from __future__ import annotations

import os
import subprocess

from tests.peers.process import PeerFailed

AS_ROOT = () if os.geteuid() == 0 else ("sudo", "-n")


def run_as_root(*command: str) -> None:
    """Raises PeerFailed, so that a machine without the right is told, and not passed over."""
    try:
        done = subprocess.run([*AS_ROOT, *command], capture_output=True, text=True, check=False, timeout=30)
    except FileNotFoundError as error:
        raise PeerFailed(f"{command[0]} needs root: run the tests as root, or with sudo installed") from error
    if done.returncode:
        raise PeerFailed(f"{' '.join(command)} needs root, or sudo without a password: {done.stderr.strip()}")
