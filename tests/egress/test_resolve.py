"""A name is looked up once, and no answer of a name server leads to a blocked address."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from probes.egress.approvals import is_approved
from probes.egress.dial import Dialer
from probes.egress.http import HttpClient
from probes.egress.policy import EgressPolicy
from probes.result import Reason, Trace
from tests.egress.scripted import Conversation, dialer, failing, peer

_connects: list[tuple[str, int]] = []
_watching = threading.Event()


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect" and _watching.is_set():
        _connects.append(arguments[1][:2])


sys.addaudithook(_watch)


@pytest.fixture
def connects() -> Iterator[list[tuple[str, int]]]:
    """Every address this process tries to connect to, as the interpreter's audit events tell."""
    _connects.clear()
    _watching.set()
    yield _connects
    _watching.clear()


def resolver(monkeypatch: pytest.MonkeyPatch, *answers: list[str] | OSError) -> list[bytes]:
    """Answers look-ups one after the other, the last one for ever; returns the names asked for."""
    asked: list[bytes] = []

    def getaddrinfo(host, port, family=0, type=0, *_rest):  # noqa: A002  # the signature of socket.getaddrinfo
        asked.append(host)
        answer = answers[min(len(asked), len(answers)) - 1]
        if isinstance(answer, OSError):
            raise answer
        return [
            (socket.AF_INET6, type, 6, "", (text, port, 0, 0))
            if ":" in text
            else (socket.AF_INET, type, 6, "", (text, port))
            for text in answer
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def test_a_name_that_changes_its_address_is_dialled_where_it_was_checked(monkeypatch, connects):
    """Public first, private next: 127.0.0.2 stands for the public address, being the only one allowed."""
    with peer(Conversation.hang, "127.0.0.2") as there:
        asked = resolver(monkeypatch, ["127.0.0.2"], ["127.0.0.1"])
        guard = dialer(f"127.0.0.2:{there.port}")
        guard.connect("rebind.example", there.port).close()
        assert connects == [("127.0.0.2", there.port)]
        assert asked == [b"rebind.example"]
        with failing() as found:
            guard.connect("rebind.example", there.port)
    assert found[0].reason is Reason.EGRESS_DENIED
    assert connects == [("127.0.0.2", there.port)]


@pytest.mark.parametrize(
    "answer", [["93.184.216.34", "10.0.0.1"], ["2606:4700::1", "::ffff:10.0.0.1"], ["::1", "8.8.8.8"]]
)
def test_a_name_with_one_blocked_answer_is_refused_whole(monkeypatch, connects, answer):
    resolver(monkeypatch, answer)
    with failing() as found:
        dialer().connect("two.example", 443)
    assert found[0].reason is Reason.EGRESS_DENIED
    assert connects == []
    assert not any(address in found[0].message + found[0].hint for address in ("10.0.0.1", "::1"))


def test_http_dials_the_checked_address_too(monkeypatch, connects):
    resolver(monkeypatch, ["127.0.0.1"])
    with failing() as found:
        HttpClient(dialer()).request("GET", "http://rebind.example:8080/")
    assert found[0].reason is Reason.EGRESS_DENIED
    assert connects == []


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (socket.gaierror(socket.EAI_NONAME, ""), Reason.DNS_NOT_FOUND),
        (socket.gaierror(socket.EAI_NODATA, ""), Reason.DNS_NOT_FOUND),
        (socket.gaierror(socket.EAI_AGAIN, ""), Reason.DNS_FAILED),
        (socket.gaierror(socket.EAI_FAIL, ""), Reason.DNS_FAILED),
    ],
)
def test_a_failed_look_up_says_whose_fault_it_is(monkeypatch, error, reason):
    resolver(monkeypatch, error)
    with failing() as found:
        dialer().connect("db.example", 5432)
    assert found[0].reason is reason


def test_a_name_server_that_is_silent_ends_at_the_deadline(monkeypatch):
    released = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args: released.wait(20) and [])
    with failing() as found:
        dialer().connect("slow.example", 5432)
    released.set()
    assert found[0].reason is Reason.DNS_FAILED
    for thread in threading.enumerate():
        if thread.name == "resolve":
            thread.join(5)
            assert not thread.is_alive()


def test_only_what_was_approved_is_known_as_approved(monkeypatch):
    resolver(monkeypatch, ["93.184.216.77"])
    assert not is_approved("93.184.216.77", 4711)
    guard = Dialer(EgressPolicy.parse([], []), Trace(), time.monotonic() + 1)
    assert [(each.host, each.address) for each in guard.approve("A.example.", 4711)] == [("a.example", "93.184.216.77")]
    assert is_approved("93.184.216.77", 4711)
    assert is_approved("::ffff:93.184.216.77", 4711)
    assert not is_approved("93.184.216.77", 4712)
