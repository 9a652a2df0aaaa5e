"""Probes that misbehave, as connector types of the tests alone: the zygote preloads this module, which adds them."""

from __future__ import annotations

import ctypes
import faulthandler
import mmap
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from probes import types
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

types.__path__.append(str(Path(__file__).parent / "types"))


def knock(target: Target, context: ProbeContext) -> Finding:
    """Connects and reads a line, as a well-behaved probe does. `delay` seconds of work of its own before."""
    with context.dialer.connect(target.parameters["host"], target.parameters["port"]) as peer:
        with context.trace.step(StepName.AUTHENTICATE):
            try:
                line = peer.recv(64)
            except TimeoutError:
                raise ProbeFailure(Reason.TIMEOUT, "no greeting") from None
        return Finding(message=line.decode())


def stubborn(target: Target, context: ProbeContext) -> Finding:
    """Never looks at the deadline."""
    with context.trace.step(StepName.CONFIG):
        pass
    with context.trace.step(StepName.AUTHENTICATE):
        time.sleep(120)
    return Finding()


def greedy(target: Target, context: ProbeContext) -> Finding:
    """Takes memory without end, in C as a driver would."""
    with context.trace.step(StepName.RESOURCE):
        held = []
        while True:
            held.append(mmap.mmap(-1, 16 << 20))
            held[-1].write(b"x" * (16 << 20))


def spinning(target: Target, context: ProbeContext) -> Finding:
    with context.trace.step(StepName.AUTHENTICATE):
        while True:
            pass


def crashing(target: Target, context: ProbeContext) -> Finding:
    with context.trace.step(StepName.TLS):
        faulthandler._sigsegv()  # type: ignore[attr-defined]
    return Finding()


def talkative(target: Target, context: ProbeContext) -> Finding:
    """Passes on whatever text a peer sends."""
    while True:
        with context.trace.step(StepName.AUTHENTICATE) as note:
            note.message = "x" * 10_000


def threaded(target: Target, context: ProbeContext) -> Finding:
    said: list[str] = []
    thread = threading.Thread(target=said.append, args=("from a thread",))
    thread.start()
    thread.join()
    with context.trace.step(StepName.RESOURCE) as note:
        note.message = said[0]
    return Finding()


def curious(target: Target, context: ProbeContext) -> Finding:
    """Tells what it can see of the process it is in."""
    seen = {
        "environment": sorted(os.environ),
        "descriptors": [number for number in range(4096) if _is_open(number)],
        "threads": threading.active_count(),
        "credentials": sorted(target.credentials),
    }
    with context.trace.step(StepName.RESOURCE) as note:
        note.message = repr(seen)
    return Finding()


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def escaping(target: Target, context: ProbeContext) -> Finding:
    """Tries one thing that no probe does; `raw` goes round Python, as code in C could."""
    attempt: Callable[[Any], object] = ATTEMPTS[target.parameters["attempt"]]
    with context.trace.step(StepName.RESOURCE) as note:
        try:
            attempt(target.parameters.get("argument"))
        except Exception as error:
            note.message = f"refused: {type(error).__name__}"
        else:
            note.message = "done"
    return Finding()


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _connect(argument: str) -> None:
    host, port = argument.split(":")
    socket.create_connection((host, int(port)), timeout=2).close()


_LIBC = ctypes.CDLL(None, use_errno=True)  # loaded before the audit hook is there, as a driver's C code is
_RAW_CALLS = {name: getattr(_LIBC, name) for name in ("fork", "open", "bind", "execv", "kill", "memfd_create")}

ATTEMPTS: dict[str, Callable[[Any], object]] = {
    "connect elsewhere": _connect,
    "send a datagram": lambda _: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9)),
    "connect to a local socket": lambda path: socket.socket(socket.AF_UNIX).connect(path),
    "bind": lambda _: socket.socket().bind(("127.0.0.1", 0)),
    "listen": lambda _: socket.socket().listen(),
    "raw socket": lambda _: socket.socket(socket.AF_PACKET, socket.SOCK_RAW),
    "fork": lambda _: _fork(),
    "exec": lambda _: os.execv("/bin/true", ["true"]),  # noqa: S606  # what the test tries
    "spawn": lambda _: os.posix_spawn("/bin/true", ["true"], {}),
    "subprocess": lambda _: subprocess.run(["true"], check=True),
    "shell": lambda _: os.system("true"),  # noqa: S605  # what the test tries
    "write a file": lambda path: Path(path).write_text("x"),
    "remove a file": os.remove,
    "make a folder": lambda path: os.mkdir(path + ".d"),
    "read a file": lambda path: Path(path).read_text(),
    "list a folder": os.listdir,
    "signal the service": lambda pid: os.kill(int(pid), 0),
    "load a library": lambda _: ctypes.CDLL("libm.so.6"),
    "read the service's memory": lambda pid: Path(f"/proc/{pid}/environ").read_bytes(),
    "raw fork": lambda _: _raw_c("fork"),
    "raw open": lambda path: _raw_c("open", path.encode(), os.O_RDWR | os.O_CREAT, 0o600),
    "raw bind": lambda _: _raw_c("bind", socket.socket().fileno(), b"\x02\x00" + bytes(14), 16),
    "raw kill": lambda pid: _raw_c("kill", int(pid), 0),
    "raw memfd": lambda _: _raw_c("memfd_create", b"x", 0),
}


def _raw_c(name: str, *arguments: object) -> None:
    """Calls libc. The function was looked up before, and calling it raises no audit event."""
    result = _RAW_CALLS[name](*arguments)
    if result == 0 and name == "fork":
        os._exit(0)
    if result < 0:
        raise OSError("refused by the kernel")
