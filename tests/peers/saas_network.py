"""A network of the tests' own, on which vendors' real host names lead to scripted peers.

Production code has no knob for it: the probe asks `https://acme.my.salesforce.com/…` as ever. The resolver's answer is
loopback (the one look-up, probes/egress/resolve.py), the kernel's connect goes to the peer's port in place of 443 (the
one door, probes/egress/dial.py), the guard lets exactly that name through, and the certificate is checked against a CA
that the operator's SSL_CERT_FILE names.
"""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from probes.connector_type import Secrecy
from probes.egress import dial
from probes.egress.classify import Address
from probes.egress.policy import EgressPolicy
from probes.registry import connector_types
from probes.result import ProbeResult
from probes.run import Job, run_probe
from tests.peers.certificates import Authority, Pair
from tests.peers.http_peer import HttpPeer, Received, Script, serving
from tests.peers.saas_samples import samples
from tests.probes.probing import spellings

HTTPS = 443
LOOPBACK = ip_address("127.0.0.1")
NAMES = (
    *("*.my.salesforce.com", "login.salesforce.com", "api.hubapi.com", "api.segmentapis.com", "api.segment.io"),
    *("eu1.api.segmentapis.com", "*.myshopify.com", "api.stripe.com", "*.api.mailchimp.com", "*.braze.com"),
    *("rest.iad-01.braze.com", "*.snowflakecomputing.com", "*.us-east-1.snowflakecomputing.com"),
    *("*.cloud.databricks.com", "*.azuredatabricks.net"),
)


@dataclass(frozen=True, slots=True)
class VendorAuthority:
    """A CA, and certificates for the vendors' host names; those of `unknown` are signed by nobody that is trusted."""

    ca: Path
    server: Pair
    unknown: Pair


@pytest.fixture(scope="session")
def vendor_authority(tmp_path_factory: pytest.TempPathFactory) -> VendorAuthority:
    folder = tmp_path_factory.mktemp("vendors")
    known, unknown = Authority(folder, "vendors-ca"), Authority(folder, "nobodys-ca")
    declared = {host for known in samples().values() for host in known.hosts()}
    names = tuple(x509.DNSName(name) for name in (*NAMES, *sorted(declared)))
    return VendorAuthority(known.pem, known.issue("vendors", names), unknown.issue("nobodys", names))


@dataclass(slots=True)
class VendorNetwork:
    """The peer answers for every name of NAMES that was `named`; `probe` runs a type's probe as the service does."""

    peer: HttpPeer
    named: set[str] = field(default_factory=set)
    port: int | None = None  # another port than the peer's: a closed one, or a silent server's

    @property
    def received(self) -> list[Received]:
        return self.peer.received

    def answers(self, script: Script, *names: str) -> None:
        """From here on these host names exist, and answer so."""
        self.peer.script = script
        self.named.update(names)

    def probe(
        self,
        type_name: str,
        config: Mapping[str, Any],
        auth: Mapping[str, Any],
        auth_method: str = "access_key",
        *,
        allowed: bool = True,
        seconds: float = 5.0,
    ) -> ProbeResult:
        """What the service would show. No secret of `auth` may be in it, and it must come in time."""
        declared = connector_types()[type_name]
        rules = [f"{name}:{HTTPS}" for name in self.named] if allowed else []
        job = Job("acme", "conn_1", type_name, auth_method, declared.parameters(config), dict(auth), seconds)
        begun = time.monotonic()
        result = run_probe(job, EgressPolicy.parse(rules, []))
        assert time.monotonic() - begun < seconds + 1.0
        shown = json.dumps(result.to_wire())
        for item in declared.credential_fields():
            for secret in (auth.get(item.name), config.get(item.name)) if item.secrecy is Secrecy.WHOLE else ():
                text = secret["private_key"] if isinstance(secret, dict) else secret
                assert not text or not any(spelling in shown for spelling in spellings(text)), item.name
        return result


@pytest.fixture(scope="session")
def vendor_peer(vendor_authority: VendorAuthority) -> Iterator[HttpPeer]:
    """One server for all: to start one a test would take longer than the test."""
    with serving(vendor_authority.server) as peer:
        yield peer


@pytest.fixture
def vendor_network(
    vendor_authority: VendorAuthority, vendor_peer: HttpPeer, monkeypatch: pytest.MonkeyPatch
) -> VendorNetwork:
    vendor_peer.received = []
    return _leading_to(vendor_peer, vendor_authority.ca, monkeypatch)


@contextmanager
def network(shown: Pair, ca: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[VendorNetwork]:
    """A network whose peer shows this certificate, on a machine whose operator trusts this CA."""
    with serving(shown) as peer:
        yield _leading_to(peer, ca, monkeypatch)


def _leading_to(peer: HttpPeer, ca: Path, monkeypatch: pytest.MonkeyPatch) -> VendorNetwork:
    running = VendorNetwork(peer)
    monkeypatch.setenv("SSL_CERT_FILE", str(ca))
    monkeypatch.setattr(socket, "getaddrinfo", _resolver(running))
    monkeypatch.setattr(dial, "_begin", _connector(running, dial._begin))
    return running


def _resolver(running: VendorNetwork) -> Callable[..., list[Any]]:
    def getaddrinfo(name: bytes, port: int, *_how: int) -> list[Any]:
        if name.decode() not in running.named:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (str(LOOPBACK), port))]

    return getaddrinfo


def _connector(running: VendorNetwork, begin: Callable[[Address, int], Any]) -> Callable[[Address, int], Any]:
    def connect(address: Address, port: int) -> Any:
        assert (address, port) == (LOOPBACK, HTTPS), "vendors are asked over https and on its own port"
        return begin(address, running.port or running.peer.port)

    return connect


@pytest.fixture
def closed_port() -> int:
    """A port that nothing listens at."""
    with socket.socket() as sock:
        sock.bind((str(LOOPBACK), 0))
        port: int = sock.getsockname()[1]
        return port


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port where connections are taken and nothing is ever said."""
    with socket.socket() as sock:
        sock.bind((str(LOOPBACK), 0))
        sock.listen()
        yield sock.getsockname()[1]
