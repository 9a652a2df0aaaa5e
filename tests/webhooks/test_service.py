"""The whole service and a receiver on loopback that the operator let in, and nothing else."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator

import pytest
import requests

from server.audit.listing import event_id
from tests.e2e.canaries import Watch
from tests.e2e.canary_stores import sqlite_store
from tests.e2e.neighbours import silent_peer
from tests.e2e.service import Service
from tests.peers.process import free_port
from tests.webhooks.receiver import Receiver, receiving


class Tenant:
    """Calls over REST in a tenant of its own."""

    def __init__(self, service: Service, watch: Watch | None = None) -> None:
        self.service = service
        self.name = f"t-{secrets.token_hex(8)}"
        self._watch = watch or Watch()

    def call(self, verb: str, path: str, body: object = None, status: int = 200) -> dict[str, object]:
        headers = {"X-Tenant-Id": self.name}
        answer = requests.request(verb, f"{self.service.url}/api/v1{path}", json=body, headers=headers, timeout=60)
        assert answer.status_code == status, answer.text
        self._watch.hear("REST", f"{verb} {path}\n".encode() + answer.content)
        found: dict[str, object] = answer.json() if answer.content else {}
        return found

    def webhook(self, receiver: Receiver, path: str = "/events", query: str = "", **fields: object) -> str:
        """Its id; the receiver is told its secret."""
        made = requests.post(
            f"{self.service.url}/api/v1/webhooks",
            json={"url": receiver.url(path) + query, **fields},
            headers={"X-Tenant-Id": self.name},
            timeout=60,
        ).json()
        receiver.secrets[path] = made["secret"]
        return str(made["id"])

    def connector(self, port: int, name: str = "orders") -> str:
        """A database on loopback; a test of it fails where nothing listens on the port."""
        config = {"host": "127.0.0.1", "port": port, "database": "app"}
        login = {"username": "u", "password": "p"}
        body = {"name": name, "type": "postgresql", "config": config, "authConfig": login}
        return str(self.call("POST", "/connectors", body, 201)["id"])

    def test(self, connector: str) -> dict[str, object]:
        return self.call("POST", "/connectors/test", {"id": connector})


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture
def start(start_service: Callable[..., Service], receiver: Receiver) -> Callable[..., Service]:
    def started(**settings: str) -> Service:
        allow = f"127.0.0.1:{receiver.port}" + (f",{settings.pop('also')}" if "also" in settings else "")
        return start_service(egress_allow=allow, workers="1", probe_timeout_seconds="2", **settings)

    return started


def test_a_status_change_is_heard_signed_with_what_the_audit_trail_and_the_watchers_are_told(
    start: Callable[..., Service], receiver: Receiver
) -> None:
    closed = free_port()
    tenant = Tenant(start(also=f"127.0.0.1:{closed}"))
    webhook = tenant.webhook(receiver, statuses=["error", "inactive"])
    connector = tenant.connector(closed)
    result = tenant.test(connector)
    tenant.test(connector)  # it stays what it is
    tenant.call("PUT", "/connectors", {"id": connector, "status": "untested"})
    tenant.call("PUT", "/connectors", {"id": connector, "status": "inactive"})
    first, second = (each.event["data"] for each in receiver.until(2))
    stored = tenant.call("GET", f"/connectors/{connector}")
    assert first["connector"] == {"id": connector, "name": "orders", "type": "postgresql", "labels": {}}
    assert (first["previousStatus"], first["status"], first["reason"]) == ("untested", "error", "CONNECTION_REFUSED")
    assert (first["message"], first["testedAt"]) == (result["message"], result["lastTestedAt"])
    assert (second["previousStatus"], second["status"], second["reason"]) == ("untested", "inactive", None)
    assert second["message"] == stored["lastError"]
    trail = tenant.call("GET", "/audit-events?limit=100")["data"]
    assert isinstance(trail, list)
    told = {event_id(int(each["revision"])) for each in (first, second)}
    assert told <= {event["id"] for event in trail}
    shown = tenant.call("GET", f"/webhooks/{webhook}")
    assert (shown["pending"], shown["lastError"], shown["failingSince"]) == (0, None, None)
    assert shown["lastDeliveredAt"] is not None
    assert receiver.unverified == 0


def test_a_receiver_that_fails_once_gets_the_same_event_again(
    start: Callable[..., Service], receiver: Receiver
) -> None:
    tenant = Tenant(start())
    receiver.answer = lambda number: (500, {}) if number == 1 else (200, {})
    webhook = tenant.webhook(receiver)
    tenant.test(tenant.connector(free_port()))
    first, again = receiver.until(2)
    assert first.id == again.id
    assert first.event == again.event
    deadline = time.monotonic() + 10
    while tenant.call("GET", f"/webhooks/{webhook}")["pending"]:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_no_redirect_is_followed_and_no_private_address_is_reached(
    start: Callable[..., Service], receiver: Receiver
) -> None:
    """`trap` listens beside the receiver; the operator let nothing go there."""
    with receiving() as trap, silent_peer() as silent:
        tenant = Tenant(start(also=f"127.0.0.1:{silent}"))
        receiver.answer = lambda _number: (307, {"Location": trap.url()})
        redirected = tenant.call("POST", f"/webhooks/{tenant.webhook(receiver)}:test", {})
        assert (redirected["success"], redirected["httpStatus"], redirected["reason"]) == (False, 307, "PEER_ERROR")
        assert "redirects are not followed" in str(redirected["message"])
        refused = tenant.call("POST", "/webhooks", {"url": trap.url()}, 400)
        assert "must begin with https://" in str(refused["message"])
        inside = tenant.call("POST", "/webhooks", {"url": f"https://127.0.0.1:{trap.port}/"}, 201)
        denied = tenant.call("POST", f"/webhooks/{inside['id']}:test", {})
        assert (denied["success"], denied["httpStatus"], denied["reason"]) == (False, None, "EGRESS_DENIED")
        hangs = tenant.call("POST", "/webhooks", {"url": f"http://127.0.0.1:{silent}/"}, 201)
        hung = tenant.call("POST", f"/webhooks/{hangs['id']}:test", {})
        assert (hung["success"], hung["reason"]) == (False, "TIMEOUT")
        assert trap.heard == []
        assert trap.unverified == 0


def test_a_receiver_that_is_gone_disables_its_webhook(start: Callable[..., Service], receiver: Receiver) -> None:
    tenant = Tenant(start())
    receiver.answer = lambda _number: (410, {})
    webhook = tenant.webhook(receiver)
    tenant.test(tenant.connector(free_port()))
    receiver.until(1)
    deadline = time.monotonic() + 10
    while not (shown := tenant.call("GET", f"/webhooks/{webhook}"))["disabled"]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert "410" in str(shown["lastError"])


def test_secret_and_query_are_never_seen_again(
    start: Callable[..., Service], receiver: Receiver, tmp_path_factory: pytest.TempPathFactory
) -> None:
    watch = Watch()
    store = sqlite_store(tmp_path_factory.mktemp("canary"), watch)
    service = start(**store.settings)
    tenant = Tenant(service, watch)
    query = watch.plain("the query of a URL")
    webhook = tenant.webhook(receiver, query=f"?key={query}", description=watch.witness)
    secret = receiver.secrets["/events"]
    receiver.answer = lambda number: (500 if number == 1 else 200, {})
    tenant.test(tenant.connector(free_port(), watch.witness))
    receiver.until(2)
    assert f"key={query}" in receiver.heard[0].path
    tenant.call("POST", f"/webhooks/{webhook}:test", {})
    tenant.call("PUT", f"/webhooks/{webhook}", {"url": f"http://192.0.2.1/?key={query}"}, 400)
    tenant.call("PUT", f"/webhooks/{webhook}", {"url": f"https://user:{query}@hooks.example.com/"}, 400)
    tenant.call("PUT", f"/webhooks/{webhook}", {"url": f"https://hooks.example.com/?key={query}", "disabled": True})
    tenant.call("GET", f"/webhooks/{webhook}")
    tenant.call("GET", "/webhooks")
    tenant.call("GET", "/audit-events?limit=100")
    store.read_out(service)
    assert service.stop() == 0
    store.read_out(service)
    watch.hear("log", service.log.read_bytes())
    assert watch.found() == []
    for source, said in watch.heard.items():
        assert secret.removeprefix("whsec_").rstrip("=").encode() not in said, source
    assert watch.saw("REST")
    assert all(watch.saw(source) for source in store.sources)
