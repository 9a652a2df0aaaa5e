"""The process that probes are forked from: `python -m probes.isolation.zygote`, configuration on standard input.

It has the drivers imported and one thread, so that a fork is quick and safe, and it sees no tenant's secret: a job with
its credentials goes from the worker to the child. What a child says it passes on to all who asked for the same test.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import sys
from importlib import import_module
from pathlib import Path

from probes.egress import trust
from probes.egress.policy import EgressPolicy
from probes.isolation import huge_pages, landlock, limits, seccomp
from probes.isolation.child import Confinement
from probes.isolation.complaint import complain
from probes.isolation.config import ZygoteConfig
from probes.isolation.dispatch import Dispatcher
from probes.isolation.loop import Loop
from probes.isolation.rehearsal import rehearse
from probes.registry import connector_types
from probes.run import load_probe

READY = b"ready\n"

_CONTEXTS = 2  # verified TLS contexts that each child finds ready: an API's, and that of where its token comes from


def main() -> int:
    config = ZygoteConfig.from_line(sys.stdin.buffer.readline())
    supervisor = os.pidfd_open(config.supervisor)
    if os.getppid() != config.supervisor:
        return 1
    os.chdir("/")
    sys.dont_write_bytecode = True  # a child may import, and may not open a file for writing
    _import_drivers(config.preload)
    _load_authorities(config.ca_bundle)
    rehearse()
    confinement = _confinement(config)
    loop = Loop()
    dispatcher = Dispatcher(config, confinement, socket.socket(fileno=config.listener), loop)
    _end_with(dispatcher, loop, supervisor)
    gc.collect()
    gc.freeze()  # or every collection would mark, and so copy, the pages that the children share
    huge_pages.collapse()
    os.write(1, READY)
    dispatcher.run()
    return 0


def _import_drivers(preload: tuple[str, ...]) -> None:
    """Once for all children. A probe that cannot be imported fails in its own child, with its own result."""
    for name in preload:
        import_module(name)
    for connector_type in connector_types().values():
        if connector_type.probe is None:
            continue
        try:
            load_probe(connector_type.probe)
        except Exception as error:
            complain(f"the probe of {connector_type.name} cannot be imported: {error}")


def _load_authorities(bundle: str | None) -> None:
    """Once for all children. A bundle that cannot be read any more is no reason to stop: it was read at the start."""
    if bundle is not None:
        try:
            trust.trust_also(trust.read_bundle(Path(bundle)))
        except ValueError as error:
            complain(f"the operator's authorities are not trusted: {error}")
    trust.prepare(_CONTEXTS)


def _confinement(config: ZygoteConfig) -> Confinement:
    paths = landlock.common_paths(config.readable)
    policy = EgressPolicy.from_wire(config.policy)
    return Confinement(
        zygote=os.getpid(),
        policy=policy,
        tenants={tenant: policy.with_rules(**rules) for tenant, rules in config.tenants.items()},
        files_root=Path(config.files_root) if config.files_root else None,
        memory=limits.address_space() + config.memory,
        paths=paths,
        ruleset=landlock.build(paths) if landlock.supported() else None,
        syscalls=seccomp.build(),
    )


def _end_with(dispatcher: Dispatcher, loop: Loop, supervisor: int) -> None:
    """Ends on SIGTERM, and when the supervisor is gone; the children with it."""
    signal.signal(signal.SIGTERM, lambda *_: dispatcher.stop())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    loop.watch(supervisor, select.EPOLLIN, lambda _events: dispatcher.stop())


if __name__ == "__main__":
    sys.exit(main())
