"""Dialling: every peer, however it behaves, ends within the deadline with the reason that fits."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
import time
from ipaddress import ip_address

import pytest

from probes.egress import tls
from probes.egress.dial import Dialer
from probes.egress.policy import EgressPolicy
from probes.egress.race import interleaved
from probes.result import Level, Reason, StepName, StepStatus, Trace
from tests.egress.scripted import SECONDS, Conversation, dialer, dialer_to, failing, peer
from tests.peers.certificates import Certificates, Pair


def serving(pair: Pair, **attributes: object) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate, pair.key)
    for name, value in attributes.items():
        setattr(context, name, value)
    return context


def trusting(certificates: Certificates) -> ssl.SSLContext:
    return tls.context(ca_pem=certificates.ca.read_text())


def test_a_peer_that_accepts_is_reached_and_every_step_is_told():
    with peer(Conversation.hang) as there:
        guard = dialer_to(there)
        guard.connect("127.0.0.1", there.port).close()
    assert [step.name for step in guard.trace.steps] == [StepName.RESOLVE, StepName.EGRESS, StepName.CONNECT]
    assert guard.trace.level is Level.REACHABLE


def test_a_closed_port_is_refused():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with failing() as found:
        dialer(f"127.0.0.1:{port}").connect("127.0.0.1", port)
    assert found[0].reason is Reason.CONNECTION_REFUSED


def test_an_address_that_never_answers_is_a_time_out():
    # A listener whose queue is full drops the first packet of whoever comes after.
    with socket.socket() as listener, socket.socket() as one, socket.socket() as two:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        for filler in (one, two):
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
        with failing() as found:
            dialer(f"127.0.0.1:{port}").connect("127.0.0.1", port)
    assert found[0].reason is Reason.TIMEOUT


def test_a_dead_first_address_does_not_eat_the_budget_of_the_second(monkeypatch):
    with peer(Conversation.hang) as there, socket.socket() as dead, socket.socket() as one, socket.socket() as two:
        dead.bind(("127.0.0.2", there.port))
        dead.listen(0)
        for filler in (one, two):
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.2", there.port))
        answers = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, there.port)) for each in ("127.0.0.2", "127.0.0.1")
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: answers)
        guard = dialer(f"127.0.0.0/8:{there.port}", seconds=5)
        begun = time.monotonic()
        with guard.connect("two.example", there.port) as sock:
            assert sock.getpeername()[0] == "127.0.0.1"
        assert time.monotonic() - begun < 3


def test_families_take_turns():
    addresses = [ip_address(text) for text in ("::1", "::2", "::3", "127.0.0.1", "127.0.0.2")]
    assert [str(address) for address in interleaved(addresses)] == ["::1", "127.0.0.1", "::2", "127.0.0.2", "::3"]
    assert interleaved([]) == []


@pytest.mark.parametrize(
    ("which", "reason"),
    [
        ("expired", Reason.TLS_EXPIRED),
        ("wrong_name", Reason.TLS_NAME_MISMATCH),
        ("unknown", Reason.TLS_UNTRUSTED),
    ],
)
def test_a_certificate_that_is_wrong_says_how(certificates, which, reason):
    context = serving(getattr(certificates, which))
    with peer(lambda conversation: conversation.tls(context).hang()) as there, failing() as found:
        guard = dialer_to(there)
        guard.start_tls(guard.connect("127.0.0.1", there.port), "127.0.0.1", trusting(certificates))
    assert found[0].reason is reason
    assert guard.trace.steps[-1].name is StepName.TLS
    assert guard.trace.steps[-1].status is StepStatus.FAILED


def test_tls_with_a_good_certificate_verifies_its_name_and_warns_when_it_soon_expires(certificates):
    for pair, warned in ((certificates.server, False), (certificates.expiring, True)):
        context = serving(pair)
        with peer(lambda conversation, context=context: conversation.tls(context).hang()) as there:
            guard = dialer_to(there)
            guard.start_tls(guard.connect("127.0.0.1", there.port), "127.0.0.1", trusting(certificates)).close()
        assert guard.trace.level is Level.TLS
        assert bool(guard.trace.warnings) is warned


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1 is deprecated")
def test_tls_1_0_is_named_as_too_old(certificates):
    old = serving(certificates.server, minimum_version=ssl.TLSVersion.TLSv1, maximum_version=ssl.TLSVersion.TLSv1)
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    with peer(lambda conversation: conversation.tls(old).hang()) as there, failing() as found:
        guard = dialer_to(there)
        guard.start_tls(guard.connect("127.0.0.1", there.port), "127.0.0.1", trusting(certificates))
    assert found[0].reason is Reason.PROTOCOL_MISMATCH
    assert "1.2" in found[0].message


def _answers_http(conversation: Conversation) -> None:
    conversation.sock.recv(100)
    conversation.sock.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
    conversation.hang()


def _byte_a_second_tls(conversation: Conversation) -> None:
    conversation.sock.recv(100)
    conversation.drip(b"\x16\x03\x03\x40\x00" + bytes(1000), seconds=0.2)


def _closes(conversation: Conversation) -> None:
    conversation.sock.recv(65536)


def _resets(conversation: Conversation) -> None:
    conversation.sock.recv(65536)
    conversation.reset()


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (Conversation.hang, Reason.TIMEOUT),
        (_byte_a_second_tls, Reason.TIMEOUT),
        (_answers_http, Reason.PROTOCOL_MISMATCH),
        (lambda conversation: conversation.drip(b"SSH-2.0-x\r\n" * 9, 0.001), Reason.PROTOCOL_MISMATCH),
        (_closes, Reason.UNREACHABLE),
        (_resets, Reason.UNREACHABLE),
    ],
    ids=["silent", "byte-a-second", "http", "ssh", "closes", "resets"],
)
def test_a_peer_that_does_not_finish_the_handshake(certificates, script, reason):
    with peer(script) as there, failing() as found:
        guard = dialer_to(there)
        guard.start_tls(guard.connect("127.0.0.1", there.port), "127.0.0.1", trusting(certificates))
    assert found[0].reason is reason


@pytest.mark.parametrize("driver_timeout", [None, 0.5, 60.0])
@pytest.mark.parametrize("encrypted", [False, True])
def test_a_byte_a_second_cannot_stretch_a_reader_whatever_time_out_it_sets(certificates, driver_timeout, encrypted):
    """Read as drivers do: through a file made of the socket, whose each recv succeeds in time."""
    context = serving(certificates.server)

    def drip(conversation: Conversation) -> None:
        (conversation.tls(context) if encrypted else conversation).drip(bytes(1000))

    with peer(drip) as there:
        guard = dialer_to(there)
        begun = time.monotonic()
        sock = guard.connect("127.0.0.1", there.port)
        if encrypted:  # wrapped as a driver does it, by itself
            sock = trusting(certificates).wrap_socket(sock, server_hostname="localhost")
        sock.settimeout(driver_timeout)
        with sock, sock.makefile("rb") as reader, pytest.raises(TimeoutError):
            reader.read(1000)
        assert time.monotonic() - begun < SECONDS + 1


def test_a_peer_that_reads_nothing_cannot_stretch_a_writer():
    with peer(Conversation.hang) as there:
        guard = dialer_to(there)
        begun = time.monotonic()
        with guard.connect("127.0.0.1", there.port) as sock, pytest.raises(TimeoutError):
            sock.sendall(bytes(64 << 20))
        assert time.monotonic() - begun < SECONDS + 1


def test_a_host_that_is_not_canonical_is_named_by_its_field():
    with failing() as found:
        dialer("127.0.0.1").connect("0x7f.1", 80, field="config.bootstrapServers")
    assert found[0].reason is Reason.INVALID_CONFIG
    assert found[0].field == "config.bootstrapServers"
    assert found[0].message.startswith("config.bootstrapServers ")


@pytest.mark.parametrize("port", [0, -1, 65536, True, None])
def test_a_port_that_is_none_is_refused(port):
    with failing() as found:
        dialer("127.0.0.1").connect("127.0.0.1", port)
    assert found[0].reason is Reason.INVALID_CONFIG


def test_a_denied_name_is_not_even_looked_up(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: pytest.fail("looked up"))
    guard = Dialer(EgressPolicy.parse([], ["*.internal"]), Trace(), time.monotonic() + 1)
    with failing() as found:
        guard.connect("db.internal", 5432)
    assert found[0].reason is Reason.EGRESS_DENIED
    assert "*.internal" in found[0].message


_CLIENT_CERTIFICATE_WITHOUT_FILES = """
import resource, signal, sys
from pathlib import Path
from probes.egress import tls
pair = Path(sys.argv[1]).read_text(), Path(sys.argv[2]).read_text()
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
tls.context(client_cert_pem=pair[0], client_key_pem=pair[1])
"""


def test_a_client_certificate_is_shown_and_needs_no_file(certificates):
    pair = certificates.client
    command = [sys.executable, "-c", _CLIENT_CERTIFICATE_WITHOUT_FILES, str(pair.certificate), str(pair.key)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr

    context = serving(certificates.server, verify_mode=ssl.CERT_REQUIRED)
    context.load_verify_locations(certificates.ca)
    seen = []

    def show(conversation: Conversation) -> None:
        secured = conversation.tls(context)
        assert isinstance(secured.sock, ssl.SSLSocket)
        seen.append(secured.sock.getpeercert()["subject"])
        secured.sock.sendall(b"!")

    ours = tls.context(
        ca_pem=certificates.ca.read_text(),
        client_cert_pem=pair.certificate.read_text(),
        client_key_pem=pair.key.read_text(),
    )
    with peer(show) as there:
        guard = dialer_to(there)
        with guard.start_tls(guard.connect("127.0.0.1", there.port), "127.0.0.1", ours) as sock:
            assert sock.recv(1) == b"!"
    assert seen == [((("commonName", "client"),),)]


def test_pem_that_cannot_be_read_names_its_field(certificates):
    good = certificates.client.certificate.read_text()
    other_key = certificates.server.key.read_text()
    for wrong, field in (
        ({"ca_pem": "nonsense"}, "config.sslRootCert"),
        ({"client_cert_pem": "nonsense"}, "authConfig.clientCertificate"),
        ({"client_cert_pem": good, "client_key_pem": other_key}, "authConfig.clientCertificate"),
        ({"client_cert_pem": "x" * 70_000}, "authConfig.clientCertificate"),
    ):
        with failing() as found:
            tls.context(**wrong)
        assert found[0].reason is Reason.INVALID_CONFIG
        assert found[0].field == field
