"""The supervisor's end: keeps one zygote alive behind a listening socket that outlives it."""

from __future__ import annotations

import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from probes.egress.policy import EgressPolicy
from probes.egress.tenant_rules import TenantRules
from probes.isolation.config import ZygoteConfig
from probes.isolation.stale import PREFIX, SOCKET, parent_folder, remove_stale_folders

_ROOT = Path(__file__).parents[2]  # what `probes` is imported from
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR")
_BACKLOG = 1024
_START_SECONDS = 60.0
_STEADY_SECONDS = 10.0  # a zygote that lived this long is restarted at once when it dies
_LONGEST_BACKOFF = 10.0


class ProberFailed(Exception):
    """The zygote does not come up."""


class Prober:
    """One zygote, restarted when it dies. Tests that come while it is down wait in the socket's backlog.

    `concurrency` bounds the probes at once; `queue` the tests that wait beside them (by default four for each);
    `max_seconds` any single test; `memory`, in bytes, what one probe takes of its own. `ca_bundle` is a PEM file of
    authorities that are trusted beside the system's. `preload` names modules to import in the zygote.
    `tenants` are egress rules that hold for single tenants beside `policy`, as probes.egress.tenant_rules reads them.
    Start it, or begin to, before the workers are forked, and call `disown` in each of them.
    """

    def __init__(
        self,
        policy: EgressPolicy,
        *,
        concurrency: int = 64,
        files_root: Path | None = None,
        queue: int | None = None,
        max_seconds: float = 300.0,
        memory: int = 512 << 20,
        ca_bundle: Path | None = None,
        preload: Sequence[str] = (),
        tenants: TenantRules | None = None,
    ) -> None:
        self._policy = policy
        self._concurrency = concurrency
        self._files_root = files_root
        self._queue = queue if queue is not None else 4 * concurrency
        self._max_seconds = max_seconds
        self._memory = memory
        self._ca_bundle = ca_bundle
        self._preload = tuple(preload)
        self._tenants = tenants or {}
        self._folder: Path | None = None
        self._listener: socket.socket | None = None
        self._zygote: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._takes_tests = False
        self._restart_at: float | None = None
        self._backoff = 0.0

    @property
    def socket_path(self) -> Path:
        """Where a ProbeRunner connects; only this user can."""
        if self._folder is None:
            raise RuntimeError("the prober was not started")
        return self._folder / SOCKET

    @property
    def zygote_pid(self) -> int | None:
        """The zygote's process, while it lives."""
        return self._zygote.pid if self._zygote is not None and self._zygote.poll() is None else None

    def start(self) -> None:
        """Returns when the zygote takes tests. Raises ProberFailed."""
        self.begin()
        self._take(_START_SECONDS)

    def begin(self) -> None:
        """Starts the zygote and returns at once. Tests wait in the socket's backlog until it takes them."""
        remove_stale_folders()
        self._folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent_folder()))  # mode 0700
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(self.socket_path))
        self._listener.listen(_BACKLOG)
        self._spawn()

    def has_started(self) -> bool:
        """Whether the zygote that was begun takes tests. Never waits. Raises ProberFailed when it never will."""
        return self._takes_tests or self._take(0.0)

    def poll(self) -> bool:
        """Whether the zygote lives; restarts a dead one, later and later when it keeps dying. Never waits."""
        if self._listener is None:
            return False
        if self._zygote is not None and self._zygote.poll() is None:
            return True
        now = time.monotonic()
        if self._restart_at is None:
            steady = now - self._started >= _STEADY_SECONDS
            self._backoff = 0.0 if steady else min(_LONGEST_BACKOFF, max(0.1, 2 * self._backoff))
            self._restart_at = now + self._backoff
        if now < self._restart_at:
            return False
        self._spawn()
        return True

    def stop(self, grace: float = 2.0) -> None:
        """Ends the zygote and every probe under way, and takes the socket away. `grace` in seconds, before SIGKILL."""
        if self._zygote is not None:
            self._zygote.terminate()
            try:
                self._zygote.wait(grace)
            except subprocess.TimeoutExpired:
                self._zygote.kill()
                self._zygote.wait()
            _close_pipes(self._zygote)
            self._zygote = None
        self.disown()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def disown(self) -> None:
        """In a forked worker: lets go of the listening socket, so that it ends with the supervisor."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def _take(self, seconds: float) -> bool:
        """Whether the zygote says within `seconds` that it takes tests."""
        assert self._zygote is not None  # noqa: S101  # begin() made it
        assert self._zygote.stdout is not None  # noqa: S101  # a pipe was asked for
        readable, _, _ = select.select([self._zygote.stdout], [], [], seconds)
        self._takes_tests = bool(readable) and bool(self._zygote.stdout.readline())
        is_late = time.monotonic() - self._started > _START_SECONDS
        if not self._takes_tests and (readable or is_late):
            self.stop(grace=0)
            raise ProberFailed("the zygote of the probes did not start; its standard error says why")
        return self._takes_tests

    def _spawn(self) -> subprocess.Popen[bytes]:
        assert self._listener is not None  # noqa: S101  # start() made it
        if self._zygote is not None:
            _close_pipes(self._zygote)
        config = ZygoteConfig(
            supervisor=os.getpid(),
            listener=self._listener.fileno(),
            policy=self._policy.to_wire(),
            tenants={tenant: dict(rules) for tenant, rules in self._tenants.items()},
            concurrency=self._concurrency,
            queue=self._queue,
            tenant_queue=max(1, self._queue // 2),
            max_seconds=self._max_seconds,
            memory=self._memory,
            files_root=str(self._files_root.absolute()) if self._files_root else None,
            ca_bundle=str(self._ca_bundle.absolute()) if self._ca_bundle else None,
            preload=self._preload,
        )
        self._zygote = subprocess.Popen(
            [sys.executable, "-s", "-m", "probes.isolation.zygote"],
            cwd=_ROOT,
            # Nothing of the service's own settings: some are secret.
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=(self._listener.fileno(),),
            start_new_session=True,  # Ctrl-C is for the supervisor: it ends the zygote in its turn
        )
        assert self._zygote.stdin is not None  # noqa: S101  # a pipe was asked for
        with suppress(BrokenPipeError):
            self._zygote.stdin.write(config.to_line())
            self._zygote.stdin.close()
        self._started = time.monotonic()
        self._restart_at = None
        return self._zygote


def _close_pipes(zygote: subprocess.Popen[bytes]) -> None:
    for pipe in (zygote.stdin, zygote.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
