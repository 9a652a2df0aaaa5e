"""The processes of a running service, by what they are."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psutil

from tests.e2e.service import Service
from tests.isolation.conftest import children_of
from tests.isolation.test_lifecycle import eventually


def zygote_of(service: Service) -> int:
    found = [pid for pid in children_of(service.pid) if b"probes.isolation.zygote" in _command(pid)]
    assert len(found) == 1, found
    return found[0]


def probes_of(service: Service) -> list[int]:
    return children_of(zygote_of(service))


def worker_serving(service: Service, address: str) -> int:
    """The worker that has a connection of a client on this address; there must be one, once those of earlier calls are
    closed."""
    port = int(address.rpartition(":")[2])

    def serving() -> list[int]:
        return [pid for pid in children_of(service.pid) if pid != zygote_of(service) and _serves(pid, port)]

    assert eventually(lambda: len(serving()) == 1), serving()
    return serving()[0]


def listening_workers(service: Service) -> int:
    """How many workers take connections on both ports."""
    ports = {int(address.rpartition(":")[2]) for address in (service.rest_address, service.grpc_address)}
    listening = 0
    for pid in children_of(service.pid):
        found = psutil.Process(pid).net_connections("tcp")
        listening += ports <= {each.laddr.port for each in found if each.status == psutil.CONN_LISTEN}
    return listening


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: is_gone(pid))


def is_gone(pid: int) -> bool:
    """A zombie is gone: it only waits to be asked how it ended."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _serves(pid: int, port: int) -> bool:
    connections = psutil.Process(pid).net_connections("tcp")
    return any(each.laddr.port == port and each.status == psutil.CONN_ESTABLISHED for each in connections)


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()
