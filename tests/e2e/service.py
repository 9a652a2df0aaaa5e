"""The service as an operator runs it: `python -m server serve` in a process of its own, with its own data."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import grpc
import requests

from tests.peers.process import find_program, free_port, tail

OK = "ok"
START_SECONDS = 60.0
STOP_SECONDS = 60.0


class ServiceFailed(Exception):
    """The service did not start, or did not stop. Holds the end of its log."""


@dataclass(slots=True)
class Service:
    """A running service. `files` is its CONNECTORS_FILES_DIR, `data` its data dir, `log` all that it printed."""

    folder: Path
    grpc_address: str
    rest_address: str
    environ: Mapping[str, str] = field(repr=False)
    prefix: Sequence[str] = ()  # a command that runs the service in its own process, such as `strace -D`
    process: subprocess.Popen[bytes] | None = None
    channels: list[grpc.Channel] = field(default_factory=list)
    authorities: Path | None = None  # of its certificate; None: no TLS
    client: tuple[Path, Path] | None = None  # certificate and key that its readiness is asked with
    arguments: Sequence[str] = ()  # of `serve`

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def files(self) -> Path:
        return self.data / "files"

    @property
    def log(self) -> Path:
        return self.folder / "service.log"

    @property
    def url(self) -> str:
        scheme = "https" if self.authorities else "http"
        return f"{scheme}://{self.rest_address}"

    def channel(self) -> grpc.Channel:
        """A new channel, closed with the service."""
        made = grpc.insecure_channel(self.grpc_address, options=[("grpc.use_local_subchannel_pool", 1)])
        self.channels.append(made)
        return made

    def start(self) -> None:
        self.spawn()
        self.wait_ready()

    def spawn(self) -> None:
        with self.log.open("ab") as sink:
            self.process = subprocess.Popen(
                [find_program("setpriv"), "--pdeathsig", "TERM", "--", *self.prefix, *serve_command(), *self.arguments],
                stdout=sink,
                stderr=sink,
                stdin=subprocess.DEVNULL,
                env=dict(self.environ),
                cwd=self.folder,
                start_new_session=True,
            )

    def wait_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            if self._running.poll() is not None:
                raise ServiceFailed(f"ended with {self._running.returncode} at its start: {tail(self.log)}")
            try:
                trust = self.authorities or True
                answer = requests.get(f"{self.url}/readyz", timeout=5, verify=trust, cert=self.client)
                # The workers do not wait for their prober: a test that came now would.
                if answer.ok and (self._probes_elsewhere or answer.json().get("checks", {}).get("prober", OK) == OK):
                    return
            except requests.RequestException:
                pass
            if time.monotonic() > deadline:
                raise ServiceFailed(f"not ready after {START_SECONDS:g} s: {tail(self.log)}")
            time.sleep(0.05)

    @property
    def _probes_elsewhere(self) -> bool:
        return bool(self.environ.get("CONNECTORS_PROBER_UPSTREAM"))

    def stop(self) -> int:
        """SIGTERM to the supervisor alone, as an init system does it. Returns the exit code."""
        self._close_channels()
        if self._running.poll() is None:
            self._running.send_signal(signal.SIGTERM)
        try:
            return self._running.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise ServiceFailed(f"did not stop in {STOP_SECONDS:g} s: {tail(self.log)}") from None

    def kill(self) -> None:
        """kill -9 of every process of the service, as a power cut would."""
        self._close_channels()
        for pid in [self._running.pid, *self.processes()]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._running.wait(STOP_SECONDS)

    @property
    def pid(self) -> int:
        """The supervisor's."""
        return self._running.pid

    def processes(self) -> list[int]:
        """Every process below the supervisor, by pid."""
        return list(descendants(self._running.pid))

    def _close_channels(self) -> None:
        for channel in self.channels:
            channel.close()
        self.channels.clear()

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is None:
            raise RuntimeError("the service was not started")
        return self.process


def serve_command() -> list[str]:
    return [sys.executable, "-m", "server", "serve"]


def service_in(folder: Path, **settings: str) -> Service:
    """A service that is not started yet. `settings` are names without CONNECTORS_, in any case."""
    folder.mkdir(parents=True, exist_ok=True)
    grpc_address, rest_address = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    defaults = {
        "grpc_address": grpc_address,
        "rest_address": rest_address,
        "data_dir": str(folder / "data"),
        "workers": "2",
        "grace_seconds": "10",
        "log_level": "debug",
    }
    return Service(
        folder,
        settings.get("grpc_address", grpc_address),
        settings.get("rest_address", rest_address),
        environment(**{**defaults, **settings}),
    )


def environment(**settings: str) -> dict[str, str]:
    """What a service is started with: nothing of ours but the path, so that a developer's shell changes no test."""
    own = {f"CONNECTORS_{name.upper()}": value for name, value in settings.items()}
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", **own}


def descendants(pid: int) -> Iterator[int]:
    """From /proc; the order is parents first, so that none is missed by being given another parent."""
    try:
        children = [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except FileNotFoundError:
        return
    for child in children:
        yield child
        yield from descendants(child)
