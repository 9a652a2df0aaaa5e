"""The audit hook of a probe's process (PEP 578): it cannot be taken out again, and refuses what no probe does.

It sees what Python code does. C code that opens sockets by itself is libpq alone, with an address that the guard
approved; for the rest see seccomp.py and landlock.py.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from probes.egress.approvals import is_approved
from probes.result import ProbeFailure, Reason

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

_REFUSED_NAMES = (
    "socket.bind socket.sethostname os.exec os.fork os.forkpty os.posix_spawn os.spawn os.system os.startfile "
    "subprocess.Popen pty.spawn os.kill os.killpg signal.pthread_kill os.remove os.rename os.rmdir os.mkdir os.link "
    "os.symlink os.chmod os.chown os.lchown os.truncate os.utime os.setxattr os.removexattr os.chflags os.putenv "
    "shutil.copyfile shutil.move shutil.rmtree tempfile.mkstemp tempfile.mkdtemp sqlite3.connect syslog.openlog "
    "sys.remote_exec"
)
_REFUSED = frozenset(_REFUSED_NAMES.split())


class NotAllowed(RuntimeError):
    """A probe tried what no probe does."""


def install() -> None:
    sys.addaudithook(_hook)


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if event == "open":
        if isinstance(args[2], int) and args[2] & _WRITES:
            raise NotAllowed("a probe writes no file")
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        _approved(event, args[1])
    elif event in _REFUSED or event.startswith("ctypes."):
        raise NotAllowed(f"a probe does no {event}")


def _approved(event: str, address: Any) -> None:
    if address is None and event == "socket.sendmsg":
        return  # a connected socket: its connect was looked at
    if isinstance(address, tuple) and isinstance(address[0], str) and is_approved(address[0], address[1]):
        return
    raise ProbeFailure(
        Reason.EGRESS_DENIED, "the probe was led to an address that the egress guard did not approve", field="config"
    )
