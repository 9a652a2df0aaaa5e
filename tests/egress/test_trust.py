"""Which authorities a probe's process believes, with contexts made ahead and without."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from probes.egress import tls, trust
from probes.result import Reason
from server.prober.local import ca_bundle_of
from server.settings import WrongSetting, load
from tests.egress.scripted import Peer, dialer_to, failing, peer
from tests.peers.certificates import Certificates, Pair


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    yield
    trust._operators.clear()
    trust._ready.clear()


@pytest.fixture
def peer_of(certificates: Certificates) -> Iterator[Peer]:
    with peer(lambda conversation: conversation.tls(_serving(certificates.server)).hang()) as there:
        yield there


def _serving(pair: Pair) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate, pair.key)
    return context


def connect(there: Peer) -> None:
    guard = dialer_to(there)
    guard.start_tls(guard.connect("127.0.0.1", there.port), "127.0.0.1", tls.context()).close()


@pytest.mark.parametrize("ahead", [0, 2])
def test_an_authority_that_nobody_named_is_not_trusted(peer_of: Peer, ahead: int) -> None:
    trust.prepare(ahead)
    for _ in range(3):  # beyond those made ahead
        with failing() as found:
            connect(peer_of)
        assert found[0].reason is Reason.TLS_UNTRUSTED


@pytest.mark.parametrize("ahead", [0, 2])
def test_the_operators_authorities_are_trusted_beside_the_systems(
    peer_of: Peer, certificates: Certificates, ahead: int
) -> None:
    trust.prepare(ahead)
    trust.trust_also(trust.read_bundle(certificates.ca))
    trust.prepare(ahead)
    for _ in range(3):
        connect(peer_of)
    assert tls.context().cert_store_stats()["x509_ca"] > 1


def test_a_connectors_own_authorities_stand_alone(peer_of: Peer, certificates: Certificates) -> None:
    trust.trust_also(trust.read_bundle(certificates.ca))
    guard = dialer_to(peer_of)
    with failing() as found:
        context = tls.context(ca_pem=certificates.unknown_ca.read_text())
        guard.start_tls(guard.connect("127.0.0.1", peer_of.port), "127.0.0.1", context)
    assert found[0].reason is Reason.TLS_UNTRUSTED


def test_what_is_changed_of_one_context_is_changed_of_no_other() -> None:
    trust.prepare(2)
    changed = tls.context(check_hostname=False)
    assert tls.context().check_hostname
    assert tls.context() is not changed


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "No such file"), (b"", "no PEM"), (b"hello", "no PEM"), (b"\x30\x82\xff", "no PEM")],
    ids=["absent", "empty", "text", "der"],
)
def test_a_bundle_that_cannot_be_used_stops_the_start(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "authorities.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(WrongSetting) as refused:
        ca_bundle_of(load({"CONNECTORS_CA_BUNDLE": str(path)}))
    assert str(refused.value).startswith(f"CONNECTORS_CA_BUNDLE: {path}: {said}")
