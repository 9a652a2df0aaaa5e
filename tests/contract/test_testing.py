"""POST /api/v1/connectors/test, and TestConnector, against real peers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from probes.registry import connector_types
from tests.contract.caller import Caller, Scenario
from tests.contract.shapes import TIMESTAMP, TYPES, assert_tested
from tests.e2e.plugin import Neighbourhood
from tests.e2e.service import Service
from tests.peers.certificates import Certificates
from tests.peers.moto import AccessKey

Both = Callable[[Scenario], None]


@dataclass(frozen=True, slots=True)
class Peers:
    """Good connectors for each peer, as create requests; a case changes one thing of them."""

    around: Neighbourhood
    certificates: Certificates

    def postgresql(self, **config: Any) -> dict[str, Any]:
        server = self.around.postgresql
        return {
            "type": "postgresql",
            "config": {"host": "localhost", "port": server.port, "database": server.database, **self.tls, **config},
            "authConfig": {"username": server.reader, "password": server.reader_password},
        }

    def mysql(self, **config: Any) -> dict[str, Any]:
        server = self.around.mariadb
        return {
            "type": "mysql",
            "config": {"host": "localhost", "port": server.port, "database": server.database, **self.tls, **config},
            "authConfig": {"username": server.user, "password": server.password},
        }

    def s3(self, key: AccessKey | None = None, **config: Any) -> dict[str, Any]:
        server = self.around.moto
        key = key or server.reader
        own = {"bucket": server.bucket, "region": server.region, "prefix": server.prefix, "endpoint": server.endpoint}
        return {
            "type": "aws_s3",
            "config": {**own, **config},
            "authConfig": {"accessKeyId": key.access_key_id, "secretAccessKey": key.secret_access_key},
        }

    def http(self, path: str = "/guarded", *, type: str = "rest_api", **auth: str) -> dict[str, Any]:  # noqa: A002
        origin = self.around.http
        credentials = auth or {"username": origin.user, "password": origin.password}
        return {"type": type, "config": {"url": origin.url + path}, "authConfig": credentials}

    @property
    def tls(self) -> dict[str, str]:
        return {"sslMode": "verify-full", "caCertificate": self.certificates.ca.read_text()}


@pytest.fixture
def peers(neighbourhood: Neighbourhood, certificates: Certificates) -> Peers:
    return Peers(neighbourhood, certificates)


def with_password(request: dict[str, Any], password: str) -> dict[str, Any]:
    return {**request, "authConfig": {**request["authConfig"], "password": password}}


@dataclass(frozen=True, slots=True)
class Good:
    """A connector whose test succeeds, and what that proves."""

    make: Callable[[Peers], Mapping[str, Any]]
    level: str
    warns: bool = False
    rows: int | None = None


GOOD = {
    "postgresql, its name and authority verified": Good(lambda p: p.postgresql(), "RESOURCE_READABLE"),
    "postgresql, one table": Good(lambda p: p.postgresql(table="customers"), "RESOURCE_READABLE"),
    "postgresql, no sslMode: TLS, with a warning that nobody vouches for it": Good(
        lambda p: p.postgresql(sslMode=None, caCertificate=None), "RESOURCE_READABLE", warns=True
    ),
    "redshift speaks the same protocol": Good(lambda p: {**p.postgresql(), "type": "redshift"}, "RESOURCE_READABLE"),
    "mariadb as mysql": Good(lambda p: p.mysql(), "RESOURCE_READABLE"),
    "s3 with objects at the prefix, over http": Good(lambda p: p.s3(), "RESOURCE_READABLE", warns=True),
    "s3 with nothing at the prefix": Good(lambda p: p.s3(prefix="nothing-here/"), "AUTHORIZED", warns=True),
    "rest_api, Basic over http": Good(lambda p: p.http(), "RESOURCE_READABLE", warns=True),
    "webhook": Good(lambda p: {"type": "webhook", "config": {"url": f"{p.around.http.url}/open"}}, "RESOURCE_READABLE"),
    "csv behind a URL": Good(
        lambda p: {"type": "csv", "config": {"fileUrl": f"{p.around.http.url}/rows.csv"}}, "RESOURCE_READABLE", rows=3
    ),
}


@pytest.mark.parametrize("case", GOOD.values(), ids=GOOD)
def test_a_reachable_peer_gives_a_success_of_the_level_that_was_proven(both: Both, peers: Peers, case: Good) -> None:
    def scenario(caller: Caller) -> None:
        connector_id = caller.created(**case.make(peers))
        body = caller.test(connector_id).body
        assert body["success"], body
        assert_tested(body, success=True)
        assert body["verifiedLevel"] == case.level
        assert bool(body["warning"]) is case.warns, body["warning"]
        assert {step["status"] for step in body["steps"]} <= {"PASSED", "WARNED"}
        assert body["lastSyncRowCount"] == case.rows
        assert (body["lastSyncAt"] is None) is (case.rows is None)
        stored = caller.get(connector_id).body
        for name in ("status", "lastTestedAt", "lastError", "lastSyncRowCount", "lastSyncAt"):
            assert stored[name] == body[name], name

    both(scenario)


@dataclass(frozen=True, slots=True)
class Bad:
    """A connector whose test fails: why, how far it got, and what it points at."""

    make: Callable[[Peers], Mapping[str, Any]]
    reason: str
    level: str
    fields: set[str] = field(default_factory=set)


def _elsewhere(request: dict[str, Any], port: int) -> dict[str, Any]:
    """The same connector, at another port of this machine."""
    config = request["config"]
    for name in ("url", "endpoint"):
        if name in config:
            path = config[name].split("/", 3)[3:]
            return {**request, "config": {**config, name: "/".join([f"http://127.0.0.1:{port}", *path])}}
    return {**request, "config": {**config, "port": port}}


KINDS: dict[str, Callable[[Peers], dict[str, Any]]] = {
    "postgresql": lambda p: p.postgresql(),
    "mysql": lambda p: p.mysql(),
    "aws_s3": lambda p: p.s3(),
    "rest_api": lambda p: p.http(),
    "webhook": lambda p: p.http(type="webhook"),
}
PASSWORD = {"authConfig.password", "authConfig"}
LOCATION = {"config.host", "config.port", "config.url", "config.endpoint"}
AWS_KEY = {"authConfig.accessKeyId", "authConfig.secretAccessKey", "authConfig"}
BAD = {
    "postgresql: wrong password": Bad(
        lambda p: with_password(p.postgresql(), "wrong"), "AUTHENTICATION_FAILED", "TLS", PASSWORD
    ),
    "postgresql: unknown database": Bad(
        lambda p: p.postgresql(database="nowhere"), "RESOURCE_NOT_FOUND", "AUTHENTICATED", {"config.database"}
    ),
    "postgresql: a database it may not enter": Bad(
        lambda p: p.postgresql(database="closed"), "PERMISSION_DENIED", "AUTHENTICATED", {"config.database"}
    ),
    "postgresql: unknown table": Bad(
        lambda p: p.postgresql(table="nowhere"), "RESOURCE_NOT_FOUND", "AUTHORIZED", {"config.table"}
    ),
    "postgresql: a table it may not read": Bad(
        lambda p: p.postgresql(table="payroll"), "PERMISSION_DENIED", "AUTHORIZED", {"config.table"}
    ),
    "postgresql: unknown CA": Bad(
        lambda p: p.postgresql(caCertificate=p.certificates.unknown_ca.read_text()),
        "TLS_UNTRUSTED",
        "REACHABLE",
        {"config.caCertificate", "config.sslMode", "config.host"},
    ),
    "postgresql: no credentials": Bad(
        lambda p: {**p.postgresql(), "authConfig": {}}, "CREDENTIAL_MISSING", "NONE", {"authConfig.username", *PASSWORD}
    ),
    "postgresql: an address that is not allowed": Bad(
        lambda p: p.postgresql(host="10.0.0.1"), "EGRESS_DENIED", "NONE", {"config.host"}
    ),
    "postgresql: a port of ours that is not allowed": Bad(
        lambda p: p.postgresql(host="127.0.0.1", port=1), "EGRESS_DENIED", "NONE", LOCATION
    ),
    "postgresql: a metadata address": Bad(
        lambda p: p.postgresql(host="169.254.169.254", port=80), "EGRESS_DENIED", "NONE", {"config.host"}
    ),
    "postgresql: an address in disguise": Bad(
        lambda p: p.postgresql(host="0x7f000001"), "INVALID_CONFIG", "NONE", {"config.host"}
    ),
    "postgresql: nothing is configured": Bad(
        lambda _: {"type": "postgresql"}, "INVALID_CONFIG", "NONE", {"config.host"}
    ),
    "mysql: wrong password": Bad(lambda p: with_password(p.mysql(), "wrong"), "AUTHENTICATION_FAILED", "TLS", PASSWORD),
    "mysql: unknown database": Bad(
        lambda p: p.mysql(database="nowhere"), "RESOURCE_NOT_FOUND", "AUTHENTICATED", {"config.database"}
    ),
    "mysql: unknown CA": Bad(
        lambda p: p.mysql(caCertificate=p.certificates.unknown_ca.read_text()),
        "TLS_UNTRUSTED",
        "REACHABLE",
        {"config.caCertificate", "config.sslMode", "config.host"},
    ),
    "s3: forged signature": Bad(
        lambda p: p.s3(AccessKey(p.around.moto.reader.access_key_id, "x" * 40)),
        "AUTHENTICATION_FAILED",
        "REACHABLE",
        AWS_KEY,
    ),
    "s3: unknown key": Bad(
        lambda p: p.s3(AccessKey("AKIAUNKNOWN000000000", "x" * 40)), "AUTHENTICATION_FAILED", "REACHABLE", AWS_KEY
    ),
    "s3: a key without a policy": Bad(
        lambda p: p.s3(p.around.moto.denied), "PERMISSION_DENIED", "AUTHENTICATED", {"config.bucket", *AWS_KEY}
    ),
    "s3: unknown bucket": Bad(
        lambda p: p.s3(p.around.moto.owner, bucket=p.around.moto.missing_bucket),
        "RESOURCE_NOT_FOUND",
        "REACHABLE",  # S3 may say so before it looks at the signature
        {"config.bucket"},
    ),
    "rest_api: wrong password": Bad(
        lambda p: p.http(username="user", password="wrong"), "AUTHENTICATION_FAILED", "REACHABLE", PASSWORD
    ),
    "rest_api: unknown path": Bad(
        lambda p: {"type": "rest_api", "config": {"url": f"{p.around.http.url}/missing"}},
        "RESOURCE_NOT_FOUND",
        "REACHABLE",
        {"config.url"},
    ),
    "rest_api: the peer fails": Bad(
        lambda p: {"type": "rest_api", "config": {"url": f"{p.around.http.url}/echo"}},
        "PEER_ERROR",
        "REACHABLE",
        {"config.url"},
    ),
    "csv: no such file": Bad(
        lambda _: {"type": "csv", "config": {"path": "nowhere.csv"}}, "RESOURCE_NOT_FOUND", "NONE", {"config.path"}
    ),
    "csv: a path out of its folder": Bad(
        lambda _: {"type": "csv", "config": {"path": "../../keyring.json"}}, "INVALID_CONFIG", "NONE", {"config.path"}
    ),
    **{
        f"{name}: closed port": Bad(
            lambda p, make=make: _elsewhere(make(p), p.around.closed_port), "CONNECTION_REFUSED", "RESOLVED", LOCATION
        )
        for name, make in KINDS.items()
    },
    **{
        f"{name}: a peer that says nothing": Bad(
            lambda p, make=make: _elsewhere(make(p), p.around.silent_port), "TIMEOUT", "REACHABLE", LOCATION
        )
        for name, make in KINDS.items()
    },
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD)
def test_each_failure_has_its_own_reason_level_field_and_hint(both: Both, peers: Peers, case: Bad) -> None:
    def scenario(caller: Caller) -> None:
        connector_id = caller.created(**case.make(peers))
        answer = caller.test(connector_id)
        assert answer.status == 200  # a failed probe is an answer, as in the seed
        body = answer.body
        assert (body["reason"], body["verifiedLevel"]) == (case.reason, case.level), body
        assert_tested(body, success=False)
        assert body["field"] in case.fields
        assert body["hint"]
        assert body["steps"][-1]["status"] == "FAILED"
        assert caller.get(connector_id).body["lastError"] == body["message"]

    both(scenario)


def test_every_missing_field_is_named_at_once(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        body = caller.test(caller.created(type="postgresql")).body
        assert body["reason"] == "INVALID_CONFIG"
        for name in ("config.host", "config.port", "config.database"):
            assert name in body["message"]

    both(scenario)


@pytest.mark.parametrize("connector_type", TYPES)
def test_a_connector_that_nothing_is_known_of_fails_plainly(both: Both, connector_type: str) -> None:
    def scenario(caller: Caller) -> None:
        body = caller.test(caller.created(type=connector_type)).body
        assert_tested(body, success=False)
        if connector_types()[connector_type].probe is None:
            assert body["reason"] == "UNSUPPORTED"
            return
        assert body["reason"] in ("INVALID_CONFIG", "CREDENTIAL_MISSING")
        assert body["field"].startswith(("config.", "authConfig."))
        assert body["hint"]

    both(scenario)


def test_a_csv_file_of_the_tenant_is_counted(both: Both, service: Service) -> None:
    def scenario(caller: Caller) -> None:
        folder = service.files / caller.tenant
        folder.mkdir(mode=0o700)
        (folder / "rows.csv").write_text('id,note\n1,plain\n2,"two\nlines"\n3,"a ""quoted"" one"\n')
        connector_id = caller.created(type="csv", config={"filePath": "rows.csv"})
        body = caller.test(connector_id).body
        assert_tested(body, success=True)
        assert body["lastSyncRowCount"] == 3
        assert TIMESTAMP.fullmatch(body["lastSyncAt"])
        caller.update(connector_id, config={"path": "rows.csv", "hasHeader": False})
        assert caller.test(connector_id).body["lastSyncRowCount"] == 4
        stranger = f"{caller.tenant[:50]}-stranger"
        request = {"name": "theirs", "type": "csv", "config": {"path": f"../{caller.tenant}/rows.csv"}}
        theirs = caller.call("CreateConnector", request, tenant=stranger).body["id"]
        assert caller.call("TestConnector", {"id": theirs}, tenant=stranger).body["success"] is False

    both(scenario)


def test_the_credential_preservation_contract(both: Both, peers: Peers) -> None:
    def scenario(caller: Caller) -> None:
        good = peers.postgresql()["authConfig"]
        connector_id = caller.created(**peers.postgresql())
        assert caller.test(connector_id).body["success"]
        caller.update(connector_id, name="omitted keeps", description="edited", config=peers.postgresql()["config"])
        assert caller.test(connector_id).body["success"]
        caller.update(connector_id, authConfig={"username": good["username"], "password": "wrong"})
        assert caller.test(connector_id).body["reason"] == "AUTHENTICATION_FAILED"
        caller.update(connector_id, authConfig=good)
        assert caller.test(connector_id).body["success"]
        masked = caller.update(connector_id).body["authConfig"]
        caller.update(connector_id, authConfig=masked)
        assert caller.test(connector_id).body["success"]
        caller.update(connector_id, authConfig={})
        assert caller.test(connector_id).body["reason"] == "CREDENTIAL_MISSING"
        caller.update(connector_id, authConfig=good)
        assert caller.test(connector_id).body["success"]

    both(scenario)


def test_a_success_clears_the_last_error_and_a_warning_is_never_stored(both: Both, peers: Peers) -> None:
    def scenario(caller: Caller) -> None:
        connector_id = caller.created(**with_password(peers.postgresql(), "wrong"))
        assert caller.test(connector_id).body["lastError"]
        assert caller.get(connector_id).body["status"] == "error"
        caller.update(connector_id, **peers.postgresql(sslMode=None, caCertificate=None))
        body = caller.test(connector_id).body
        assert body["warning"]
        stored = caller.get(connector_id).body
        assert (stored["status"], stored["lastError"]) == ("active", None)
        assert body["warning"] not in repr(stored)

    both(scenario)


def test_a_connection_string_is_tested_and_shown_masked(both: Both, peers: Peers) -> None:
    def scenario(caller: Caller) -> None:
        server = peers.around.postgresql
        place = f"localhost:{server.port}/{server.database}"
        config = {
            "connectionString": f"postgresql://{server.reader}:{server.reader_password}@{place}?sslmode=verify-full",
            "caCertificate": peers.tls["caCertificate"],
        }
        answer = caller.create(type="postgresql", config=config)
        shown = answer.body["config"]["connectionString"]
        assert shown == f"postgresql://{server.reader}:********@{place}?sslmode=verify-full"
        assert caller.test(answer.body["id"]).body["success"]
        caller.update(answer.body["id"], config={**config, "connectionString": shown})
        assert caller.test(answer.body["id"]).body["success"]

    both(scenario)


def test_the_circuit_opens_after_five_failures_and_a_change_closes_it(both: Both, peers: Peers) -> None:
    def scenario(caller: Caller) -> None:
        connector_id = caller.created(**_elsewhere(peers.postgresql(), peers.around.closed_port))
        for _ in range(5):
            assert caller.test(connector_id).body["reason"] == "CONNECTION_REFUSED"
        stamped = caller.get(connector_id).body
        answer = caller.test(connector_id)
        assert (answer.status, answer.body["reason"], answer.body["success"]) == (200, "CIRCUIT_OPEN", False)
        assert answer.body["hint"]
        assert caller.get(connector_id).body == stamped
        caller.update(connector_id, name="a name is not what is tested")
        assert caller.test(connector_id).body["reason"] == "CIRCUIT_OPEN"
        caller.update(connector_id, config=peers.postgresql()["config"])
        assert caller.test(connector_id).body["success"]

    both(scenario)


def test_wrong_credentials_open_the_circuit_with_words_of_their_own(both: Both, peers: Peers) -> None:
    def scenario(caller: Caller) -> None:
        connector_id = caller.created(**with_password(peers.postgresql(), "wrong"))
        for _ in range(5):
            assert caller.test(connector_id).body["reason"] == "AUTHENTICATION_FAILED"
        body = caller.test(connector_id).body
        assert body["reason"] == "CIRCUIT_OPEN"
        assert "credentials" in body["message"]
        caller.update(connector_id, authConfig=peers.postgresql()["authConfig"])
        assert caller.test(connector_id).body["success"]

    both(scenario)


def test_the_101st_test_in_a_minute_is_429_and_says_when_to_come_back(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        connector_id = caller.created(type="braze")
        for _ in range(3):  # a call that the role refuses is not counted
            assert caller.call("TestConnector", {"id": connector_id}, role="viewer").status == 403
        for number in range(100):
            assert caller.test(connector_id).status == 200, number
        answer = caller.test(connector_id)
        assert (answer.status, answer.reason) == (429, "RATE_LIMIT_EXCEEDED")
        assert answer.retry_after is not None
        assert 0 < answer.retry_after <= 60
        if "retry-after" in answer.headers:
            assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert caller.list().status == 200
        other = f"{caller.tenant[:50]}-other"
        assert caller.call("TestConnector", {"id": connector_id}, tenant=other).status == 404

    both(scenario)
