"""The folders of probers whose supervisor was killed: nobody else can take them away."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import tempfile
import time
from pathlib import Path

PREFIX = "connectors-prober-"
SOCKET = "prober.sock"
_LONGEST_PARENT = 107 - len(f"/{PREFIX}12345678/{SOCKET}")

_YOUNG_SECONDS = 60.0  # one that is just being made does not listen yet


def parent_folder() -> Path:
    """The folder for temporary files, or /tmp where its path leaves no room for a socket's (unix(7): 108 bytes)."""
    usual = tempfile.gettempdir()
    return Path(usual if len(os.fsencode(usual)) <= _LONGEST_PARENT else "/tmp")  # noqa: S108  # mkdtemp makes it ours


def remove_stale_folders() -> None:
    """Removes those of this user in the folder for temporary files on whose socket nobody listens any more."""
    for folder in parent_folder().glob(f"{PREFIX}*"):
        if _is_ours_and_settled(folder) and not _listens(folder / SOCKET):
            shutil.rmtree(folder, ignore_errors=True)


def _is_ours_and_settled(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and time.time() - found.st_mtime > _YOUNG_SECONDS
    )


def _listens(path: Path) -> bool:
    """A listener that is too busy to take another connection lives: only a refusal says that there is none."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
        sock.setblocking(False)
        try:
            sock.connect(str(path))
        except (ConnectionRefusedError, FileNotFoundError):
            return False
        except OSError:
            return True
        return True
