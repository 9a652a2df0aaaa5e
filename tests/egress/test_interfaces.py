"""A service that listens everywhere is not dialled by its own probes, at whichever of the machine's addresses."""

from __future__ import annotations

import socket
from ipaddress import ip_address

import pytest

from probes.egress.host import canonical_host
from probes.egress.interfaces import with_interfaces
from probes.egress.policy import EgressPolicy
from server.ports import reserve, shown, split


def _outward_address() -> str:
    """The address this machine would send from; nothing is sent. Loopback's where there is no route out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        address: str = sock.getsockname()[0]
        return address


@pytest.mark.parametrize("listening", ["0.0.0.0", "::"])
def test_every_address_of_the_machine_is_the_services_own(listening: str) -> None:
    own = _outward_address()
    policy = EgressPolicy.parse(["0.0.0.0/0"], [], with_interfaces([(listening, 8080)]))
    denial = policy.refuses(canonical_host(own), ip_address(own), 8080)
    assert denial is not None
    assert "service's own address" in denial.rule
    assert policy.refuses(canonical_host(own), ip_address(own), 8081) is None


def test_one_address_stays_one() -> None:
    assert with_interfaces([("127.0.0.1", 8080)]) == [("127.0.0.1", 8080)]


def test_a_listen_address_that_is_a_name_is_known_by_its_address() -> None:
    for name in ("localhost", socket.gethostname()):
        with reserve(f"{name}:0") as reserved:
            EgressPolicy.parse([], [], with_interfaces([split(shown(reserved))]))
