"""The rows of the clouds: moto (Amazon), Azurite, and Google's services as their tests' own files stand them up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from probes.result import Level, ProbeResult, Reason
from tests.peers import google_cloud
from tests.peers.http_peer import Answer, HttpPeer
from tests.probes import test_azure_blob, test_bigquery, test_gcs, test_kinesis, test_s3
from tests.probes.matrix import Ask, Cell, Row, Run, untrusted_https, wire
from tests.probes.probing import run

Request = pytest.FixtureRequest
ENDPOINT = "config.endpoint"
SECRET_KEY = "authConfig.secretAccessKey"


def _placed(type_name: str, config: Mapping[str, Any], auth: Mapping[str, Any]) -> Ask:
    def ask(request: Request, host: str, port: int, seconds: float) -> ProbeResult:
        ca = request.getfixturevalue("certificates").ca.read_text()
        given = {**config, "endpoint": f"https://{host}:{port}", "caCertificate": ca}
        return run(type_name, given, auth, port=port, seconds=seconds)

    return ask


def _answering(answer: Answer, probed: Callable[[HttpPeer], ProbeResult]) -> Run:
    def ask(request: Request) -> ProbeResult:
        http_peer: HttpPeer = request.getfixturevalue("http_peer")
        http_peer.script = lambda _received: answer
        return probed(http_peer)

    return ask


def _s3() -> Row:
    def asked(config: dict[str, Any], auth: dict[str, str] | None = None, key: str = "reader") -> Run:
        def ask(request: Request) -> ProbeResult:
            moto = request.getfixturevalue("moto_server")
            whole = {**test_s3.credentials(getattr(moto, key)), **(auth or {})}
            return test_s3.probed(moto.port, config, whole)

        return ask

    def keyless(request: Request) -> ProbeResult:
        return test_s3.probed(request.getfixturevalue("closed_port"), {}, {"accessKeyId": "AKIAIOSFODNN7EXAMPLE"})

    slow_down = Answer(503, body=test_s3.error("SlowDown"))
    placed = _placed("aws_s3", {"region": "us-east-1", "bucket": "data-bucket"}, test_s3.KEYS)
    return {
        **wire(placed, ENDPOINT),
        "right credentials": Cell(asked({"prefix": "with-files/"}), None, Level.RESOURCE_READABLE),
        # moto speaks plain HTTP, so no TLS is proven before the login.
        "wrong credentials": Cell(
            asked({}, {"secretAccessKey": test_s3.SECRET}), Reason.AUTHENTICATION_FAILED, Level.REACHABLE, SECRET_KEY
        ),
        "missing field": Cell(keyless, Reason.CREDENTIAL_MISSING, Level.NONE, SECRET_KEY),
        # S3 answers so before it has looked at the signature: no login is proven by it.
        "resource absent": Cell(
            asked({"bucket": "missing-bucket"}, key="owner"),
            Reason.RESOURCE_NOT_FOUND,
            Level.REACHABLE,
            "config.bucket",
        ),
        "permission missing": Cell(
            asked({}, key="denied"), Reason.PERMISSION_DENIED, Level.AUTHENTICATED, "config.bucket"
        ),
        "peer rate-limits": Cell(
            _answering(slow_down, lambda peer: test_s3.probed(peer.port, {}, test_s3.KEYS)),
            Reason.RATE_LIMITED,
            Level.REACHABLE,
        ),
        "TLS untrusted": untrusted_https(placed, ENDPOINT),
    }


def _kinesis() -> Row:
    def asked(config: dict[str, Any], auth: dict[str, str] | None = None, key: str = "owner") -> Run:
        def ask(request: Request) -> ProbeResult:
            moto = request.getfixturevalue("moto")
            whole = {**test_kinesis.credentials(getattr(moto, key)), **(auth or {})}
            return test_kinesis.probed(test_kinesis.config(moto.port, **config), whole, moto.port)

        return ask

    def keyless(_request: Request) -> ProbeResult:
        return test_kinesis.probed(test_kinesis.config(1), {"accessKeyId": "AKIAIOSFODNN7EXAMPLE"})

    def busy(peer: HttpPeer) -> ProbeResult:
        return test_kinesis.probed(test_kinesis.config(peer.port), test_kinesis.KEYS, peer.port)

    placed = _placed("amazon_kinesis", {"region": "us-east-1", "streamName": "clicks"}, test_kinesis.KEYS)
    stream = "config.streamName"
    return {
        **wire(placed, ENDPOINT, silent="aws_s3"),
        "right credentials": Cell(asked({}), None, Level.AUTHORIZED),
        "wrong credentials": Cell(
            asked({}, {"secretAccessKey": test_kinesis.SECRET}),
            Reason.AUTHENTICATION_FAILED,
            Level.REACHABLE,
            SECRET_KEY,
        ),
        "missing field": Cell(keyless, Reason.CREDENTIAL_MISSING, Level.NONE, SECRET_KEY),
        "resource absent": Cell(asked({"streamName": "none"}), Reason.RESOURCE_NOT_FOUND, Level.AUTHENTICATED, stream),
        "permission missing": Cell(asked({}, key="denied"), Reason.PERMISSION_DENIED, Level.AUTHENTICATED, stream),
        "peer rate-limits": Cell(
            _answering(test_kinesis.error("ThrottlingException"), busy), Reason.RATE_LIMITED, Level.REACHABLE
        ),
        "TLS untrusted": untrusted_https(placed, ENDPOINT),
    }


def _gcs() -> Row:
    def asked(auth: Mapping[str, Any] | None = None, **config: Any) -> Run:
        return lambda request: test_gcs.asked(request.getfixturevalue("storage"), auth, **config)

    def proven(request: Request) -> ProbeResult:
        storage = request.getfixturevalue("storage")
        storage.put("daily/a.csv")
        return test_gcs.asked(storage, test_gcs.account(storage), prefix="daily/")

    def denied(request: Request) -> ProbeResult:
        storage = request.getfixturevalue("storage")
        storage.denied.add("storage.objects.list")
        return test_gcs.asked(storage)

    def busy(request: Request) -> ProbeResult:
        storage = request.getfixturevalue("storage")
        storage.instead = google_cloud.error(429, "rateLimitExceeded")
        return test_gcs.asked(storage)

    placed = _placed("gcs", test_gcs.BUCKET, test_gcs.TOKEN)
    return {
        **wire(placed, ENDPOINT),
        "right credentials": Cell(proven, None, Level.RESOURCE_READABLE),
        "wrong credentials": Cell(
            asked({"accessToken": "ya29.other"}),
            Reason.AUTHENTICATION_FAILED,
            Level.TLS,
            "authConfig.accessToken",
        ),
        "missing field": Cell(asked({}), Reason.CREDENTIAL_MISSING, Level.NONE, test_gcs.FILE),
        "resource absent": Cell(
            asked(bucket="no-such-bucket"), Reason.RESOURCE_NOT_FOUND, Level.AUTHENTICATED, "config.bucket"
        ),
        "permission missing": Cell(denied, Reason.PERMISSION_DENIED, Level.AUTHENTICATED, "config.bucket"),
        "peer rate-limits": Cell(busy, Reason.RATE_LIMITED, Level.TLS),
        "TLS untrusted": untrusted_https(placed, ENDPOINT),
    }


def _bigquery() -> Row:
    def asked(auth: Mapping[str, Any] | None = None, **config: Any) -> Run:
        return lambda request: request.getfixturevalue("bigquery").probed(auth, **config)

    def proven(request: Request) -> ProbeResult:
        bigquery = request.getfixturevalue("bigquery")
        return bigquery.probed({"serviceAccountJson": bigquery.key_file()})

    def answered(path: str, answer: Answer) -> Run:
        def ask(request: Request) -> ProbeResult:
            bigquery = request.getfixturevalue("bigquery")
            bigquery.instead[path] = answer
            return bigquery.probed()

        return ask

    table = {"project": "my-project", "dataset": "sales", "sourceTable": "orders"}
    placed = _placed("bigquery", table, {"accessToken": test_bigquery.TOKEN})
    denied = answered(test_bigquery.TABLE, google_cloud.error(403, "accessDenied"))
    busy = answered(test_bigquery.DATASET, google_cloud.error(429, "rateLimitExceeded"))
    return {
        **wire(placed, ENDPOINT, silent="gcs"),
        "right credentials": Cell(proven, None, Level.RESOURCE_READABLE),
        "wrong credentials": Cell(
            asked({"accessToken": "ya29.other"}),
            Reason.AUTHENTICATION_FAILED,
            Level.TLS,
            "authConfig.accessToken",
        ),
        "missing field": Cell(asked({}), Reason.CREDENTIAL_MISSING, Level.NONE, test_gcs.FILE),
        "resource absent": Cell(
            asked(sourceTable="nothing"), Reason.RESOURCE_NOT_FOUND, Level.AUTHORIZED, "config.sourceTable"
        ),
        "permission missing": Cell(denied, Reason.PERMISSION_DENIED, Level.AUTHORIZED, "config.sourceTable"),
        "peer rate-limits": Cell(busy, Reason.RATE_LIMITED, Level.TLS),
        "TLS untrusted": untrusted_https(placed, ENDPOINT),
    }


def _azure() -> Row:
    def asked(auth: Callable[[Any], dict[str, str]], **config: Any) -> Run:
        def ask(request: Request) -> ProbeResult:
            azurite = request.getfixturevalue("azurite_server")
            return test_azure_blob.probed(test_azure_blob.of(azurite, **config), auth(azurite), azurite.port)

        return ask

    def by_key(azurite: Any) -> dict[str, str]:
        return {"accountKey": azurite.key}

    def busy(peer: HttpPeer) -> ProbeResult:
        return test_azure_blob.probed(test_azure_blob.scripted(peer), test_azure_blob.KEY, peer.port)

    container = {"storageAccount": "contoso", "container": "exports"}
    placed = _placed("azure_blob", container, test_azure_blob.KEY)
    return {
        **wire(placed, ENDPOINT),
        "right credentials": Cell(asked(by_key, prefix="daily/"), None, Level.RESOURCE_READABLE),
        "wrong credentials": Cell(
            asked(lambda _azurite: test_azure_blob.KEY),
            Reason.AUTHENTICATION_FAILED,
            Level.TLS,
            "authConfig.accountKey",
        ),
        "missing field": Cell(
            asked(lambda _azurite: {}), Reason.CREDENTIAL_MISSING, Level.NONE, test_azure_blob.STRING
        ),
        "resource absent": Cell(
            asked(by_key, container="missing"), Reason.RESOURCE_NOT_FOUND, Level.AUTHENTICATED, "config.container"
        ),
        "permission missing": Cell(
            asked(lambda azurite: {"sasToken": azurite.sas("r")}),
            Reason.PERMISSION_DENIED,
            Level.AUTHENTICATED,
            "authConfig.sasToken",
        ),
        "peer rate-limits": Cell(
            _answering(test_azure_blob.error("ServerBusy", 503), busy), Reason.RATE_LIMITED, Level.REACHABLE
        ),
        "TLS untrusted": untrusted_https(placed, ENDPOINT),
    }


ROWS: dict[str, Row] = {
    "aws_s3": _s3(),
    "amazon_kinesis": _kinesis(),
    "gcs": _gcs(),
    "bigquery": _bigquery(),
    "azure_blob": _azure(),
}
FIXTURES = {
    "bigquery": test_bigquery.bigquery,
    "emulator_port": test_gcs.emulator_port,
    "storage": test_gcs.storage,
    "moto": test_kinesis.moto,
}
