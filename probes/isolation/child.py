"""What a forked child does: confine itself, read one job, run it, say what happens, end. It never returns."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from landlockpy import Ruleset
from seccompy import Filter

from probes.egress.policy import EgressPolicy
from probes.isolation import audit, landlock, limits
from probes.isolation.complaint import complain
from probes.isolation.frames import MAX_JOB, Closed, Kind, Malformed, encode, receive
from probes.result import Step, StepName
from probes.run import Job, run_probe

NO_JOB = 3  # exit status: whoever was to send the job went away first

_ERRORS, _SAYS, _JOB = 2, 3, 4  # descriptors
_JOB_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Confinement:
    """What holds every child, made once in the zygote. None where the kernel has no such thing."""

    zygote: int
    policy: EgressPolicy
    tenants: Mapping[str, EgressPolicy]  # of those that have rules of their own
    files_root: Path | None
    memory: int  # bytes of address space
    paths: tuple[str, ...]
    ruleset: Ruleset | None
    syscalls: Filter | None


def run(confinement: Confinement, tenant: str, deadline: float, *, connection: int, says: int, null: int) -> NoReturn:
    """Runs the job that comes over `connection`, writing frames to `says`; `deadline` is monotonic."""
    status = 1
    try:
        _confine(confinement, tenant, connection, says, null)
        status = _probe(confinement, tenant, deadline)
    except BaseException as error:  # nobody above: the zygote's own stack is below this frame
        complain(f"the process of a probe failed: {type(error).__name__}")
    finally:
        os._exit(status)  # no clean-up of the zygote's: its objects live on there


def _confine(confinement: Confinement, tenant: str, connection: int, says: int, null: int) -> None:
    """Before anything of a tenant is read. The ruleset's descriptor goes with the others, so it comes first."""
    limits.tie_to_parent(confinement.zygote)
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    limits.offer_to_oom_killer()
    if confinement.ruleset is not None:
        files = confinement.files_root / tenant if confinement.files_root else None
        own = landlock.build(confinement.paths, files) if files is not None and files.is_dir() else None
        (own or confinement.ruleset).restrict()
    _keep_only(null, null, _ERRORS, says, connection)
    limits.apply(confinement.memory)
    if confinement.syscalls is not None:
        confinement.syscalls.load()
    audit.install()
    os.dup2(0, _ERRORS, inheritable=False)  # what a driver prints goes nowhere: it may hold a secret


def _keep_only(*kept: int) -> None:
    """These become descriptors 0, 1, 2 …; there is no other."""
    above = [fcntl.fcntl(source, fcntl.F_DUPFD_CLOEXEC, 2 * len(kept)) for source in kept]
    for descriptor, source in enumerate(above):
        os.dup2(source, descriptor, inheritable=False)
    os.closerange(len(kept), 1 << 20)


def _probe(confinement: Confinement, tenant: str, deadline: float) -> int:
    connection = socket.socket(fileno=_JOB)
    try:
        kind, wire = receive(connection, MAX_JOB, min(deadline, time.monotonic() + _JOB_SECONDS))
    except (Closed, Malformed, TimeoutError):
        return NO_JOB
    connection.close()
    if kind is not Kind.JOB:
        return NO_JOB
    job = Job(**wire)
    if job.tenant != tenant:  # whose files, rules and share this process was made for
        return NO_JOB
    left = max(0.001, min(job.timeout_seconds, deadline - time.monotonic()))
    policy = confinement.tenants.get(tenant, confinement.policy)
    result = run_probe(replace(job, timeout_seconds=left), policy, confinement.files_root, _say_step, _say_begin)
    _say(encode(Kind.RESULT, result))
    return 0


def _say_step(step: Step) -> None:
    _say(encode(Kind.STEP, step))


def _say_begin(name: StepName) -> None:
    _say(encode(Kind.BEGIN, name))


def _say(frame: bytes) -> None:
    view = memoryview(frame)
    while view:
        view = view[os.write(_SAYS, view) :]
