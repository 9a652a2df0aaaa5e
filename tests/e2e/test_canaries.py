"""Secrets that must never be seen again: in no answer of any rpc, error, lastError, log at debug level, metric, trace,
audit event, file, database, shared state or command's output, whatever form they take there."""

from __future__ import annotations

import base64
import html
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests

from tests.connector_types.declarations import acme
from tests.e2e.canaries import Watch
from tests.e2e.canary_client import METHODS, Client
from tests.e2e.canary_stores import Store, postgresql_store, sqlite_store
from tests.e2e.neighbours import HttpOrigin, http_origin, silent_peer
from tests.e2e.service import Service, service_in
from tests.faults.processes import is_gone, probes_of
from tests.isolation.test_lifecycle import eventually
from tests.observe.collector import Collector, collecting
from tests.peers.certificates import Certificates
from tests.peers.http_peer import Answer, HttpPeer, Received, serving
from tests.peers.mariadb import MariadbServer
from tests.peers.moto import MotoServer
from tests.peers.postgresql import PostgresqlServer

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Peers:
    """Real servers that refuse what they are sent."""

    postgresql: PostgresqlServer
    mariadb: MariadbServer
    moto: MotoServer


@pytest.fixture(scope="module")
def peers(postgresql_server: PostgresqlServer, mariadb_server: MariadbServer, moto_server: MotoServer) -> Peers:
    return Peers(postgresql_server, mariadb_server, moto_server)


@dataclass(frozen=True, slots=True)
class World:
    """A service under watch, and whom its connectors lead to; `echo` says back what it was sent, to own types."""

    watch: Watch
    store: Store
    service: Service
    client: Client
    peers: Peers
    http: HttpOrigin
    silent: int
    echo: HttpPeer
    collector: Collector

    def command(self, *arguments: str) -> None:
        """`python -m server …`, as the operator runs it beside the service."""
        done = subprocess.run(
            [sys.executable, "-m", "server", *arguments],
            env=dict(self.service.environ),
            cwd=ROOT,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done
        assert done.stdout
        self.watch.hear(" ".join(arguments[:2]), done.stdout + done.stderr)


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path: Path, certificates: Certificates, peers: Peers) -> Iterator[World]:
    watch = Watch()
    if request.param == "sqlite":
        store = sqlite_store(tmp_path, watch)
    else:
        store = postgresql_store(tmp_path, watch, peers.postgresql, request.getfixturevalue("valkey_server"))
    with ExitStack() as stack:
        http, silent = stack.enter_context(http_origin()), stack.enter_context(silent_peer())
        echo, collector = stack.enter_context(_echo(certificates)), stack.enter_context(collecting())
        ports = (peers.postgresql.port, peers.mariadb.port, peers.moto.port, http.port, silent, echo.port)
        service = service_in(
            tmp_path / "service",
            egress_allow=",".join(f"{host}:{port}" for host in ("127.0.0.1", "localhost") for port in ports),
            ca_bundle=str(certificates.ca),
            probe_timeout_seconds="20",
            otel_endpoint=collector.endpoint,
            **store.settings,
        )
        service.start()
        stack.callback(service.stop)
        client = Client(service, watch, store.identity)
        yield World(watch, store, service, client, peers, http, silent, echo, collector)


@contextmanager
def _echo(certificates: Certificates) -> Iterator[HttpPeer]:
    def answer(received: Received) -> Answer:
        body = json.dumps({"error": f"who is {received.headers.get('x-key')}?"}).encode()
        return Answer(401, {"Content-Type": "application/json"}, body)

    with serving(certificates.server) as peer:
        peer.script = answer
        yield peer


def connectors(world: World) -> dict[str, dict[str, Any]]:
    """Connectors with a canary wherever a secret may stand; every test of them fails, and says why."""
    watch, origin = world.watch, world.http.url
    postgresql, mariadb, moto = world.peers.postgresql, world.peers.mariadb, world.peers.moto
    database = {"host": "127.0.0.1", "port": postgresql.port, "database": "app"}
    dsn = quote(watch.canary("password in a connection string"), safe="")
    userinfo = quote(watch.canary("password in a URL"), safe="")
    sas = quote(watch.canary("signature of a SAS"), safe="")
    account_key = base64.b64encode(watch.canary("account key").encode()).decode()
    return {
        "postgresql": {
            "type": "postgresql",
            "config": database,
            "authConfig": {"username": postgresql.reader, "password": watch.canary("postgresql password")},
        },
        "postgresql by DSN": {
            "type": "postgresql",
            "config": {"connectionString": f"postgresql://reader:{dsn}@127.0.0.1:{postgresql.port}/app"},
        },
        "mysql": {
            "type": "mysql",
            "config": {**database, "port": mariadb.port},
            "authConfig": {"username": mariadb.reader, "password": watch.canary("mysql password")},
        },
        "s3": {
            "type": "aws_s3",
            "config": {"bucket": moto.bucket, "region": moto.region, "endpoint": moto.endpoint},
            "authConfig": {
                "accessKeyId": moto.reader.access_key_id,
                "secretAccessKey": watch.canary("s3 secret access key"),
            },
        },
        "blobs by a connection string": {
            "type": "azure_blob",
            "config": {"storageAccount": "acme", "container": "c", "endpoint": f"{origin}/acme"},
            "authMethod": "connection_string",
            "authConfig": {"connectionString": f"AccountName=acme;AccountKey={account_key}"},
        },
        "blobs by a SAS": {
            "type": "azure_blob",
            "config": {"storageAccount": "acme", "container": "c", "endpoint": f"{origin}/echo"},
            "authMethod": "sas_token",
            "authConfig": {"sasToken": f"sv=2022-11-02&sr=c&sp=rl&se=2099-01-01T00:00:00Z&sig={sas}"},
        },
        "rest_api Basic, to a server that echoes": {
            "type": "rest_api",
            "config": {"url": f"{origin}/echo"},
            "authConfig": {"username": "user", "password": watch.canary("Basic password")},
        },
        "rest_api bearer, to a server that echoes": {
            "type": "rest_api",
            "config": {"url": f"{origin}/echo"},
            "authMethod": "bearer",
            "authConfig": {"token": watch.canary("bearer token")},
        },
        "rest_api key in the query, to a server that echoes": {
            "type": "rest_api",
            "config": {"url": f"{origin}/echo", "apiKeyParam": "api_key"},
            "authMethod": "api_key",
            "authConfig": {"apiKey": watch.canary("API key")},
        },
        "rest_api with a header": {
            "type": "rest_api",
            "config": {"url": f"{origin}/echo", "headers": {"Authorization": f"Bearer {watch.canary('a header')}"}},
        },
        "webhook with userinfo": {
            "type": "webhook",
            "config": {"url": f"{origin.replace('//', f'//user:{userinfo}@')}/echo"},
        },
        "csv behind a URL": {
            "type": "csv",
            "config": {"url": f"{origin}/echo"},
            "authConfig": {"token": watch.canary("csv token")},
        },
        "undeclared keys": {
            "type": "snowflake",
            "config": {"account": "x", "dbPassword": watch.canary("an undeclared secret of config")},
            "authConfig": {"password": watch.canary("snowflake password"), "nested": {"k": watch.canary("nested")}},
        },
        "a tenant's own type, whose API echoes the key": {
            "type": "owntype",
            "config": {"shop": "north"},
            "authConfig": {"apiKey": watch.canary("key of an own type")},
        },
    }


def test_a_secret_is_never_seen_again(world: World) -> None:
    watch, client, service = world.watch, world.client, world.service
    declaration = {**acme(world.echo.port), "title": watch.witness}
    assert client.rest("POST", "/connector-types", {"name": "owntype", "declaration": declaration})["name"] == "owntype"
    ids = [_lived_through(world, name, request) for name, request in connectors(world).items()]
    for connector_id in (ids[1], ids[-1]):
        client.every_method({"id": connector_id, "name": "owntype"})
    _rotated(world)
    _refused(world)
    _crashed(world)
    _killed(world)
    _strangers(world)
    world.store.read_out(service)  # the write-ahead log too, while there is one
    for arguments in (("keys", "list"), ("audit", "verify"), ("audit", "export")):
        world.command(*arguments)
    watch.hear("metrics", requests.get(f"{service.url}/metrics", timeout=30).content)
    watch.hear("OpenAPI", requests.get(f"{service.url}/openapi.json", timeout=30).content)
    assert service.stop() == 0
    world.store.read_out(service)
    world.command("keys", "rotate")
    world.command("tenants", "erase", f"t-{watch.witness}", "--confirm", f"t-{watch.witness}")
    watch.hear("log", service.log.read_bytes())
    watch.hear("traces", b"".join(world.collector.bodies))
    assert not list(service.folder.rglob("core*"))

    assert client.heard == {(name, way) for name in METHODS for way in ("REST", "gRPC")}
    assert b'"exception"' in watch.heard["log"]  # the crashes were logged with their cause
    assert b"connectors_rpcs_total" in watch.heard["metrics"]
    for source in ("REST", "gRPC", "log", "traces", "audit export", *world.store.sources):
        assert watch.saw(source), source
    assert watch.found() == []


def _lived_through(world: World, name: str, request: Mapping[str, Any]) -> str:
    """Created, tested, read and changed, by REST and by gRPC. Gives its id."""
    client, watch = world.client, world.watch
    created = client.rest("POST", "/connectors", {"name": f"{name} {watch.witness}", **request})
    assert "id" in created, created
    identity = {"id": created["id"]}
    tested = client.rest("POST", "/connectors/test", identity)
    assert tested["success"] is False, name
    assert tested["reason"] != "INTERNAL", (name, tested)
    assert client.rest("GET", f"/connectors/{created['id']}")["lastError"] == tested["message"]
    again = {**identity, "authConfig": {"password": watch.canary(f"{name}: replaced")}}
    assert "authConfig" in client.rest("PUT", "/connectors", again)
    client.rpc(METHODS["UpdateConnector"], {**again, "authConfig": {"token": watch.canary(f"{name}: by gRPC")}})
    client.rpc(METHODS["CreateConnector"], {"name": f"{name} by gRPC", **request})
    client.rpc(METHODS["TestConnector"], identity)
    client.rpc(METHODS["GetConnector"], identity)
    return str(created["id"])


def _rotated(world: World) -> None:
    """Credentials staged, promoted and rolled back; some are staged and some kept when the service stops."""
    client, watch = world.client, world.watch

    def login(what: str) -> dict[str, Any]:
        return {"authConfig": {"username": "user", "password": watch.canary(what)}}

    def created(name: str) -> str:
        about = {"name": f"{name} {watch.witness}", "type": "rest_api", "authMethod": "basic"}
        config = {"url": f"{world.http.url}/open"}  # whoever comes is let in
        return str(client.rest("POST", "/connectors", {**about, "config": config, **login("before")})["id"])

    for rolled_back in (True, False):
        rotation = f"/connectors/{created(f'rotated {rolled_back}')}/rotation"
        staged = client.rest("POST", rotation, login("staged"))
        assert staged["test"]["success"], staged["test"]["reason"]
        assert client.rest("POST", f"{rotation}:promote", {})["rotation"]["previous"]
        assert client.rest("POST", rotation, login("staged again"))["rotation"]["staged"]
        if rolled_back:
            client.rest("POST", f"{rotation}:rollBack", {})
        told = client.rest("GET", rotation)
        assert (told["staged"]["outdated"], told["previous"] is None) == (rolled_back, rolled_back)
    refused = client.rest(
        "POST", rotation, {"authConfig": {"token": "", "key": watch.canary("staged beside an empty")}}
    )
    assert refused["code"] == 3


def _refused(world: World) -> None:
    """Requests that are refused, with a secret in what is wrong with them."""
    client, watch = world.client, world.watch
    base = {"name": "refused", "type": "postgresql"}
    for place, body in (
        ("a number's place", {**base, "config": {"port": watch.canary("a number's place")}}),
        ("authConfig as text", {**base, "authConfig": watch.canary("authConfig as text")}),
        ("beside an empty field", {**base, "authConfig": {"password": "", "key": watch.canary("beside an empty")}}),
        ("an unknown field", {**base, "passwrod": watch.canary("an unknown field")}),
        ("the type", {**base, "type": watch.canary("the type")}),
        ("the auth method", {**base, "authMethod": watch.canary("the auth method")}),
    ):
        refused = client.rest("POST", "/connectors", body)
        assert refused["code"] == 3, place
    canary = json.dumps(watch.canary("broken JSON"))
    client.rest("POST", "/connectors", f'{{"name": "x", "authConfig": {{"password": {canary}'.encode())
    client.rest("POST", "/connectors", f'{{"authConfig": {{"password": {canary}, "password": {canary}}}}}'.encode())
    for body in (
        {"name": "x", "type": watch.canary("gRPC type")},
        {"name": "x", "type": "csv", "authConfig": {"a": "", "b": watch.canary("gRPC credentials")}},
    ):
        client.rpc(METHODS["CreateConnector"], body)


def _crashed(world: World) -> None:
    """A failure of the service itself with a secret at hand: the table that it writes to is gone."""
    client, watch = world.client, world.watch
    world.store.execute(world.service, "ALTER TABLE connectors RENAME TO hidden")
    try:
        for number in range(4):
            request: dict[str, Any] = {"name": f"crash {number}", "type": "csv"}
            for place in ("authConfig", "config"):
                request = {**request, place: {"password": watch.canary(f"{place} at crash {number}")}}
            assert client.rest("POST", "/connectors", request)["code"] in (13, 14)
            client.rpc(METHODS["CreateConnector"], request)
    finally:
        world.store.execute(world.service, "ALTER TABLE hidden RENAME TO connectors")


def _killed(world: World) -> None:
    """A probe's process dies with a secret in its memory, its peer silent: no core, nothing printed."""
    client, watch = world.client, world.watch
    for number in (signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL):
        request = {
            "name": f"killed by {number}",
            "type": "rest_api",
            "config": {"url": f"http://127.0.0.1:{world.silent}/"},
            "authMethod": "bearer",
            "authConfig": {"token": watch.plain(f"token of a probe that gets {number}")},
        }
        identity = {"id": client.rest("POST", "/connectors", request)["id"]}
        with ThreadPoolExecutor(1) as pool:
            tested = pool.submit(client.rest, "POST", "/connectors/test", identity)
            assert eventually(lambda: probes_of(world.service))
            (child,) = probes_of(world.service)
            os.kill(child, number)
            assert eventually(lambda pid=child: is_gone(pid))
            told = tested.result()
            assert told.get("reason", told.get("code")) in ("INTERNAL", 14), told


def _strangers(world: World) -> None:
    """Callers who are refused, a secret in what they say of themselves."""
    client, watch = world.client, world.watch
    for header, word in (("authorization", f"Bearer {watch.plain('a token')}"), ("x-role", watch.plain("a role"))):
        client.rest("GET", "/connectors", **{header: word})
        client.rpc(METHODS["ListConnectors"], {}, **{header: word})


PLANTED: dict[str, Callable[[str], bytes]] = {
    "raw": lambda text: text.encode(),
    "cut off": lambda text: text[:20].encode(),
    "in a repr": lambda text: repr(text.encode()).encode(),
    "in base64": lambda text: base64.b64encode(text.encode()),
    "in base64 for URLs": lambda text: base64.urlsafe_b64encode(text.encode()),
    "in base64 of user:secret": lambda text: base64.b64encode(f"user:{text}!".encode()),
    "in base64 of a longer user:secret": lambda text: base64.b64encode(f"users:{text}".encode()),
    "in base64 of UTF-16": lambda text: base64.b64encode(f"a{text}".encode("utf-16-le")),
    "in base64, wrapped": lambda text: base64.encodebytes(f"x{text}".encode()),
    "URL-encoded": lambda text: quote(text, safe="").encode(),
    "URL-encoded throughout": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()).encode(),
    "in hex": lambda text: text.encode().hex().encode(),
    "as PostgreSQL dumps bytes": lambda text: b"\\\\x" + text.encode().hex().encode(),
    "in JSON": lambda text: json.dumps({"a": text}).encode(),
    "in JSON, all escaped": lambda text: "".join(f"\\u{ord(letter):04x}" for letter in text).encode(),
    "in JSON of JSON": lambda text: json.dumps(json.dumps({"a": text})).encode(),
    "in HTML": lambda text: html.escape(text).encode(),
    "in UTF-16": lambda text: text.encode("utf-16"),
    "in UTF-16, reversed": lambda text: text[::-1].encode("utf-16"),
    "as ReprLib octal": lambda text: "".join(f"\\{byte:03o}" for byte in text.encode()).encode(),
    "in upper case": lambda text: text.upper().encode(),
    "reversed": lambda text: text[::-1].encode(),
}


@pytest.mark.parametrize("form", PLANTED)
def test_the_watch_finds_what_is_planted(form: str) -> None:
    watch = Watch()
    watch.hear("somewhere", b"\x00before " + PLANTED[form](watch.canary("x")) + b" after\xff")
    (found, *_) = watch.found()
    assert "in somewhere: " in found


def test_the_watch_finds_nothing_where_nothing_is() -> None:
    watch, other = Watch(), Watch()
    watch.canary("x")
    watch.hear("somewhere", f"{watch.witness} {other.canary('y')}")
    assert watch.found() == []
    assert watch.saw("somewhere")
