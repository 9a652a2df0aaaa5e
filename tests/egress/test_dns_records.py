"""SRV and TXT records: from the machine's own name servers, over UDP or TCP, before the deadline."""

from __future__ import annotations

import socket
import time
from ipaddress import ip_address
from pathlib import Path

import pytest

from probes.egress import dns_records
from probes.egress.dns_records import look_up
from probes.result import ProbeFailure, Reason
from tests.egress.name_server import Zone, name_server

SRV = ("_mongodb._tcp.db.test.", "SRV")
ZONE = {SRV: ["0 0 27017 a.db.test.", "10 0 27018 b.db.test."], ("db.test.", "TXT"): ['"authSource=" "app"']}


def ask(name: str, kind: str, seconds: float = 2.0) -> list[str]:
    return sorted(str(record) for record in look_up(name, kind, time.monotonic() + seconds, field="config.host"))


@pytest.mark.parametrize("truncated", [False, True], ids=["UDP", "TCP after a cut answer"])
def test_records_are_found(monkeypatch: pytest.MonkeyPatch, truncated: bool) -> None:
    with name_server(monkeypatch, Zone(ZONE, truncated=truncated)):
        assert ask(*SRV) == sorted(ZONE[SRV])
        assert ask("db.test.", "TXT") == ['"authSource=" "app"']


def test_a_name_without_such_a_record_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    with name_server(monkeypatch, Zone(ZONE)):
        assert ask("db.test.", "SRV") == []


@pytest.mark.parametrize(
    ("name", "zone", "reason"),
    [
        ("absent.test.", Zone(ZONE), Reason.DNS_NOT_FOUND),
        ("db.test.", Zone(ZONE, failing=True), Reason.DNS_FAILED),
        ("db..test.", Zone(ZONE), Reason.INVALID_CONFIG),
    ],
)
def test_what_cannot_be_looked_up_is_told(
    monkeypatch: pytest.MonkeyPatch, name: str, zone: Zone, reason: Reason
) -> None:
    with name_server(monkeypatch, zone), pytest.raises(ProbeFailure) as failure:
        ask(name, "TXT")
    assert (failure.value.reason, failure.value.field) == (reason, "config.host")
    assert failure.value.hint


def test_a_name_server_that_is_silent_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        monkeypatch.setattr(
            dns_records, "name_servers", lambda: [(ip_address("127.0.0.1"), silent.getsockname()[1])] * 3
        )
        begun = time.monotonic()
        with pytest.raises(ProbeFailure) as failure:
            ask("db.test.", "TXT", seconds=0.3)
        assert time.monotonic() - begun < 1.3
    assert failure.value.reason is Reason.DNS_FAILED


def test_the_name_servers_are_those_of_the_machine() -> None:
    lines = Path("/etc/resolv.conf").read_text().splitlines()
    configured = [line.split()[1] for line in lines if line.startswith("nameserver")]
    assert [str(address) for address, _port in dns_records.name_servers()] == configured
