"""The rows of the stores with an HTTP API: ClickHouse and InfluxDB; others scripted from their pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from probes.result import Level, ProbeResult, Reason
from tests.peers import store_scripts as scripts
from tests.peers.http_peer import Answer, HttpPeer, Received, Script
from tests.peers.saas_answers import says
from tests.peers.store_scripts import KEY, LOGIN, TOKEN, USER, knows
from tests.probes.matrix import Cell, Row, Run, untrusted_https, wire
from tests.probes.probing import run

Request = pytest.FixtureRequest
Fields = Mapping[str, Any]
ADDRESS, PASSWORD_AT, TOKEN_AT = "config.url", "authConfig.password", "authConfig.token"
PASSWORD = {"username": USER, "password": scripts.PASSWORD}
BY_TOKEN = {"token": TOKEN}


@dataclass(frozen=True)
class Refused:
    """A cell of one type: what is changed, and what must be said."""

    at: str | None
    hint: str
    config: Fields = field(default_factory=dict)
    auth: Fields | None = None
    level: Level = Level.AUTHENTICATED
    method: str = "access_key"
    script: Script | None = None


@dataclass(frozen=True)
class Scene:
    """A type, the peer scripted for it, and its refusals."""

    type_name: str
    script: Script
    config: Fields
    auth: Fields
    wrong: Refused
    missing: Refused
    absent: Refused
    denied: Refused
    best: Level
    busy: Answer = field(default_factory=lambda: says(429, {}, {"Retry-After": "7"}))
    url: str = "url"
    at: str = ADDRESS
    path: str = ""
    silent: str | None = "elasticsearch"


def _scripted(scene: Scene) -> Row:
    def asked(script: Script, config: Fields = {}, auth: Fields | None = None, method: str = "access_key") -> Run:  # noqa: B006
        def ask(request: Request) -> ProbeResult:
            https: HttpPeer = request.getfixturevalue("https_peer")
            https.script = script
            ca = request.getfixturevalue("certificates").ca.read_text()
            given = {**scene.config, scene.url: https.url(scene.path), "caCertificate": ca, **config}
            whole = scene.auth if auth is None else auth
            return run(scene.type_name, given, whole, port=https.port, auth_method=method)

        return ask

    def placed(request: Request, host: str, port: int, seconds: float) -> ProbeResult:
        ca = request.getfixturevalue("certificates").ca.read_text()
        given = {**scene.config, scene.url: f"https://{host}:{port}{scene.path}", "caCertificate": ca}
        return run(scene.type_name, given, scene.auth, port=port, seconds=seconds)

    def refused(cell: Refused, reason: Reason) -> Cell:
        run = asked(cell.script or scene.script, cell.config, cell.auth, cell.method)
        return Cell(run, reason, cell.level, cell.at, cell.hint)

    return {
        **wire(placed, scene.at, silent=scene.silent),
        "right credentials": Cell(asked(scene.script), None, scene.best),
        "wrong credentials": refused(scene.wrong, Reason.AUTHENTICATION_FAILED),
        "missing field": refused(scene.missing, Reason.CREDENTIAL_MISSING),
        "resource absent": refused(scene.absent, Reason.RESOURCE_NOT_FOUND),
        "permission missing": refused(scene.denied, Reason.PERMISSION_DENIED),
        "peer rate-limits": Cell(asked(lambda _received: scene.busy), Reason.RATE_LIMITED, Level.TLS, None, "wait 7 s"),
        "TLS untrusted": untrusted_https(placed, scene.at),
    }


def _wrong(at: str, hint: str, auth: Fields) -> Refused:
    return Refused(at, hint, auth=auth, level=Level.TLS)


def _missing(at: str, hint: str, method: str) -> Refused:
    return Refused(at, hint, auth={}, level=Level.NONE, method=method)


NO_PASSWORD = _missing("authConfig.username", "give a user name", "basic")
NO_TOKEN = _missing(TOKEN_AT, "give a token", "bearer")
WRONG_PASSWORD = {**PASSWORD, "password": "not-the-password"}
WRONG_TOKEN = {"token": "of-another"}
UNAUTHORIZED = says(401, {})
SAS = {"sharedAccessKeyName": "manage", "sharedAccessKey": KEY}


def _no_right(_received: Received) -> Answer:
    return says(403, {})


def _no_such(_received: Received) -> Answer:
    return says(404, {})


def _cluster(name: str, answers: scripts.Answers) -> Scene:
    return Scene(
        name,
        knows(LOGIN, scripts.elastic_error(401, "security_exception"), answers),
        {"index": "orders"},
        PASSWORD,
        _wrong(PASSWORD_AT, "not revoked", WRONG_PASSWORD),
        NO_PASSWORD,
        Refused("config.index", "lower case", {"index": "absent"}),
        Refused("config.index", "privilege `read`", {"index": "private"}),
        Level.RESOURCE_READABLE,
        silent=None if name == "elasticsearch" else "elasticsearch",
    )


def _engine(name: str) -> Scene:
    return Scene(
        name,
        knows(LOGIN, UNAUTHORIZED, scripts.trino(name)),
        {"catalog": "hive", "schema": "sales", "table": "orders"},
        PASSWORD,
        _wrong(PASSWORD_AT, "https:// alone", WRONG_PASSWORD),
        NO_PASSWORD,
        Refused("config.table", "catalog.schema.table", {"table": "absent"}, level=Level.AUTHORIZED),
        Refused("config.table", "GRANT SELECT", {"table": "private"}, level=Level.AUTHORIZED),
        Level.RESOURCE_READABLE,
    )


def _api(name: str, answers: scripts.Answers, config: Fields, absent: Refused, denied: Refused) -> Scene:
    return Scene(
        name,
        knows(scripts.BEARER, UNAUTHORIZED, answers),
        config,
        BY_TOKEN,
        _wrong(TOKEN_AT, "not revoked", WRONG_TOKEN),
        NO_TOKEN,
        absent,
        denied,
        Level.RESOURCE_READABLE,
        path="/" if name != "soap" else "/orders?wsdl",
    )


def _messaging(name: str, field_name: str) -> Scene:
    return Scene(
        name,
        scripts.servicebus,
        {"namespace": "acme-prod", field_name: "there"},
        SAS,
        _wrong("authConfig.sharedAccessKey", "shared access policy", {**SAS, "sharedAccessKey": "b3RoZXI="}),
        _missing("authConfig.sharedAccessKeyName", "connection string", "shared_access_key"),
        Refused(f"config.{field_name}", "in the portal", {field_name: "absent"}),
        Refused("authConfig.sharedAccessKey", "firewall", {field_name: "private"}, level=Level.TLS),
        Level.AUTHORIZED,
        url="endpoint",
        at="config.endpoint",
    )


SCENES = (
    _cluster("elasticsearch", scripts.elasticsearch),
    _cluster("opensearch", scripts.opensearch),
    Scene(
        "couchbase",
        knows(LOGIN, UNAUTHORIZED, scripts.couchbase),
        {"bucket": "travel"},
        PASSWORD,
        _wrong(PASSWORD_AT, "check both", WRONG_PASSWORD),
        NO_PASSWORD,
        Refused("config.bucket", "case-sensitive", {"bucket": "absent"}),
        Refused("config.bucket", "Data Reader", {"bucket": "private"}),
        Level.AUTHORIZED,
    ),
    Scene(
        "cosmosdb",
        scripts.cosmosdb,
        {"database": "shop", "container": "orders"},
        {"accountKey": KEY},
        _wrong("authConfig.accountKey", "may have been regenerated", {"accountKey": "b3RoZXIga2V5"}),
        _missing("authConfig.accountKey", "read-only one", "account_key"),
        Refused("config.container", "case-sensitive", {"container": "absent"}, level=Level.AUTHORIZED),
        # A firewall speaks before the key is looked at.
        Refused(ADDRESS, "firewall", {"database": "private"}, level=Level.TLS),
        Level.RESOURCE_READABLE,
    ),
    _engine("trino"),
    _engine("presto"),
    Scene(
        "iceberg_rest",
        knows(scripts.BEARER, UNAUTHORIZED, scripts.iceberg),
        {"warehouse": "lake", "namespace": "a.b", "table": "orders"},
        BY_TOKEN,
        _wrong(TOKEN_AT, "not revoked", WRONG_TOKEN),
        NO_TOKEN,
        Refused("config.table", "spelling", {"table": "absent"}, level=Level.AUTHORIZED),
        Refused("config.table", "list and read", {"table": "private"}, level=Level.AUTHORIZED),
        Level.RESOURCE_READABLE,
    ),
    Scene(
        "unity_catalog",
        knows(scripts.BEARER, UNAUTHORIZED, scripts.unity),
        {"catalog": "main", "schema": "sales", "table": "orders"},
        BY_TOKEN,
        _wrong(TOKEN_AT, "not revoked", WRONG_TOKEN),
        NO_TOKEN,
        Refused("config.table", "Catalog Explorer", {"table": "absent"}, level=Level.AUTHORIZED),
        Refused("config.table", "USE SCHEMA", {"table": "private"}, level=Level.AUTHORIZED),
        Level.RESOURCE_READABLE,
    ),
    Scene(
        "schema_registry",
        knows(LOGIN, says(401, {"error_code": 401, "message": "Unauthorized"}), scripts.registry),
        {"subject": "orders-value"},
        PASSWORD,
        _wrong(PASSWORD_AT, "API key of the registry", WRONG_PASSWORD),
        NO_PASSWORD,
        Refused("config.subject", "-value", {"subject": "absent"}),
        Refused("config.subject", "DeveloperRead", {"subject": "private"}),
        Level.RESOURCE_READABLE,
    ),
    _api(
        "graphql",
        scripts.graphql,
        {},
        Refused(ADDRESS, "/graphql", level=Level.TLS, script=_no_such),
        Refused(TOKEN_AT, "right to read", {"query": "{ private }"}),
    ),
    _api(
        "odata",
        scripts.odata,
        {"entitySet": "Orders"},
        Refused("config.entitySet", "$metadata", {"entitySet": "absent"}, level=Level.AUTHORIZED),
        Refused("config.entitySet", "grant the account", {"entitySet": "private"}, level=Level.AUTHORIZED),
    ),
    _api(
        "soap",
        scripts.soap,
        {"operation": "GetLastTradePrice"},
        Refused("config.operation", "in the WSDL", {"operation": "Absent"}, level=Level.AUTHORIZED),
        Refused(TOKEN_AT, "grant the account", level=Level.TLS, script=_no_right),
    ),
    _messaging("azure_service_bus", "queue"),
    _messaging("azure_event_hubs", "eventHub"),
    Scene(
        "google_pubsub",
        knows("Bearer ya29.right", scripts.google_refusal(), scripts.pubsub),
        {"project": "my-project", "topic": "there"},
        {"accessToken": "ya29.right"},
        _wrong("authConfig.accessToken", "store a fresh one", {"accessToken": "ya29.other"}),
        _missing("authConfig.serviceAccountJson", "JSON key file", "access_key"),
        Refused("config.topic", "in the console", {"topic": "absent"}),
        Refused("config.topic", "roles/pubsub.viewer", {"topic": "private"}),
        Level.AUTHORIZED,
        url="endpoint",
        at="config.endpoint",
        path="",
    ),
)


def _real(type_name: str, fixture: str, denied: Refused, absent: Refused, config: Fields) -> Row:
    """ClickHouse and InfluxDB, over plain HTTP."""

    def asked(more: Fields = {}, auth: Fields | None = None, user: str = "reader", method: str = "access_key") -> Run:  # noqa: B006
        def ask(request: Request) -> ProbeResult:
            server = request.getfixturevalue(fixture)
            whole = {"username": user, "password": server.password} if auth is None else auth
            given = {**config, "url": server.url, **more}
            return run(type_name, given, whole, port=server.port, auth_method=method)

        return ask

    def placed(request: Request, host: str, port: int, seconds: float) -> ProbeResult:
        ca = request.getfixturevalue("certificates").ca.read_text()
        given = {**config, "url": f"https://{host}:{port}", "caCertificate": ca}
        return run(type_name, given, PASSWORD, port=port, seconds=seconds)

    def busy(request: Request) -> ProbeResult:
        peer: HttpPeer = request.getfixturevalue("http_peer")
        peer.script = lambda _received: Answer(429, {"Retry-After": "7"})
        return run(type_name, {**config, "url": peer.url("")}, PASSWORD, port=peer.port)

    return {
        **wire(placed, ADDRESS, silent="elasticsearch"),
        "right credentials": Cell(asked(), None, Level.RESOURCE_READABLE),
        "wrong credentials": Cell(
            asked(auth=WRONG_PASSWORD), Reason.AUTHENTICATION_FAILED, Level.REACHABLE, PASSWORD_AT, "check"
        ),
        "missing field": Cell(
            asked(auth={}, method="basic"), Reason.CREDENTIAL_MISSING, Level.NONE, "authConfig.username", "give a user"
        ),
        "resource absent": Cell(
            asked(absent.config, user=str(absent.auth or "reader")),
            Reason.RESOURCE_NOT_FOUND,
            absent.level,
            absent.at,
            absent.hint,
        ),
        "permission missing": Cell(
            asked(user="denied"), Reason.PERMISSION_DENIED, denied.level, denied.at, denied.hint
        ),
        "peer rate-limits": Cell(busy, Reason.RATE_LIMITED, Level.REACHABLE, None, "wait 7 s"),
        "TLS untrusted": untrusted_https(placed, ADDRESS),
    }


ROWS: dict[str, Row] = {
    **{scene.type_name: _scripted(scene) for scene in SCENES},
    "clickhouse": _real(
        "clickhouse",
        "clickhouse_server",
        Refused("config.database", "GRANT SELECT"),
        Refused("config.table", "config.database", {"table": "absent"}, level=Level.AUTHORIZED),
        {"database": "app", "table": "events"},
    ),
    "influxdb": _real(
        "influxdb",
        "influxdb_server",
        Refused("config.database", "GRANT READ"),
        Refused("config.measurement", "case-sensitive", {"measurement": "absent"}, level=Level.AUTHORIZED),
        {"database": "app", "measurement": "cpu"},
    ),
}
