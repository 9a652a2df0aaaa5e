"""Names whose addresses change or are mixed: no process of the service ever connects to a blocked one.

Seen from outside, by strace over the whole tree of the real service. PostgreSQL is probed over our own socket; there is
no libpq in a probe that could dial by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.service import Service, service_in
from tests.egress.scripted import Conversation, Peer, peer
from tests.faults.calls import Connectors
from tests.faults.name_server import ADDRESS, NameServer, asking_it, name_server
from tests.faults.system_calls import NetworkCall, network_calls, under_strace
from tests.isolation.test_lifecycle import eventually
from tests.peers.postgresql import PostgresqlServer

OPEN = "127.0.0.1"  # opened by exact rules; it stands for what is public elsewhere
BLOCKED = ("127.0.0.2", "10.0.0.7", "169.254.169.254", "192.168.1.1", "::1", "fd00::7", "::ffff:10.0.0.7")

ZONE = {
    "good.test": [[OPEN]],
    "rebound.test": [[OPEN], ["127.0.0.2"]],
    "rebound-http.test": [[OPEN], ["10.0.0.7"]],
    "redirected.test": [["169.254.169.254"]],
    "two.test": [[OPEN, "127.0.0.2"]],
    "two-other-way-round.test": [["10.0.0.7", OPEN]],
    "two-families.test": [[OPEN, "::1"]],
    "six.test": [["fd00::7"]],
    "mapped.test": [[OPEN, "::ffff:10.0.0.7"]],
    "many.test": [[OPEN, *BLOCKED]],
}


def _hang_up(conversation: Conversation) -> None:
    """Answers HEAD with 405 and closes: the GET that follows dials, and so looks up, anew."""
    conversation.read_request()
    conversation.sock.sendall(b"HTTP/1.1 405 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")


def _redirect(conversation: Conversation) -> None:
    conversation.read_request()
    conversation.sock.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://redirected.test/\r\nContent-Length: 0\r\n\r\n")


@dataclass(frozen=True)
class Traced:
    """A service under strace that asks our name server; `http` and `redirecting` are peers that it may dial. At its
    start it has `rehearsed` with one of its own."""

    service: Service
    trace: Path
    names: NameServer
    postgresql: PostgresqlServer
    http: Peer
    redirecting: Peer
    rehearsed: list[NetworkCall]

    def reasons(self, type_name: str, host: str, *, times: int = 1) -> list[str | None]:
        """What `times` tests in a row of a connector to that host say; None for a success."""
        connectors = Connectors(self.service, "acme")
        connector_id = connectors.create(type_name, *self._peer(type_name, host), name=f"{type_name} {host}")
        answers = [connectors.test(connector_id) for _ in range(times)]
        assert {answer.status_code for answer in answers} == {200}
        for answer in answers:
            assert not any(blocked in answer.text for blocked in BLOCKED), "a refusal names no address"
        return [answer.json()["reason"] for answer in answers]

    def _peer(self, type_name: str, host: str) -> tuple[dict[str, object], dict[str, str]]:
        if type_name == "rest_api":
            return {"url": f"http://{host}:{self.http.port}/"}, {}
        if type_name == "kafka":
            return {"bootstrapServers": f"{host}:{self.http.port}"}, {}
        server = self.postgresql
        auth = {"username": server.reader, "password": server.reader_password}
        tls = {"sslMode": "verify-ca", "caCertificate": server.ca.read_text()}  # one connection; unverified takes two
        return {"host": host, "port": server.port, "database": server.database, **tls}, auth


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory, postgresql_server: PostgresqlServer) -> Iterator[Traced]:
    folder = tmp_path_factory.mktemp("traced")
    with ExitStack() as stack:
        names = stack.enter_context(name_server(ZONE))
        http, redirecting = (stack.enter_context(peer(script)) for script in (_hang_up, _redirect))
        ports = (postgresql_server.port, http.port, redirecting.port)
        service = service_in(
            folder, egress_allow=",".join(f"{OPEN}:{port}" for port in ports), probe_timeout_seconds="10"
        )
        trace = folder / "trace"
        service.prefix = [*asking_it(folder), *under_strace(trace)]
        service.start()
        stack.callback(service.stop)
        rehearsed = [call for call in network_calls(trace) if call.name == "connect" and call.protocol == "TCP"]
        yield Traced(service, trace, names, postgresql_server, http, redirecting, rehearsed)


def test_no_name_leads_to_a_connect_to_a_blocked_address(traced: Traced) -> None:
    denied = "EGRESS_DENIED"
    assert traced.reasons("postgresql", "good.test", times=2) == [None, None]
    assert traced.reasons("postgresql", "rebound.test", times=3) == [None, denied, denied]
    # Within one probe: the second connection of an HTTP exchange resolves anew, and is checked anew.
    assert traced.reasons("rest_api", "rebound-http.test") == [denied]
    assert traced.names.asked["rebound-http.test A"] == 2
    for host in ("two", "two-other-way-round", "two-families", "six", "mapped", "many"):
        for type_name in ("postgresql", "mysql", "rest_api", "kafka"):
            assert traced.reasons(type_name, f"{host}.test") == [denied], (host, type_name)
    connectors = Connectors(traced.service, "acme")
    config = {"url": f"http://{OPEN}:{traced.redirecting.port}/"}
    redirected = connectors.test(connectors.create("rest_api", config, {}, "redirected"))
    assert redirected.json()["reason"] == denied

    _assert_only_what_was_approved(traced)


def _assert_only_what_was_approved(traced: Traced) -> None:
    approved = {(OPEN, port) for port in (traced.postgresql.port, traced.http.port, traced.redirecting.port)}
    approved |= {(call.address, call.port) for call in traced.rehearsed}
    assert {address for address, _port in approved} == {OPEN}
    connects = _seen(traced, lambda call: call.name == "connect" and call.protocol.startswith("TCP"))
    assert eventually(lambda: {(call.address, call.port) for call in connects()} == approved), connects()
    # glibc sorts several addresses of an answer by connecting datagram sockets to them (RFC 6724), which sends nothing.
    datagrams = _seen(traced, lambda call: call.name != "connect" and call.protocol.startswith("UDP"))
    assert {(call.address, call.port) for call in datagrams()} == {(ADDRESS, 53)}


def _seen(traced: Traced, wanted: Callable[[NetworkCall], bool]) -> Callable[[], list[NetworkCall]]:
    return lambda: [call for call in network_calls(traced.trace) if wanted(call)]
