"""The rows of the stores with an HTTP API: ClickHouse, InfluxDB and moto; others scripted from their pages."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from probes.egress.policy import EgressPolicy
from probes.registry import connector_types
from probes.result import Level, ProbeResult, Reason
from probes.run import Job, run_probe
from tests.peers import store_scripts as scripts
from tests.peers.http_peer import Answer, HttpPeer, Received, Script
from tests.peers.moto import MotoServer
from tests.peers.saas_answers import says
from tests.peers.store_scripts import KEY, LOGIN, TOKEN, USER, knows
from tests.probes import test_s3
from tests.probes.matrix import Cell, Row, Run, untrusted_https, wire
from tests.probes.probing import run

Request = pytest.FixtureRequest
Fields = Mapping[str, Any]
ADDRESS, PASSWORD_AT, TOKEN_AT = "config.url", "authConfig.password", "authConfig.token"
PASSWORD = {"username": USER, "password": scripts.PASSWORD}
BY_TOKEN = {"token": TOKEN}
AWS_SECRET = "authConfig.secretAccessKey"


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
AWS_KEYS = {"accessKeyId": scripts.ACCESS_KEY, "secretAccessKey": scripts.SECRET_KEY}
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


def _aws(type_name: str, config: Fields, wanted: str, absent: str, denied: str) -> Row:
    field_name = f"config.{wanted}"

    def auth_of(moto: MotoServer, key: str) -> dict[str, str]:
        return test_s3.credentials(getattr(moto, key))

    def asked(more: Fields = {}, auth: Fields = {}, key: str = "owner") -> Run:  # noqa: B006
        def ask(request: Request) -> ProbeResult:
            moto = request.getfixturevalue("furnished_moto")
            given = {**config, "endpoint": moto.endpoint, **more}
            return run(type_name, given, {**auth_of(moto, key), **auth}, port=moto.port)

        return ask

    def placed(request: Request, host: str, port: int, seconds: float) -> ProbeResult:
        ca = request.getfixturevalue("certificates").ca.read_text()
        given = {**config, "endpoint": f"https://{host}:{port}", "caCertificate": ca}
        return run(type_name, given, AWS_KEYS, port=port, seconds=seconds)

    def busy(request: Request) -> ProbeResult:
        peer: HttpPeer = request.getfixturevalue("http_peer")
        peer.script = lambda _received: says(400, {"__type": "ThrottlingException"})
        return run(type_name, {**config, "endpoint": peer.url("")}, AWS_KEYS, port=peer.port)

    def keyless(request: Request) -> ProbeResult:
        port = request.getfixturevalue("closed_port")
        return run(type_name, config, {"accessKeyId": scripts.ACCESS_KEY}, port=port)

    return {
        **wire(placed, "config.endpoint", silent="aws_s3"),
        "right credentials": Cell(asked(), None, Level.AUTHORIZED),
        "wrong credentials": Cell(
            asked(auth={"secretAccessKey": scripts.SECRET_KEY}),
            Reason.AUTHENTICATION_FAILED,
            Level.REACHABLE,
            AWS_SECRET,
            "one key pair",
        ),
        "missing field": Cell(keyless, Reason.CREDENTIAL_MISSING, Level.NONE, AWS_SECRET, "give an access key"),
        "resource absent": Cell(
            asked({wanted: absent}),
            Reason.RESOURCE_NOT_FOUND,
            Level.AUTHENTICATED if type_name != "athena" else Level.AUTHORIZED,
            field_name,
            "check its name",
        ),
        "permission missing": Cell(
            asked(key="denied"),
            Reason.PERMISSION_DENIED,
            Level.AUTHENTICATED,
            field_name if type_name != "athena" else "config.workGroup",
            denied,
        ),
        "peer rate-limits": Cell(busy, Reason.RATE_LIMITED, Level.REACHABLE, None, "the limit is the account's"),
        "TLS untrusted": untrusted_https(placed, "config.endpoint"),
    }


def _s3_store(type_name: str, own: Fields, named_by: str) -> Row:
    """S3's protocol at moto, reached by another name."""
    bucket = {"bucket": "data-bucket", "prefix": "with-files/"}

    def asked(more: Fields = {}, auth: Fields = {}, key: str = "reader") -> Run:  # noqa: B006
        def ask(request: Request) -> ProbeResult:
            moto = request.getfixturevalue("moto_server")
            given = {**own, **bucket, "endpoint": moto.endpoint, **more}
            return run(type_name, given, {**test_s3.credentials(getattr(moto, key)), **auth}, port=moto.port)

        return ask

    def placed(request: Request, host: str, port: int, seconds: float) -> ProbeResult:
        ca = request.getfixturevalue("certificates").ca.read_text()
        given = {**own, **bucket, "endpoint": f"https://{host}:{port}", "caCertificate": ca}
        return run(type_name, given, AWS_KEYS, port=port, seconds=seconds)

    def busy(request: Request) -> ProbeResult:
        peer: HttpPeer = request.getfixturevalue("http_peer")
        peer.script = lambda _received: Answer(503, body=test_s3.error("SlowDown"))
        return run(type_name, {**own, **bucket, "endpoint": peer.url("")}, AWS_KEYS, port=peer.port)

    def keyless(request: Request) -> ProbeResult:
        port = request.getfixturevalue("closed_port")
        given = {**own, **bucket, "endpoint": f"http://127.0.0.1:{port}"}
        return run(type_name, given, {"accessKeyId": scripts.ACCESS_KEY}, port=port)

    return {
        **wire(placed, "config.endpoint", silent="aws_s3"),
        "right credentials": Cell(asked(), None, Level.RESOURCE_READABLE),
        "wrong credentials": Cell(
            asked(auth={"secretAccessKey": scripts.SECRET_KEY}),
            Reason.AUTHENTICATION_FAILED,
            Level.REACHABLE,
            AWS_SECRET,
            "one key pair",
        ),
        "missing field": Cell(keyless, Reason.CREDENTIAL_MISSING, Level.NONE, AWS_SECRET, "give an access key"),
        "resource absent": Cell(
            asked({"bucket": "missing-bucket"}, key="owner"),
            Reason.RESOURCE_NOT_FOUND,
            Level.REACHABLE,
            "config.bucket",
            "check its name",
        ),
        "permission missing": Cell(
            asked(key="denied"), Reason.PERMISSION_DENIED, Level.AUTHENTICATED, "config.bucket", "s3:ListBucket"
        ),
        "peer rate-limits": Cell(busy, Reason.RATE_LIMITED, Level.REACHABLE, None, "others load the same"),
        "TLS untrusted": untrusted_https(placed, "config.endpoint"),
    }


def _file(type_name: str, content: bytes, best: Level, absent: Fields, absent_at: str) -> Row:
    """A database's file, in the tenant's folder and over HTTPS."""

    def asked(script: Script, auth: Fields = PASSWORD) -> Run:
        def ask(request: Request) -> ProbeResult:
            https: HttpPeer = request.getfixturevalue("https_peer")
            https.script = script
            ca = request.getfixturevalue("certificates").ca.read_text()
            return run(type_name, {"url": https.url("/a.db"), "caCertificate": ca}, auth, port=https.port)

        return ask

    def placed(request: Request, host: str, port: int, seconds: float) -> ProbeResult:
        ca = request.getfixturevalue("certificates").ca.read_text()
        given = {"url": f"https://{host}:{port}/a.db", "caCertificate": ca}
        return run(type_name, given, PASSWORD, port=port, seconds=seconds)

    def in_folder(config: Fields) -> Run:
        def ask(request: Request) -> ProbeResult:
            folder: Path = request.getfixturevalue("tmp_path")
            (folder / "acme").mkdir()
            (folder / "acme" / "a.db").write_bytes(content)
            parameters = connector_types()[type_name].parameters(config)
            job = Job("acme", "c", type_name, "access_key", parameters, {}, 5.0)
            return run_probe(job, EgressPolicy.parse([], []), folder)

        return ask

    busy = says(429, {}, {"Retry-After": "7"})
    whole = knows(LOGIN, UNAUTHORIZED, lambda _received: Answer(200, body=content))
    return {
        **wire(placed, ADDRESS, silent="csv"),
        "right credentials": Cell(asked(whole), None, best),
        "wrong credentials": Cell(
            asked(whole, WRONG_PASSWORD), Reason.AUTHENTICATION_FAILED, Level.TLS, PASSWORD_AT, "not revoked"
        ),
        "missing field": Cell(in_folder({}), Reason.INVALID_CONFIG, Level.NONE, "config.path", "give one of them"),
        "resource absent": Cell(
            in_folder({"path": "a.db", **absent}),
            Reason.RESOURCE_NOT_FOUND,
            Level.NONE,
            absent_at,
            "check its spelling",
        ),
        "permission missing": Cell(
            asked(lambda _received: says(403, {})),
            Reason.PERMISSION_DENIED,
            Level.TLS,
            ADDRESS,
            "grant the credentials",
        ),
        "peer rate-limits": Cell(asked(lambda _received: busy), Reason.RATE_LIMITED, Level.TLS, ADDRESS, "wait 7 s"),
        "TLS untrusted": untrusted_https(placed, ADDRESS),
    }


def sqlite_file(*statements: str) -> bytes:
    """The bytes of a database that SQLite wrote."""
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()
        return database.serialize()


# The header that DuckDB 2.0.1 wrote: checksum, magic, storage version, flags, the library's version
# (https://duckdb.org/docs/stable/internals/storage.html).
DUCKDB = (
    bytes.fromhex("adb90a85c1a862754455434be703000000000000") + bytes(32) + b"v2.0.1".ljust(32, b"\0") + bytes(4012)
)
SQLITE = sqlite_file("CREATE TABLE orders (id INTEGER, name TEXT)", "INSERT INTO orders VALUES (1, 'Ada')")


@pytest.fixture(scope="module")
def furnished_moto(moto_server: MotoServer) -> MotoServer:
    """With a table, a queue, a topic and a database in it; another of xdist's workers may have made them."""
    dynamodb, sqs, sns = (moto_server.client(name) for name in ("dynamodb", "sqs", "sns"))
    with contextlib.suppress(dynamodb.exceptions.ResourceInUseException):
        dynamodb.create_table(
            TableName="orders",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )
    sqs.create_queue(QueueName="orders")
    sns.create_topic(Name="orders")
    return moto_server


ARN = "arn:aws:sns:us-east-1:123456789012:"
REGION = {"region": "us-east-1"}

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
    "dynamodb": _aws("dynamodb", {**REGION, "tableName": "orders"}, "tableName", "absent", "dynamodb:DescribeTable"),
    "aws_sqs": _aws("aws_sqs", {**REGION, "queueName": "orders"}, "queueName", "absent", "sqs:GetQueueUrl"),
    "aws_sns": _aws("aws_sns", {"topicArn": ARN + "orders"}, "topicArn", ARN + "absent", "sns:GetTopicAttributes"),
    "athena": _aws("athena", REGION, "database", "absent", "athena:GetWorkGroup"),
    "minio": _s3_store("minio", {}, "config.endpoint"),
    "cloudflare_r2": _s3_store("cloudflare_r2", {"accountId": "0" * 32}, "config.accountId"),
    "backblaze_b2": _s3_store("backblaze_b2", {"region": "us-west-004"}, "config.region"),
    "wasabi": _s3_store("wasabi", {"region": "us-east-1"}, "config.region"),
    "sqlite": _file("sqlite", SQLITE, Level.RESOURCE_READABLE, {"table": "absent"}, "config.table"),
    "duckdb": _file("duckdb", DUCKDB, Level.AUTHORIZED, {"path": "absent.db"}, "config.path"),
}
FIXTURES = {"furnished_moto": furnished_moto}
