"""What the zygote does before the first child leaves nothing behind but speed."""

from __future__ import annotations

import mmap
import os
import threading
from collections.abc import Callable

import pytest

from probes.egress.approvals import is_approved
from probes.isolation import huge_pages
from probes.isolation.prober import Prober
from probes.isolation.rehearsal import rehearse
from tests.isolation.conftest import children_of
from tests.isolation.test_lifecycle import zygote_of


def test_a_rehearsal_succeeds_and_leaves_no_leave_to_dial(capfd: pytest.CaptureFixture[str]) -> None:
    threads = set(threading.enumerate())
    rehearse()
    assert capfd.readouterr().err == ""
    assert not any(is_approved("127.0.0.1", port) for port in range(1 << 16))
    assert set(threading.enumerate()) <= threads


def test_a_rehearsal_without_its_peer_costs_speed_alone(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("probes.isolation.rehearsal._ANSWER", b"220 no HTTP\r\n")
    rehearse()
    assert "were not rehearsed: http://127.0.0.1" in capfd.readouterr().err
    assert not any(is_approved("127.0.0.1", port) for port in range(1 << 16))


def test_a_prober_that_takes_tests_has_no_process_of_the_rehearsal_left(start_prober: Callable[..., Prober]) -> None:
    assert children_of(zygote_of(start_prober())) == []


def test_memory_holds_the_same_in_huge_pages() -> None:
    content = os.urandom(4096) * 2048
    with mmap.mmap(-1, len(content), flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        memory.write(content)
        huge_pages.collapse()
        assert memory[:] == content
