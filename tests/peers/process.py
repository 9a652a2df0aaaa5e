"""One server program under the tests: never as root, ended by its own pid, and with us if we are killed."""

from __future__ import annotations

import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

READY_SECONDS = 60.0
STOP_SECONDS = 20.0
# Below Linux's default ip_local_port_range (32768 and up): no outgoing connection takes the port before a server does.
PORTS = (20_000, 32_000)


class PeerFailed(Exception):
    """A peer is missing or does not start. The message says what to do; tests fail with it, they never skip."""


def free_port() -> int:
    """A loopback TCP port that nobody listens on."""
    for _ in range(200):
        port = random.randint(*PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise PeerFailed(f"no free port on 127.0.0.1 between {PORTS[0]} and {PORTS[1]}")


def find_program(name: str, *folders: str) -> str:
    """The program's path; looked for in `folders` (the last one that has it wins) and then on PATH."""
    for folder in reversed(folders):
        if os.access(f"{folder}/{name}", os.X_OK):
            return f"{folder}/{name}"
    path = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if path is None:
        raise PeerFailed(f"{name} is not installed: run scripts/install_peers.sh, or `make test`, which does")
    return path


def service_user(*names: str) -> str:
    """Whom a server runs as: the first of `names` there is when we are root, else whoever we are."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    for name in (*names, "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise PeerFailed(f"none of the users {', '.join(names)} exists, and the peers do not run as root")


def own_folder(folder: Path, user: str) -> Path:
    """Makes a folder that only `user` can enter."""
    folder.mkdir(parents=True)
    give(folder, user, 0o700)
    return folder


def own_file(path: Path, content: bytes, user: str) -> Path:
    """Writes a file that only `user` can read, as servers want of their keys."""
    path.write_bytes(content)
    give(path, user, 0o600)
    return path


def give(path: Path, user: str, mode: int) -> None:
    path.chmod(mode)
    if os.geteuid() == 0:
        entry = pwd.getpwnam(user)
        os.chown(path, entry.pw_uid, entry.pw_gid)


def as_user(user: str, death_signal: str | None = None) -> list[str]:
    """The setpriv(1) prefix that drops to `user`, and asks the kernel for a signal when our thread ends."""
    command = [find_program("setpriv")]
    if os.geteuid() == 0:
        group = pwd.getpwnam(user).pw_gid
        command += [f"--reuid={user}", f"--regid={group}", "--clear-groups"]
    if death_signal:
        command += ["--pdeathsig", death_signal]
    return [*command, "--"]


def run_once(user: str, command: Sequence[str], log: Path) -> None:
    """Runs a set-up program to its end. Raises PeerFailed with what it said."""
    with log.open("ab") as sink:
        done = subprocess.run(
            [*as_user(user), *command], stdout=sink, stderr=sink, stdin=subprocess.DEVNULL, check=False, timeout=120
        )
    if done.returncode != 0:
        raise PeerFailed(f"{command[0]} ended with {done.returncode}: {tail(log)}")


def tail(log: Path, size: int = 2000) -> str:
    return log.read_text(errors="replace")[-size:] if log.exists() else "(it said nothing)"


class ServerProcess:
    """A running server. Call `spawn` in the main thread: the kernel's death signal belongs to the thread that forks."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        log: Path,
        user: str,
        stop_signal: signal.Signals = signal.SIGTERM,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self._command = list(command)
        self.log = log
        self._user = user
        self._stop_signal = stop_signal
        self._env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(log.parent)}
        self._extra = [f"{name}={value}" for name, value in (env or {}).items()]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        if self._process is None:
            raise RuntimeError(f"{self._command[0]} was not started")
        return self._process.pid

    def spawn(self) -> None:
        prefix = as_user(self._user, death_signal=self._stop_signal.name.removeprefix("SIG"))
        with self.log.open("ab") as sink:
            self._process = subprocess.Popen(
                # Set by env(1), once the program is who it shall be: what LD_PRELOAD names is loaded into it alone.
                [*prefix, "env", *self._extra, *self._command],
                stdout=sink,
                stderr=sink,
                stdin=subprocess.DEVNULL,
                env=self._env,
                cwd="/",
                start_new_session=True,  # Ctrl-C reaches pytest alone, which then stops the peers in order
            )

    def wait_until(self, is_ready: Callable[[], object], *refusals: type[Exception]) -> None:
        """Asks until `is_ready` returns without one of `refusals`. Raises PeerFailed if the server ends or is late."""
        deadline = time.monotonic() + READY_SECONDS
        while True:
            if self._process is not None and self._process.poll() is not None:
                raise PeerFailed(f"{self._command[0]} ended with {self._process.returncode}: {tail(self.log)}")
            try:
                is_ready()
            except refusals as error:
                if time.monotonic() > deadline:
                    raise PeerFailed(
                        f"{self._command[0]} was not ready after {READY_SECONDS:g} s ({error}): {tail(self.log)}"
                    ) from error
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """Asks it to end, and ends it if it does not. Does nothing when it never ran."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(self._stop_signal)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """kill -9, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(STOP_SECONDS)
