"""Secrets that must never be seen again: in no answer, error, lastError, log at debug level, file or traceback."""

from __future__ import annotations

import base64
import json
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_plus

import grpc
import pytest
import requests
from google.protobuf.json_format import ParseDict

from connectors.v1 import connector_service_pb2 as pb
from connectors.v1 import connector_service_pb2_grpc as pb_grpc
from tests.e2e.neighbours import http_origin
from tests.e2e.service import Service
from tests.peers.mariadb import MariadbServer
from tests.peers.moto import MotoServer
from tests.peers.postgresql import PostgresqlServer


def spellings(canary: str) -> Iterator[bytes]:
    """The secret raw, URL-encoded, JSON-escaped, reversed into hex, and in base64 wherever it starts in a text."""
    raw = canary.encode()
    yield raw
    yield quote(canary, safe="").encode()
    yield quote(canary).encode()
    yield quote_plus(canary).encode()
    yield json.dumps(canary)[1:-1].encode()
    yield raw.hex().encode()
    for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
        for shift in range(3):
            # The first and the last quantum mix with what stands around the secret.
            encoded = alphabet(b"\0" * shift + raw + b"\0" * (3 - (shift + len(raw)) % 3))
            yield encoded[4 if shift else 0 : -8]


@dataclass(slots=True)
class Watch:
    """The canaries that were sent, and everything that came back."""

    sent: dict[str, str] = field(default_factory=dict)
    heard: list[tuple[str, bytes]] = field(default_factory=list)

    def canary(self, place: str) -> str:
        """A new secret, with characters that every encoding changes."""
        made = f"Canary{secrets.token_hex(6)}/+&=?%{secrets.token_hex(6)}"
        self.sent[place] = made
        return made

    def hear(self, source: str, content: bytes) -> None:
        self.heard.append((source, content))

    def found(self) -> list[str]:
        return [
            f"{place} in {source}"
            for place, canary in self.sent.items()
            for spelling in set(spellings(canary))
            for source, content in self.heard
            if spelling in content
        ]


class Client:
    """Calls by both transports; what comes back goes to the watch."""

    def __init__(self, service: Service, watch: Watch) -> None:
        self._url = f"{service.url}/api/v1/connectors"
        self._stub = pb_grpc.ConnectorServiceStub(service.channel())  # type: ignore[no-untyped-call]
        self._watch = watch

    def rest(self, verb: str, path: str = "", body: Any = None) -> Any:
        content = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        headers = {"X-Tenant-Id": "canaries", "Content-Type": "application/json"}
        response = requests.request(verb, self._url + path, data=content, headers=headers, timeout=60)
        self._watch.hear(f"{verb} {path}", f"{response.headers}\n{response.reason}\n".encode() + response.content)
        return response.json() if response.content else None

    def rpc(self, method: str, body: dict[str, Any]) -> None:
        request = ParseDict(body, getattr(pb, f"{method}Request")())
        try:
            answer, call = getattr(self._stub, method).with_call(
                request, metadata=(("x-tenant-id", "canaries"),), timeout=60
            )
            self._watch.hear(method, f"{answer}\n{call.trailing_metadata()}".encode())
        except grpc.RpcError as error:
            self._watch.hear(method, f"{error}\n{error.trailing_metadata()}".encode())


def connectors(
    watch: Watch, postgresql: PostgresqlServer, mariadb: MariadbServer, moto: MotoServer, origin: str
) -> dict[str, dict[str, Any]]:
    """Connectors with a canary wherever a secret may stand; every test of them fails, and says why."""
    database = {"host": "127.0.0.1", "port": postgresql.port, "database": "app"}
    dsn = quote(watch.canary("password in a connection string"), safe="")
    userinfo = quote(watch.canary("password in a URL"), safe="")
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
    }


def test_a_secret_is_never_seen_again(
    start_service: Callable[..., Service],
    postgresql_server: PostgresqlServer,
    mariadb_server: MariadbServer,
    moto_server: MotoServer,
) -> None:
    watch = Watch()
    with http_origin() as origin:
        ports = (postgresql_server.port, mariadb_server.port, moto_server.port, origin.port)
        service = start_service(egress_allow=",".join(f"127.0.0.1:{port}" for port in ports), log_level="debug")
        client = Client(service, watch)
        made = connectors(watch, postgresql_server, mariadb_server, moto_server, origin.url)
        for name, request in made.items():
            created = client.rest("POST", "", {"name": name, **request})
            assert "id" in created, created
            tested = client.rest("POST", "/test", {"id": created["id"]})
            assert tested["success"] is False
            assert client.rest("GET", f"/{created['id']}")["lastError"] == tested["message"]
            again = {"id": created["id"], "authConfig": {"password": watch.canary(f"{name}: replaced")}}
            assert "authConfig" in client.rest("PUT", "", again)
            client.rpc("TestConnector", {"id": created["id"]})
            client.rpc("GetConnector", {"id": created["id"]})
            client.rpc("UpdateConnector", {**again, "authConfig": {"token": watch.canary(f"{name}: by gRPC")}})
            client.rpc("CreateConnector", {"name": f"{name} by gRPC", **request})
        assert len(client.rest("GET", "?limit=100")["data"]) >= len(made)
        client.rpc("ListConnectors", {})
        _refused(client, watch)
        _crashed(client, watch, service)
        assert client.rest("DELETE", f"?id={created['id']}") is None
        assert service.stop() == 0
    files = [path for path in service.folder.rglob("*") if path.is_file()]
    assert {"connectors.db", "service.log"} <= {path.name for path in files}
    for path in files:
        watch.hear(str(path.relative_to(service.folder)), path.read_bytes())
    assert b'"exception"' in service.log.read_bytes()  # the crashes were logged with their cause
    assert watch.found() == []


def _refused(client: Client, watch: Watch) -> None:
    """Requests that are refused, with a secret in what is wrong with them."""
    base = {"name": "refused", "type": "postgresql"}
    for place, body in (
        ("a number's place", {**base, "config": {"port": watch.canary("a number's place")}}),
        ("authConfig as text", {**base, "authConfig": watch.canary("authConfig as text")}),
        ("beside an empty field", {**base, "authConfig": {"password": "", "key": watch.canary("beside an empty")}}),
        ("an unknown field", {**base, "passwrod": watch.canary("an unknown field")}),
        ("the type", {**base, "type": watch.canary("the type")}),
        ("the auth method", {**base, "authMethod": watch.canary("the auth method")}),
    ):
        refused = client.rest("POST", "", body)
        assert refused["code"] == 3, place
    canary = json.dumps(watch.canary("broken JSON"))
    client.rest("POST", "", f'{{"name": "x", "authConfig": {{"password": {canary}'.encode())
    client.rest("POST", "", f'{{"authConfig": {{"password": {canary}, "password": {canary}}}}}'.encode())
    for body in (
        {"name": "x", "type": watch.canary("gRPC type")},
        {"name": "x", "type": "csv", "authConfig": {"a": "", "b": watch.canary("gRPC credentials")}},
    ):
        client.rpc("CreateConnector", body)


def _crashed(client: Client, watch: Watch, service: Service) -> None:
    """A failure of the service itself with a secret at hand: the table that it writes to is gone."""
    with closing(sqlite3.connect(service.data / "connectors.db", timeout=30)) as database:
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        table = next(name for name in tables if name.startswith("connector"))
        database.execute(f'ALTER TABLE "{table}" RENAME TO hidden')
        try:
            for number in range(4):
                request: dict[str, Any] = {"name": f"crash {number}", "type": "csv"}
                for place in ("authConfig", "config"):
                    request = {**request, place: {"password": watch.canary(f"{place} at crash {number}")}}
                assert client.rest("POST", "", request)["code"] in (13, 14)
                client.rpc("CreateConnector", request)
        finally:
            database.execute(f'ALTER TABLE hidden RENAME TO "{table}"')


@pytest.mark.parametrize("place", ["raw", "base64", "URL-encoded", "base64 of user:secret"])
def test_the_watch_itself_finds_what_it_looks_for(place: str) -> None:
    watch = Watch()
    canary = watch.canary("x")
    leaked = {
        "raw": canary.encode(),
        "base64": base64.b64encode(canary.encode()),
        "URL-encoded": quote(canary, safe="").encode(),
        "base64 of user:secret": base64.b64encode(f"user:{canary}!".encode()),
    }[place]
    watch.hear("somewhere", b"before" + leaked + b"after")
    assert watch.found()
