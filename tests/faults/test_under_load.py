"""kill -9 of each process, and SIGTERM, while eight clients write: what was acknowledged is there, nothing half is."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator

import psutil
import pytest

from tests.e2e.service import Service, service_in
from tests.faults.calls import Connectors
from tests.faults.processes import is_gone, kill, listening_workers, zygote_of
from tests.faults.writers import names_of, writing
from tests.isolation.test_lifecycle import eventually

WORKERS = 2
# Of a call that a killed worker had: its connection breaks, or gRPC says so.
# CANCELLED: a worker whose supervisor died stops, and cuts the streams that are open.
CUT_OFF = {"stored", "no answer", "nobody listens", "UNAVAILABLE", "CANCELLED", "503"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    made = service_in(tmp_path_factory.mktemp("under-load"), workers=str(WORKERS))
    made.start()
    assert eventually(lambda: '"serving: ' in made.log.read_text())  # all workers are, not only the one that was asked
    try:
        yield made
    finally:
        made.stop()


def worker(service: Service) -> int:
    return next(pid for pid in service.processes() if psutil.Process(pid).ppid() == service.pid and _listens(pid))


def has_zygote(service: Service) -> bool:
    """A new one takes its time: it loads every probe."""
    try:
        return zygote_of(service) > 0
    except AssertionError:
        return False


@pytest.mark.parametrize("victim", [worker, zygote_of])
def test_a_killed_part_is_replaced_and_no_acknowledged_write_is_lost(
    service: Service, victim: Callable[[Service], int]
) -> None:
    assert eventually(lambda: listening_workers(service) == WORKERS)
    connectors = Connectors(service, victim.__name__)
    with writing(connectors, "c") as told:
        told.wait_for(40)
        kill(victim(service))
        told.wait_for(40)
    assert set(told.answers.values()) <= (CUT_OFF if victim is worker else {"stored"})
    assert told.names("stored") - set(names_of(connectors)) == set()
    assert eventually(lambda: listening_workers(service) == WORKERS)
    assert eventually(lambda: has_zygote(service))


def test_when_the_supervisor_is_killed_all_end_and_no_acknowledged_write_is_lost(service: Service) -> None:
    connectors = Connectors(service, "supervisor")
    below = service.processes()
    with writing(connectors, "c") as told:
        told.wait_for(40)
        kill(service.pid)
        assert eventually(lambda: all(is_gone(pid) for pid in below))
    assert set(told.answers.values()) <= CUT_OFF
    assert service.process is not None
    service.process.wait(10)
    service.start()
    assert told.names("stored") - set(names_of(connectors)) == set()


def test_sigterm_answers_or_refuses_every_call_and_what_was_not_acknowledged_was_not_done(service: Service) -> None:
    connectors = Connectors(service, "sigterm")
    assert service.process is not None
    with writing(connectors, "c") as told:
        told.wait_for(40)
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(30) == 0
    service.start()
    # A connection that was made as the listener closed breaks; a call that came in as gRPC stopped hears CANCELLED.
    assert set(told.answers.values()) <= {*CUT_OFF, "CANCELLED"}
    assert set(names_of(connectors)) ^ told.names("stored") == set()


def _listens(pid: int) -> bool:
    return any(each.status == psutil.CONN_LISTEN for each in psutil.Process(pid).net_connections("tcp"))
