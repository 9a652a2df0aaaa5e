"""Probes in the zygote before the first child: what their code changes in memory when it first runs (the interpreter
specialises it, caches fill) the children then share. Each would change, and so copy, those pages for itself.
"""

from __future__ import annotations

import os
import signal
import socket
import time
from typing import NoReturn

from probes.egress import approvals
from probes.egress.policy import EgressPolicy
from probes.isolation import limits
from probes.isolation.complaint import complain
from probes.isolation.frames import MAX_JOB, Kind, encode, receive
from probes.result import Step, StepName
from probes.run import Job, run_probe

_ROUNDS = 12  # CPython 3.11 specialises a function in its first dozen calls
_SECONDS = 5.0  # for each; the first that fails is the last
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


def rehearse() -> None:
    """Tests a REST API of our own on loopback, which is gone afterwards, and the leave to dial it too. A rehearsal that
    fails costs speed alone."""
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            zygote, pid = os.getpid(), os.fork()
            if pid == 0:
                _answer(server, zygote)
            try:
                _probe(server.getsockname()[1])
            finally:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
    except OSError as error:
        complain(f"probes were not rehearsed: {error.strerror}")
    finally:
        approvals.forget()


def _answer(server: socket.socket, zygote: int) -> NoReturn:
    """The peer, in a process of its own: the zygote has one thread."""
    try:
        limits.tie_to_parent(zygote)
        while True:
            peer, _ = server.accept()
            with peer:
                peer.recv(4096)
                peer.sendall(_ANSWER)
    finally:
        os._exit(1)


def _probe(port: int) -> None:
    policy = EgressPolicy.parse([f"127.0.0.1:{port}"], [])
    for _ in range(_ROUNDS):
        job = _heard(Job("rehearsal", "", "rest_api", "none", {"url": f"http://127.0.0.1:{port}/"}, {}, _SECONDS))
        result = run_probe(job, policy, None, _step, _begin)
        encode(Kind.RESULT, result)
        if not result.success:
            complain(f"probes were not rehearsed: {result.message}")
            return


def _heard(job: Job) -> Job:
    """As a child gets it."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(encode(Kind.JOB, job))
        _kind, wire = receive(theirs, MAX_JOB, time.monotonic() + _SECONDS)
        return Job(**wire)


def _step(step: Step) -> None:
    encode(Kind.STEP, step)


def _begin(name: StepName) -> None:
    encode(Kind.BEGIN, name)
