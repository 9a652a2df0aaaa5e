"""The rows of Amazon's services and of other vendors' S3 stores, at moto."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

import pytest

from probes.result import Level, ProbeResult, Reason
from tests.peers import store_scripts as scripts
from tests.peers.http_peer import Answer, HttpPeer
from tests.peers.moto import MotoServer
from tests.peers.saas_answers import says
from tests.probes import test_s3
from tests.probes.matrix import Cell, Row, Run, untrusted_https, wire
from tests.probes.probing import run

Request = pytest.FixtureRequest
Fields = Mapping[str, Any]
AWS_SECRET = "authConfig.secretAccessKey"
AWS_KEYS = {"accessKeyId": scripts.ACCESS_KEY, "secretAccessKey": scripts.SECRET_KEY}


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


def _s3_store(type_name: str, own: Fields) -> Row:
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
    "dynamodb": _aws("dynamodb", {**REGION, "tableName": "orders"}, "tableName", "absent", "dynamodb:DescribeTable"),
    "aws_sqs": _aws("aws_sqs", {**REGION, "queueName": "orders"}, "queueName", "absent", "sqs:GetQueueUrl"),
    "aws_sns": _aws("aws_sns", {"topicArn": ARN + "orders"}, "topicArn", ARN + "absent", "sns:GetTopicAttributes"),
    "athena": _aws("athena", REGION, "database", "absent", "athena:GetWorkGroup"),
    "minio": _s3_store("minio", {}),
    "cloudflare_r2": _s3_store("cloudflare_r2", {"accountId": "0" * 32}),
    "backblaze_b2": _s3_store("backblaze_b2", {"region": "us-west-004"}),
    "wasabi": _s3_store("wasabi", {"region": "us-east-1"}),
}
FIXTURES = {"furnished_moto": furnished_moto}
