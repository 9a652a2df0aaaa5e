"""Readiness: says what is wrong, within its time, and never more than it should."""

from __future__ import annotations

import threading
import time

from server.observe.health import LATE, Readiness


def well() -> None:
    return


def test_ready_while_every_check_passes() -> None:
    assert Readiness({"database": well, "prober": well}).report() == (
        True,
        {"draining": False, "checks": {"database": "ok", "prober": "ok"}},
    )


def test_one_failure_is_named_without_its_text() -> None:
    def away() -> None:
        raise ConnectionError("postgresql://u:canary@10.0.0.1/x")

    ready, why = Readiness({"database": away, "prober": well}).report()
    assert not ready
    assert why["checks"] == {"database": "failed (ConnectionError)", "prober": "ok"}


def test_draining_is_not_ready_though_all_is_well() -> None:
    readiness = Readiness({"database": well})
    assert readiness.is_ready()
    readiness.drain()
    assert readiness.report() == (False, {"draining": True, "checks": {"database": "ok"}})


def test_a_check_that_hangs_costs_one_thread_and_no_more_time_than_allowed() -> None:
    release = threading.Event()

    def hang() -> None:
        release.wait()

    readiness = Readiness({"a": hang, "b": hang, "c": well}, timeout_seconds=0.2, fresh_seconds=0)
    before, begun = threading.active_count(), time.monotonic()
    for _ in range(5):
        ready, why = readiness.report()
        assert (ready, why["checks"]) == (False, {"a": LATE, "b": LATE, "c": "ok"})
    assert time.monotonic() - begun < 10
    assert threading.active_count() - before <= 2
    release.set()
    assert _eventually(readiness)


def test_it_recovers() -> None:
    broken = True

    def check() -> None:
        if broken:
            raise OSError

    readiness = Readiness({"database": check}, fresh_seconds=0)
    assert not readiness.is_ready()
    broken = False
    assert readiness.is_ready()


def test_many_askers_do_not_ask_the_database_each_time() -> None:
    asked = []
    readiness = Readiness({"database": lambda: asked.append(1)}, fresh_seconds=60)
    threads = [threading.Thread(target=readiness.is_ready) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(asked) == 1


def _eventually(readiness: Readiness) -> bool:
    return any(readiness.is_ready() for _ in range(50))
