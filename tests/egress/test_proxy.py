"""The operator's outbound proxy: who is asked for what, what its answers mean, and that nothing goes round it."""

from __future__ import annotations

import dataclasses
import json
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from probes.egress import tls
from probes.egress.approvals import is_approved
from probes.egress.dial import Dialer
from probes.egress.http import HttpClient
from probes.egress.policy import EgressPolicy
from probes.egress.proxy import OutboundProxy
from probes.isolation.config import ZygoteConfig
from probes.isolation.prober import Prober
from probes.isolation.runner import ProbeRunner
from probes.registry import connector_types
from probes.result import Level, ProbeFailure, ProbeResult, Reason, StepName, StepStatus, Trace
from probes.run import Job, run_probe
from server.prober.local import policy_of
from server.settings import WrongSetting, load
from tests.egress.connect_proxy import BASIC, PASSWORD, USERINFO, connect_proxy
from tests.egress.scripted import GRACE, SECONDS, Conversation, peer
from tests.peers.certificates import Certificates
from tests.peers.postgresql import PostgresqlServer

SECRETS = (PASSWORD, USERINFO, USERINFO.partition(":")[2], BASIC)
ROOT = Path(__file__).parents[2]


def policy(url: str, *allow: str, direct: tuple[str, ...] = ()) -> EgressPolicy:
    return dataclasses.replace(EgressPolicy.parse(allow, []), proxy=OutboundProxy.parse(url, direct))


def dialer(url: str, *allow: str, direct: tuple[str, ...] = (), seconds: float = SECONDS) -> Dialer:
    return Dialer(policy(url, *allow, direct=direct), Trace(), time.monotonic() + seconds)


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def answer(_name: object, port: int, *_rest: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", answer)


def refused(guard: Dialer, host: str, port: int) -> ProbeFailure:
    """The failure, which must come in time, be complete and say nothing of the proxy's secrets or whereabouts."""
    begun = time.monotonic()
    with pytest.raises(ProbeFailure) as found:
        guard.connect(host, port)
    assert time.monotonic() - begun < SECONDS + GRACE
    failure = found.value
    assert failure.hint
    shown = f"{failure.message} {failure.hint} {guard.trace.steps!r} {guard.policy!r}"
    assert not any(secret in shown for secret in SECRETS)
    assert guard.trace.steps[-1].status is StepStatus.FAILED
    return failure


def greets(conversation: Conversation) -> None:
    conversation.sock.sendall(b"220 hello\r\n")
    conversation.hang()


# What is reached, and how.


def test_a_peer_is_reached_through_the_proxy_by_its_address_and_the_step_says_so(monkeypatch):
    resolving(monkeypatch, "127.0.0.1")
    with peer(greets) as there, connect_proxy() as proxy:
        guard = dialer(proxy.url, f"db.example:{there.port}")
        with guard.connect("db.example", there.port) as sock:
            assert sock.recv(100) == b"220 hello\r\n"
            assert sock.getpeername() == ("127.0.0.1", there.port)
        assert proxy.targets == [f"127.0.0.1:{there.port}"]
        assert "db.example" not in proxy.heads[0]
        assert "Proxy-Authorization" not in proxy.heads[0]
    assert [step.name for step in guard.trace.steps] == [StepName.RESOLVE, StepName.EGRESS, StepName.CONNECT]
    assert guard.trace.steps[-1].message == "through the outbound proxy"
    assert guard.trace.level is Level.REACHABLE


def test_an_ipv6_address_stands_in_brackets():
    with peer(greets, "::1") as there, connect_proxy() as proxy:
        with dialer(proxy.url, f"[::1]:{there.port}").connect("::1", there.port) as sock:
            assert sock.recv(3) == b"220"
        assert proxy.targets == [f"[::1]:{there.port}"]


def test_the_proxys_own_name_is_looked_up_and_its_credentials_are_sent(monkeypatch):
    resolving(monkeypatch, "127.0.0.1")
    with peer(greets) as there, connect_proxy(guarded=True) as proxy:
        url = f"http://{USERINFO}@proxy.corp.example:{proxy.port}/"
        with dialer(url, f"127.0.0.1:{there.port}").connect("127.0.0.1", there.port) as sock:
            assert sock.recv(3) == b"220"
        assert f"Proxy-Authorization: Basic {BASIC}\r\n" in proxy.heads[0]


def test_http_goes_through_the_proxy_and_its_host_header_stays_the_peers(monkeypatch):
    resolving(monkeypatch, "127.0.0.1")
    seen: list[bytes] = []

    def answer(conversation: Conversation) -> None:
        seen.append(conversation.read_request())
        conversation.sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    with peer(answer) as there, connect_proxy(guarded=True) as proxy:
        guard = dialer(proxy.url_with_credentials, f"api.example:{there.port}")
        reply = HttpClient(guard).request("GET", f"http://api.example:{there.port}/v1")
        assert (reply.status, reply.body) == (200, b"ok")
        assert proxy.targets == [f"127.0.0.1:{there.port}"]
    assert f"Host: api.example:{there.port}".encode() in seen[0]
    assert seen[0].startswith(b"GET /v1 ")
    assert b"Proxy-Authorization" not in seen[0]


def test_tls_is_the_peers_own_and_its_name_is_verified_inside_the_tunnel(monkeypatch, certificates: Certificates):
    resolving(monkeypatch, "127.0.0.1")
    trusting = tls.context(ca_pem=certificates.ca.read_text())
    for pair, reason in ((certificates.server, None), (certificates.wrong_name, Reason.TLS_NAME_MISMATCH)):
        serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        serving.load_cert_chain(pair.certificate, pair.key)
        with peer(lambda conversation, own=serving: greets(conversation.tls(own))) as there, connect_proxy() as proxy:
            guard = dialer(proxy.url, f"localhost:{there.port}")
            sock = guard.connect("localhost", there.port)
            if reason is None:
                with guard.start_tls(sock, "localhost", trusting) as secured:
                    assert secured.recv(3) == b"220"
                    assert secured.getpeername() == ("127.0.0.1", there.port)
                continue
            with pytest.raises(ProbeFailure) as found:
                guard.start_tls(sock, "localhost", trusting)
            assert found.value.reason is reason
            assert f"localhost:{there.port}" in found.value.message


def test_a_byte_a_second_cannot_stretch_a_reader_through_the_proxy():
    with peer(lambda conversation: conversation.drip(bytes(1000))) as there, connect_proxy() as proxy:
        begun = time.monotonic()
        with dialer(proxy.url, f"127.0.0.1:{there.port}").connect("127.0.0.1", there.port) as sock:
            sock.settimeout(60)
            with sock.makefile("rb") as reader, pytest.raises(TimeoutError):
                reader.read(1000)
        assert time.monotonic() - begun < SECONDS + GRACE


HEADS = {
    "plain": b"HTTP/1.1 200 OK\r\n\r\n",
    "http-1.0-and-bare-lines": b"HTTP/1.0 200 Connection established\nVia: x\n\n",
    "no-reason": b"HTTP/1.1 204\r\n\r\n",
    "a-length-is-ignored": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n",
    "interim": b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    "long": b"HTTP/1.1 200 OK\r\nX-Filler: " + b"x" * 12_000 + b"\r\n\r\n",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
@pytest.mark.parametrize("slowly", [False, True], ids=["at-once", "by-and-by"])
def test_what_follows_the_answer_is_the_peers_to_the_byte(head: bytes, slowly: bool):
    """In one segment with the peer's first words, and cut within the empty line."""

    def answer(conversation: Conversation) -> None:
        conversation.read_request()
        cuts = [0, len(head) - 3, len(head) - 2, len(head) - 1, len(head) + 4] if slowly else [0]
        for begin, end in zip(cuts, [*cuts[1:], None], strict=True):
            conversation.sock.sendall((head + b"\r\n\r\n5.5.5-MariaDB")[begin:end])
            time.sleep(0.02 if slowly else 0)
        conversation.hang()

    with peer(answer) as proxy:
        sock = dialer(proxy.url, "127.0.0.1:9").connect("127.0.0.1", 9)
        with sock, sock.makefile("rb") as reader:
            assert reader.read(17) == b"\r\n\r\n5.5.5-MariaDB"


# What the proxy refuses, and what is wrong with it.


def answering(answer: bytes, *, then: Callable[[Conversation], None] = Conversation.hang) -> Callable[..., None]:
    def script(conversation: Conversation) -> None:
        conversation.read_request()
        conversation.sock.sendall(answer)
        then(conversation)

    return script


def closing(_conversation: Conversation) -> None:
    """Says nothing more and hangs up."""


def dribbling(conversation: Conversation) -> None:
    conversation.read_request()
    conversation.drip(b"HTTP/1.1 200 OK\r\n" + b"X-Filler: x\r\n" * 1000, 0.1)


ANSWERS: dict[str, tuple[Callable[[Conversation], None], Reason, str]] = {
    "403": (answering(b"HTTP/1.1 403 Forbidden\r\n\r\nsquid"), Reason.EGRESS_DENIED, "refuses 127.0.0.1:9"),
    "407": (answering(b"HTTP/1.1 407 No\r\n\r\n"), Reason.INTERNAL, "was not given"),
    "500": (answering(b"HTTP/1.0 500 Unable to connect\r\n\r\n"), Reason.UNREACHABLE, "127.0.0.1:9"),
    "502": (answering(b"HTTP/1.1 502 Bad Gateway\r\n\r\n"), Reason.UNREACHABLE, "cannot reach 127.0.0.1:9"),
    "503": (answering(b"HTTP/1.1 503 Busy\r\n\r\n"), Reason.UNREACHABLE, "127.0.0.1:9"),
    "504": (answering(b"HTTP/1.1 504 Gateway Timeout\r\n\r\n"), Reason.TIMEOUT, "127.0.0.1:9"),
    "405": (answering(b"HTTP/1.1 405 Method Not Allowed\r\n\r\n"), Reason.INTERNAL, "405"),
    "redirect": (answering(b"HTTP/1.1 302 Found\r\nLocation: http://evil/\r\n\r\n"), Reason.INTERNAL, "302"),
    "silent": (Conversation.hang, Reason.TIMEOUT, "did not reach 127.0.0.1:9"),
    "dribbles": (dribbling, Reason.INTERNAL, "did not finish its answer"),
    "half-a-head": (answering(b"HTTP/1.1 200 OK\r\nVia: "), Reason.INTERNAL, "did not finish its answer"),
    "cut-off": (answering(b"HTTP/1.1 200 OK\r\nVia: ", then=closing), Reason.INTERNAL, "closed the connection"),
    "hangs-up": (closing, Reason.INTERNAL, "closed the connection"),
    "resets": (Conversation.reset, Reason.INTERNAL, "closed the connection"),
    "ssh": (answering(b"SSH-2.0-OpenSSH_9.2\r\n"), Reason.INTERNAL, "HTTP proxy"),
    "http-2": (answering(b"HTTP/2 200\r\n\r\n"), Reason.INTERNAL, "HTTP proxy"),
    "no-status": (answering(b"HTTP/1.1 OK\r\n\r\n"), Reason.INTERNAL, "HTTP proxy"),
    "socks": (answering(b"\x05\xff"), Reason.INTERNAL, "HTTP proxy"),
    "endless-head": (
        lambda conversation: (conversation.read_request(), conversation.flood(b"HTTP/1.1 200 OK\r\n" * 999)),
        Reason.INTERNAL,
        "HTTP proxy",
    ),
    "endless-interim": (
        lambda conversation: (conversation.read_request(), conversation.flood(b"HTTP/1.1 103 Hints\r\n\r\n" * 99)),
        Reason.INTERNAL,
        "HTTP proxy",
    ),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_every_answer_has_the_reason_that_fits_and_a_fault_of_the_proxy_is_not_the_connectors(case: str):
    script, reason, said = ANSWERS[case]
    with peer(script) as proxy:
        guard = dialer(proxy.url, "127.0.0.1:9")
        failure = refused(guard, "127.0.0.1", 9)
    assert failure.reason is reason
    assert said in failure.message
    assert guard.trace.steps[-1].name is StepName.CONNECT
    if reason is Reason.INTERNAL:
        assert failure.field is None
        assert "operator" in str(failure.hint)
        assert str(proxy.port) not in failure.message
    else:
        assert failure.field == "config.host"


@pytest.mark.parametrize("status", [401, 407])  # Tinyproxy 1.11 says 401, RFC 9110 wants 407
def test_wrong_credentials_blame_the_proxys_setting(status: int):
    with connect_proxy(guarded=True, unauthorized=status) as proxy:
        url = f"http://connectors:wrong-secret@127.0.0.1:{proxy.port}"
        guard = dialer(url, "127.0.0.1:9")
        failure = refused(guard, "127.0.0.1", 9)
    assert failure.reason is Reason.INTERNAL
    assert "refuses the service's own credentials" in failure.message
    assert "CONNECTORS_EGRESS_PROXY" in str(failure.hint)
    assert "wrong-secret" not in f"{failure.message} {failure.hint} {guard.trace.steps!r} {guard.policy!r}"


def test_a_proxy_that_is_not_there_is_no_fault_of_the_connector(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    failure = refused(dialer(f"http://{USERINFO}@127.0.0.1:{port}", "127.0.0.1:9"), "127.0.0.1", 9)
    assert (failure.reason, failure.field) == (Reason.INTERNAL, None)
    assert "does not accept connections" in failure.message

    def unknown(*_args: object) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    failure = refused(dialer("http://proxy.example:3128", "127.0.0.1:9"), "127.0.0.1", 9)
    assert (failure.reason, failure.field) == (Reason.INTERNAL, None)
    assert "proxy.example" not in f"{failure.message} {failure.hint}"


def test_a_dead_first_address_does_not_keep_the_second_from_being_asked_for(monkeypatch):
    resolving(monkeypatch, "127.0.0.2", "127.0.0.1")
    with peer(greets) as there, connect_proxy(dead=("127.0.0.2",)) as proxy:
        with dialer(proxy.url, f"two.example:{there.port}").connect("two.example", there.port) as sock:
            assert sock.recv(3) == b"220"
        assert proxy.targets == [f"127.0.0.2:{there.port}", f"127.0.0.1:{there.port}"]


# Nothing goes round the guard by way of the proxy, nor round the proxy.


@pytest.mark.parametrize(
    ("host", "addresses"),
    [
        ("169.254.169.254", ()),
        ("10.0.0.1", ()),
        ("127.0.0.1", ()),
        ("rebound.example", ("93.184.216.34", "192.168.0.1")),
        ("0x7f.1", ()),
        ("db.internal", ("93.184.216.34",)),
    ],
)
def test_a_blocked_target_never_reaches_the_proxy(monkeypatch, host: str, addresses: tuple[str, ...]):
    resolving(monkeypatch, *addresses)
    with connect_proxy() as proxy:
        outbound = OutboundProxy.parse(proxy.url)
        rules = dataclasses.replace(EgressPolicy.parse([], ["*.internal"]), proxy=outbound)
        failure = refused(Dialer(rules, Trace(), time.monotonic() + SECONDS), host, 443)
        assert failure.reason in (Reason.EGRESS_DENIED, Reason.INVALID_CONFIG)
        assert proxy.heads == []


def test_the_proxy_itself_is_no_peer_that_a_connector_may_name():
    with connect_proxy() as proxy:
        assert refused(dialer(proxy.url), "127.0.0.1", proxy.port).reason is Reason.EGRESS_DENIED
        assert proxy.heads == []


def test_a_tenants_own_rules_and_the_way_to_the_zygote_keep_the_proxy():
    operators = policy(f"http://{USERINFO}@proxy.example:3128", direct=("10.0.0.0/8", "*.corp.example"))
    across = EgressPolicy.from_wire(json.loads(json.dumps(operators.to_wire())))
    assert across == operators
    tenants = across.with_rules(["10.0.0.0/8"], ["*.internal"])
    assert tenants.proxy == operators.proxy
    shown = repr((operators, tenants, ZygoteConfig(1, 2, policy=operators.to_wire())))
    assert not any(secret in shown for secret in SECRETS)


@pytest.mark.parametrize(
    ("host", "direct", "passed"),
    [
        ("127.0.0.1", ("127.0.0.0/8",), False),
        ("db.corp.example", ("*.corp.example",), False),
        ("db.corp.example", ("127.0.0.1",), False),
        ("db.corp.example", ("127.0.0.1:9",), True),
        ("db.corp.example", ("10.0.0.0/8", "corp.example"), True),
    ],
)
def test_peers_of_the_no_proxy_list_are_dialled_directly(monkeypatch, host, direct, passed):
    resolving(monkeypatch, "127.0.0.1")
    with peer(greets) as there, connect_proxy() as proxy:
        guard = dialer(proxy.url, "127.0.0.1", direct=direct)
        with guard.connect(host, there.port) as sock:
            assert sock.recv(3) == b"220"
        assert bool(proxy.heads) is passed
        assert is_approved("127.0.0.1", there.port) is not passed
    assert bool(guard.trace.steps[-1].message) is passed


def test_a_name_with_one_address_beyond_the_no_proxy_list_goes_through_the_proxy(monkeypatch):
    resolving(monkeypatch, "127.0.0.1", "127.0.0.2")
    with peer(greets) as there, connect_proxy() as proxy:
        guard = dialer(proxy.url, "127.0.0.0/8", direct=("127.0.0.1",))
        guard.connect("two.example", there.port).close()
        assert proxy.heads


_GOES_ROUND = """
import dataclasses, socket, sys, time
from probes.egress.dial import Dialer
from probes.egress.policy import EgressPolicy
from probes.egress.proxy import OutboundProxy
from probes.isolation import audit
from probes.result import ProbeFailure, Trace
audit.install()
port = int(sys.argv[1])
policy = dataclasses.replace(EgressPolicy.parse(["127.0.0.1"], []), proxy=OutboundProxy.parse(sys.argv[2]))
guard = Dialer(policy, Trace(), time.monotonic() + 10)
[approved] = guard.approve("127.0.0.1", port)
try:
    socket.create_connection((approved.address, port), 5)
except ProbeFailure as failure:
    print(failure.reason)
print(guard.connect("127.0.0.1", port).recv(3))
"""


def test_an_approved_address_cannot_be_dialled_without_the_proxy():
    """Under the audit hook of a probe's process: a driver that took what `approve` gives and dialled by itself."""
    with peer(greets) as there, connect_proxy() as proxy:
        done = subprocess.run(
            [sys.executable, "-c", _GOES_ROUND, str(there.port), proxy.url],
            check=False,
            capture_output=True,
            text=True,
            timeout=30,
            cwd=ROOT,
        )
        assert there.connections == 1
    assert done.stdout.splitlines() == ["EGRESS_DENIED", "b'220'"], done.stderr


# A whole probe: in this process, and where probes really run.


def postgres_job(server: PostgresqlServer) -> Job:
    config = {"host": "127.0.0.1", "port": server.port, "database": server.database, "table": "customers"}
    config |= {"sslMode": "verify-full", "caCertificate": server.ca.read_text()}
    auth = {"username": server.reader, "password": server.reader_password}
    parameters = connector_types()["postgresql"].parameters(config)
    return Job("acme", "conn_1", "postgresql", "access_key", parameters, auth, timeout_seconds=10.0)


def no_secret_in(result: ProbeResult) -> None:
    shown = json.dumps(result.to_wire(), ensure_ascii=False)
    assert not any(secret in shown for secret in SECRETS)


def test_a_database_is_read_through_the_proxy(postgresql_server: PostgresqlServer):
    with connect_proxy(guarded=True) as proxy:
        rules = policy(proxy.url_with_credentials, f"127.0.0.1:{postgresql_server.port}")
        result = run_probe(postgres_job(postgresql_server), rules)
        assert result.success, result
        assert result.level is Level.RESOURCE_READABLE
        no_secret_in(result)
        assert set(proxy.targets) == {f"127.0.0.1:{postgresql_server.port}"}


def test_a_confined_probe_goes_through_the_proxy_and_its_credentials_are_nowhere_to_be_seen(
    postgresql_server: PostgresqlServer, capfd: pytest.CaptureFixture[str]
):
    with connect_proxy(guarded=True) as proxy:
        rules = policy(proxy.url_with_credentials, f"127.0.0.1:{postgresql_server.port}")
        wrong = policy(f"http://{USERINFO}x@127.0.0.1:{proxy.port}", f"127.0.0.1:{postgresql_server.port}")
        for each, success in ((rules, True), (wrong, False)):
            prober = Prober(each, concurrency=2)
            prober.start()
            try:
                process = Path(f"/proc/{prober.zygote_pid}")
                seen = process.joinpath("environ").read_bytes() + process.joinpath("cmdline").read_bytes()
                result = ProbeRunner(prober.socket_path).run(postgres_job(postgresql_server))
            finally:
                prober.stop()
            assert result.success is success, result
            no_secret_in(result)
            assert not any(secret.encode() in seen for secret in SECRETS)
            [connect] = [step for step in result.steps if step.name is StepName.CONNECT]
            assert "outbound proxy" in connect.message
        assert result.reason is Reason.INTERNAL
        assert all(f"Proxy-Authorization: Basic {BASIC[:-4]}" in head for head in proxy.heads)
    said = capfd.readouterr()
    assert not any(secret in said.out + said.err for secret in SECRETS)


# The setting.

WRONG = [
    ("https://user:hunter2@proxy.example:3128", "over http alone"),
    ("socks5://user:hunter2@proxy.example:1080", "http"),
    ("hunter2.example:3128", "http"),
    ("http://user:hunter2@proxy.example", "no port"),
    ("http://user:hunter2@:3128", "empty"),
    ("http://user:hunter2@proxy.example:0", "port"),
    ("http://user:hunter2@proxy.example:99999", "port"),
    ("http://user:hunter2@proxy.example:3128/hunter2", "more than a host and a port"),
    ("http://user:hunter2@proxy.example:3128?hunter2", "more than a host and a port"),
    ("http://user:hunter2@proxy.example:3128#hunter2", "more than a host and a port"),
    ("http://user:hunter2@x@proxy.example:3128", "@"),
    ("http://us%3Aer:hunter2@proxy.example:3128", "colon"),
    ("http://user:hunter2%zz@proxy.example:3128", "percent-encoded"),
    ("http://user:hunter2@0x7f.1:3128", "host"),
    ("http://user:hunter2\n@proxy.example:3128", "percent-encoded"),
    ("http://user:hunter2@[::1:3128", "host"),
]


@pytest.mark.parametrize(("url", "said"), WRONG, ids=[str(number) for number in range(len(WRONG))])
def test_a_wrong_proxy_stops_the_start_in_one_line_that_repeats_nothing_of_it(url: str, said: str):
    with pytest.raises(WrongSetting) as refusal:
        policy_of(load({"CONNECTORS_EGRESS_PROXY": url}), [])
    line = str(refusal.value)
    assert line.startswith("CONNECTORS_EGRESS_PROXY: ")
    assert said in line
    assert "expected http://host:port" in line
    assert "hunter2" not in line
    assert "proxy.example" not in line
    assert "\n" not in line


@pytest.mark.parametrize("proxy", ["", "http://proxy.example:3128"])
def test_a_wrong_entry_of_the_no_proxy_list_is_named(proxy: str):
    with pytest.raises(WrongSetting, match=r"^CONNECTORS_EGRESS_NO_PROXY: .*'10\.0\.0\.1/8'"):
        policy_of(load({"CONNECTORS_EGRESS_PROXY": proxy, "CONNECTORS_EGRESS_NO_PROXY": "db.corp,10.0.0.1/8"}), [])


def test_the_settings_make_the_proxy_and_show_no_secret_of_it():
    settings = load(
        {
            "CONNECTORS_EGRESS_PROXY": f"http://{USERINFO}@[fd00::1]:3128",
            "CONNECTORS_EGRESS_NO_PROXY": "10.0.0.0/8, *.corp.example",
        }
    )
    made = policy_of(settings, [])
    assert made.proxy is not None
    assert (made.proxy.host.text, made.proxy.port) == ("fd00::1", 3128)
    assert made.proxy.authorization == f"Basic {BASIC}"
    assert [rule.text for rule in made.proxy.direct] == ["10.0.0.0/8", "*.corp.example"]
    assert not any(secret in repr((settings, made)) for secret in SECRETS)
    assert policy_of(load({}), []).proxy is None
