"""DynamoDB, SQS, SNS and Athena beyond the matrix: what moto never answers, roles, and fields outside their grammar.

Error bodies: https://docs.aws.amazon.com/awssupport/latest/APIReference/CommonErrors.html and each service's own page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from probes.registry import connector_types
from probes.result import Level, Reason
from tests.peers.http_peer import Answer, HttpPeer
from tests.peers.moto import MotoServer
from tests.peers.saas_answers import says
from tests.probes import test_s3
from tests.probes.matrix_aws_stores import ARN, AWS_KEYS, REGION, furnished_moto
from tests.probes.probing import passed, run

__all__ = ["furnished_moto"]

CONFIG: dict[str, dict[str, Any]] = {
    "dynamodb": {**REGION, "tableName": "orders"},
    "aws_sqs": {**REGION, "queueName": "orders"},
    "aws_sns": {"topicArn": ARN + "orders"},
    "athena": {**REGION, "database": "sales"},
}
NAMED = {"dynamodb": "config.tableName", "aws_sqs": "config.queueName", "aws_sns": "config.topicArn",
         "athena": "config.workGroup"}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """What any of the services may say, and what it means; `at` None stands for the field that names the thing."""

    answer: Answer
    reason: Reason
    at: str | None
    hint: str
    level: Level = Level.REACHABLE


def error(code: str, status: int = 400, headers: Mapping[str, str] | None = None) -> Answer:
    return says(status, {"__type": code, "message": "no"}, headers)


def query_error(code: str, status: int = 400) -> Answer:
    """Of the Query protocol, which SNS speaks."""
    body = f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code></Error></ErrorResponse>"
    return Answer(status, {"Content-Type": "text/xml"}, body.encode())


SAID = (
    Said(error("ExpiredTokenException"), Reason.CREDENTIAL_EXPIRED, "authConfig.sessionToken", "temporary"),
    Said(error("UnrecognizedClientException"), Reason.AUTHENTICATION_FAILED, "authConfig.accessKeyId", "active"),
    Said(query_error("SignatureDoesNotMatch", 403), Reason.AUTHENTICATION_FAILED, "authConfig.secretAccessKey", "pair"),
    Said(error("AccessDeniedException"), Reason.PERMISSION_DENIED, None, "grant", Level.AUTHENTICATED),
    Said(query_error("AuthorizationError", 403), Reason.PERMISSION_DENIED, None, "grant", Level.AUTHENTICATED),
    Said(error("ThrottlingException", headers={"Retry-After": "9"}), Reason.RATE_LIMITED, "-", "wait 9 s"),
    Said(error("ValidationException"), Reason.INVALID_CONFIG, None, "check it"),
    Said(error("RequestExpired"), Reason.PEER_ERROR, "-", "clock"),
    Said(error("InternalFailure", 500), Reason.PEER_ERROR, "-", "status page"),
    Said(error("SomethingNew"), Reason.PEER_ERROR, "-", "API reference"),
    Said(Answer(503), Reason.PEER_ERROR, "-", "status page"),
    Said(Answer(200, body=b"<html>"), Reason.PROTOCOL_MISMATCH, "config.endpoint", "must be that of"),
    Said(Answer(404, body=b"<html>"), Reason.PROTOCOL_MISMATCH, "config.endpoint", "must be that of"),
    Said(says(200, {"Other": {}}), Reason.PROTOCOL_MISMATCH, "config.endpoint", "must be that of"),
)


@pytest.mark.parametrize("name", CONFIG)
def test_what_a_service_says_has_one_meaning(http_peer: HttpPeer, name: str) -> None:
    for said in SAID:
        http_peer.script = lambda _received, said=said: said.answer
        result = run(name, {**CONFIG[name], "endpoint": http_peer.url("")}, AWS_KEYS, port=http_peer.port)
        at = {None: NAMED[name], "-": None}.get(said.at, said.at)
        assert (result.success, result.reason, result.field, result.level) == (False, said.reason, at, said.level), (
            result
        )
        assert said.hint in (result.hint or "")
        assert AWS_KEYS["secretAccessKey"] not in json.dumps(result.to_wire())


@pytest.mark.parametrize("name", ["dynamodb", "aws_sqs", "aws_sns"])
def test_a_role_is_assumed_first(furnished_moto: MotoServer, name: str) -> None:
    iam = furnished_moto.client("iam")
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = f"reads-{name.replace('_', '-')}"
    arn = iam.create_role(RoleName=role, AssumeRolePolicyDocument=document)["Role"]["Arn"]
    config = {**CONFIG[name], "endpoint": furnished_moto.endpoint, "stsEndpoint": furnished_moto.endpoint}
    auth = {**test_s3.credentials(furnished_moto.owner), "roleArn": arn}
    without = run(name, config, auth, port=furnished_moto.port, auth_method="assume_role")
    assert (without.reason, without.level) == (Reason.PERMISSION_DENIED, Level.AUTHENTICATED), without
    may = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [may]})
    iam.put_role_policy(RoleName=role, PolicyName="may", PolicyDocument=document)
    result = run(name, config, auth, port=furnished_moto.port, auth_method="assume_role")
    assert (result.success, result.level, passed(result)[-2:]) == (
        True,
        Level.AUTHORIZED,
        ["authenticate", "authorize"],
    ), result


def test_the_region_of_a_topic_is_its_arns(http_peer: HttpPeer) -> None:
    http_peer.script = lambda _received: query_error("IncompleteSignature")
    result = run("aws_sns", {**CONFIG["aws_sns"], "endpoint": http_peer.url("")}, AWS_KEYS, port=http_peer.port)
    assert (result.reason, result.field) == (Reason.INVALID_CONFIG, "config.topicArn")


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("dynamodb", {"tableName": "a/b"}),
        ("dynamodb", {"region": "us-east-1.evil.com"}),
        ("aws_sqs", {"queueName": "a.b"}),
        ("aws_sns", {"topicArn": "arn:aws:sns:us-east-1.evil.com:123456789012:x"}),
        ("athena", {"workGroup": "a b"}),
        ("cloudflare_r2", {"accountId": "evil.com/"}),
        ("backblaze_b2", {"region": "us-west-004.evil.com"}),
        ("wasabi", {"region": "evil.com/x"}),
        ("azure_service_bus", {"namespace": "acme.evil.com"}),
        ("google_pubsub", {"topic": "a/b"}),
    ],
    ids=str,
)
def test_what_would_lead_elsewhere_is_outside_the_grammar(name: str, wrong: dict[str, str]) -> None:
    [path] = [f"config.{field}" for field in wrong]
    assert path in {violation.path for violation in connector_types()[name].missing(wrong, {})}
