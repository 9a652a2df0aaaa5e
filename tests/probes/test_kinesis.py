"""Kinesis against moto, which checks signatures and policies, and a scripted peer for what moto never answers.

Error bodies: https://docs.aws.amazon.com/kinesis/latest/APIReference/CommonErrors.html
"""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from probes.connector_type import ConnectorType
from probes.egress.policy import EgressPolicy
from probes.isolation.prober import Prober
from probes.isolation.runner import ProbeRunner
from probes.registry import connector_types
from probes.result import Level, ProbeResult, Reason
from probes.run import Job
from tests.egress.scripted import Conversation, peer
from tests.peers.certificates import Certificates
from tests.peers.http_peer import Answer, HttpPeer, serving
from tests.peers.moto import AccessKey, MotoServer
from tests.probes.probing import failed, passed, run, spellings

SECRET = "canary/SECRET+of40characters000000000000"
KEYS = {"accessKeyId": "AKIAIOSFODNN7EXAMPLE", "secretAccessKey": SECRET}
STREAM = "clicks"
GREEN = ["config", "resolve", "egress", "connect", "authenticate", "authorize"]
KINESIS = connector_types()["amazon_kinesis"]


def config(port: int, **more: Any) -> dict[str, Any]:
    return {"streamName": STREAM, "region": "us-east-1", "endpoint": f"http://127.0.0.1:{port}", **more}


def credentials(key: AccessKey) -> dict[str, str]:
    return {"accessKeyId": key.access_key_id, "secretAccessKey": key.secret_access_key}


def probed(config: Mapping[str, Any], auth: Mapping[str, str], port: int = 1, **how: Any) -> ProbeResult:
    result = run("amazon_kinesis", config, auth, port=port, **how)
    shown = json.dumps(result.to_wire())
    for name in ("secretAccessKey", "sessionToken"):
        if auth.get(name):
            assert not any(spelling in shown for spelling in spellings(auth[name])), name
    return result


@pytest.fixture(scope="module")
def moto(moto_server: MotoServer) -> MotoServer:
    """With a stream in it; another of xdist's workers may have made it."""
    kinesis = moto_server.client("kinesis")
    with contextlib.suppress(kinesis.exceptions.ResourceInUseException):
        kinesis.create_stream(StreamName=STREAM, ShardCount=1)
    return moto_server


class TestAgainstMoto:
    def test_a_good_key_describes_the_stream(self, moto: MotoServer) -> None:
        result = probed(config(moto.port), credentials(moto.owner), moto.port)
        assert (result.success, result.level) == (True, KINESIS.highest_level), result
        assert passed(result) == GREEN
        assert "ACTIVE, 1 open shard" in result.steps[-1].message
        assert "http://" in (result.warning or "")

    def test_a_role_is_assumed_first(self, moto: MotoServer) -> None:
        iam = moto.client("iam")
        trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        arn = iam.create_role(RoleName="describes", AssumeRolePolicyDocument=policy)["Role"]["Arn"]
        auth = {**credentials(moto.owner), "roleArn": arn}
        without = probed(config(moto.port), auth, moto.port)
        assert (without.reason, without.level) == (Reason.PERMISSION_DENIED, Level.AUTHENTICATED)
        may = {"Effect": "Allow", "Action": "kinesis:Describe*", "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [may]})
        iam.put_role_policy(RoleName="describes", PolicyName="may", PolicyDocument=document)
        result = probed(config(moto.port), auth, moto.port, auth_method="assume_role")
        assert (result.success, passed(result)) == (True, GREEN), result

    @dataclass(frozen=True)
    class Row:
        at: str
        reason: Reason
        level: Level
        hint: str
        config: Mapping[str, Any] = field(default_factory=dict)
        auth: Mapping[str, str] = field(default_factory=dict)
        key: str = "owner"
        failed: str = "authenticate"

    ROWS = (
        Row(
            "authConfig.secretAccessKey",
            Reason.AUTHENTICATION_FAILED,
            Level.REACHABLE,
            "one key pair",
            auth={"secretAccessKey": SECRET},
        ),
        Row(
            "authConfig.accessKeyId",
            Reason.AUTHENTICATION_FAILED,
            Level.REACHABLE,
            "whether the key is active",
            auth={"accessKeyId": "AKIAIOSFODNN7EXAMPLE"},
        ),
        Row(
            "config.streamName",
            Reason.PERMISSION_DENIED,
            Level.AUTHENTICATED,
            "grant kinesis:DescribeStreamSummary on arn:aws:kinesis:us-east-1:*:stream/clicks",
            key="denied",
            failed="authorize",
        ),
        Row(
            "config.streamName",
            Reason.RESOURCE_NOT_FOUND,
            Level.AUTHENTICATED,
            "check its name and region",
            config={"streamName": "none"},
            failed="authorize",
        ),
        Row(
            "config.streamName",
            Reason.RESOURCE_NOT_FOUND,
            Level.AUTHENTICATED,
            "check its name and region",
            config={"region": "eu-west-1"},
            failed="authorize",
        ),
    )

    @pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.reason}-{row.at}")
    def test_each_refusal_has_its_reason_and_hint(self, moto: MotoServer, row: Row) -> None:
        auth = {**credentials(getattr(moto, row.key)), **row.auth}
        result = probed(config(moto.port, **row.config), auth, moto.port)
        assert (result.success, result.reason, result.field, result.level) == (False, row.reason, row.at, row.level)
        assert row.hint in (result.hint or "")
        assert failed(result) == [row.failed]


def error(code: str, status: int = 400, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status, headers or {}, json.dumps({"__type": code, "message": SECRET}).encode())


@dataclass(frozen=True)
class Said:
    """What Kinesis may say, and what it means."""

    answer: Answer
    reason: Reason
    at: str | None
    hint: str = ""


def summary(status: str) -> bytes:
    return json.dumps({"StreamDescriptionSummary": {"StreamStatus": status, "OpenShardCount": 2}}).encode()


NOT_KINESIS = (Reason.PROTOCOL_MISMATCH, "config.endpoint", "Kinesis Data Streams")
SAID = (
    Said(error("ExpiredTokenException"), Reason.CREDENTIAL_EXPIRED, "authConfig.sessionToken", "temporary"),
    Said(error("LimitExceededException"), Reason.RATE_LIMITED, None, "wait"),
    Said(error("ThrottlingException"), Reason.RATE_LIMITED, None, "wait"),
    Said(error("ThrottlingException", headers={"Retry-After": "9"}), Reason.RATE_LIMITED, None, "wait 9 s"),
    Said(error("ProvisionedThroughputExceededException"), Reason.RATE_LIMITED, None),
    Said(error("com.amazonaws.kinesis#AccessDeniedException"), Reason.PERMISSION_DENIED, "config.streamName", "grant"),
    Said(Answer(400, {"x-amzn-ErrorType": "AccessDeniedException:x"}), Reason.PERMISSION_DENIED, "config.streamName"),
    Said(error("OptInRequired", 403), Reason.PERMISSION_DENIED, "config.region"),
    Said(error("IncompleteSignature"), Reason.INVALID_CONFIG, "config.region"),
    Said(error("InvalidArgumentException"), Reason.INVALID_CONFIG, "config.streamName"),
    Said(error("RequestExpired"), Reason.PEER_ERROR, None, "clock"),
    Said(error("InternalFailure", 500), Reason.PEER_ERROR, None),
    Said(error("SomethingNew"), Reason.PEER_ERROR, None),
    Said(Answer(503), Reason.PEER_ERROR, None),
    Said(Answer(200, body=summary("DELETING")), Reason.RESOURCE_NOT_FOUND, "config.streamName"),
    Said(Answer(200, body=b"<html>"), *NOT_KINESIS),
    Said(Answer(200, body=summary("NEW")), *NOT_KINESIS),
    Said(Answer(404, body=b"<html>"), *NOT_KINESIS),
    Said(Answer(301, {"Location": "http://127.0.0.1:1/"}), *NOT_KINESIS),
)  # fmt: skip


@pytest.mark.parametrize("said", SAID, ids=lambda said: f"{said.answer.status}-{said.reason}-{said.answer.body[:40]!r}")
def test_what_kinesis_says_has_one_meaning(http_peer: HttpPeer, said: Said) -> None:
    http_peer.script = lambda _received: said.answer
    result = probed(config(http_peer.port), KEYS, http_peer.port)
    assert (result.success, result.reason, result.field) == (False, said.reason, said.at), result
    assert said.hint in (result.hint or "")
    assert result.hint
    assert len(http_peer.received) == 1


@pytest.mark.parametrize(("status", "warned"), [("ACTIVE", False), ("UPDATING", False), ("CREATING", True)])
def test_a_stream_that_cannot_be_read_yet_is_a_warning(http_peer: HttpPeer, status: str, warned: bool) -> None:
    http_peer.script = lambda _received: Answer(200, body=summary(status))
    result = probed(config(http_peer.port), {**KEYS, "sessionToken": "session-CANARY"}, http_peer.port)
    assert (result.success, result.level) == (True, Level.AUTHORIZED)
    assert ("being created" in (result.warning or "")) == warned
    [received] = http_peer.received
    assert json.loads(received.body) == {"StreamName": STREAM}
    assert received.headers["x-amz-target"] == "Kinesis_20131202.DescribeStreamSummary"
    assert "x-amz-target" in received.headers["authorization"]
    assert received.headers["x-amz-security-token"] == "session-CANARY"


@pytest.mark.parametrize(
    ("auth", "auth_method", "at"),
    [
        ({}, "access_key", "authConfig.accessKeyId"),
        ({"accessKeyId": "AKIAIOSFODNN7EXAMPLE"}, "access_key", "authConfig.secretAccessKey"),
        (KEYS, "assume_role", "authConfig.roleArn"),
    ],
)
def test_a_missing_credential_is_named(auth: dict[str, str], auth_method: str, at: str) -> None:
    result = probed(config(1), auth, auth_method=auth_method)
    assert (result.reason, result.field, result.level) == (Reason.CREDENTIAL_MISSING, at, Level.NONE)
    assert result.hint


def test_every_missing_field_is_named_at_once() -> None:
    assert {violation.path for violation in KINESIS.missing({}, {})} == {"config.streamName", "config.region"}


class TestUnreachable:
    """The cells of the wire that no credential reaches."""

    @pytest.mark.parametrize(
        ("given", "reason", "at"),
        [
            ({"endpoint": "http://nowhere.invalid"}, Reason.DNS_NOT_FOUND, "config.endpoint"),
            ({"endpoint": "http://169.254.169.254"}, Reason.EGRESS_DENIED, "config.endpoint"),
        ],
        ids=str,
    )
    def test_before_dialling(self, given: dict[str, str], reason: Reason, at: str) -> None:
        result = probed(config(1, **given), KEYS)
        assert (result.reason, result.field, result.level) == (reason, at, Level.NONE)
        assert result.hint

    def test_a_closed_port(self) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
            result = probed(config(port), KEYS, port)
        assert (result.reason, result.field) == (Reason.CONNECTION_REFUSED, "config.endpoint")
        assert result.hint

    def test_a_silent_peer(self) -> None:
        with peer(Conversation.hang) as silent:
            result = probed(config(silent.port), KEYS, silent.port, seconds=1.0)
        assert (result.reason, result.field, result.level) == (Reason.TIMEOUT, "config.endpoint", Level.REACHABLE)
        assert result.hint

    def test_a_certificate_that_nobody_trusts(self, certificates: Certificates) -> None:
        with serving(certificates.unknown) as https:
            given = config(https.port, endpoint=https.url(""), caCertificate=certificates.ca.read_text())
            result = probed(given, KEYS, https.port)
        assert (result.reason, result.field) == (Reason.TLS_UNTRUSTED, "config.endpoint")
        assert result.hint
        assert https.received == []


@pytest.fixture
def runner(moto: MotoServer) -> Iterator[ProbeRunner]:
    prober = Prober(EgressPolicy.parse([f"127.0.0.1:{moto.port}"], []), concurrency=2)
    prober.start()
    try:
        yield ProbeRunner(prober.socket_path)
    finally:
        prober.stop()


def test_in_the_confined_child_it_proves_the_same(runner: ProbeRunner, moto: MotoServer) -> None:
    job = Job(
        "acme", "c", KINESIS.name, "access_key", KINESIS.parameters(config(moto.port)), credentials(moto.owner), 10
    )
    result = runner.run(job)
    assert (result.success, result.level) == (True, Level.AUTHORIZED), result


@pytest.mark.parametrize(
    "wrong",
    [{"region": "us-east-1.evil.com"}, {"streamName": "a/b"}, {"streamName": "é"}, {"endpoint": "ftp://x"}],
    ids=str,
)
def test_what_would_lead_elsewhere_is_outside_the_grammar(wrong: dict[str, str]) -> None:
    declared: ConnectorType = KINESIS
    [violation] = declared.missing({"streamName": "a", "region": "us-east-1", **wrong}, {})
    assert violation.path == f"config.{next(iter(wrong))}"
