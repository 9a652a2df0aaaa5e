"""S3 against moto, which checks signatures and policies, and a scripted peer for the answers that moto never gives."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from probes.connector_type import ConnectorType
from probes.protocols.aws_endpoint import partition, regional_host
from probes.protocols.aws_signing import KeyPair, signed_headers
from probes.protocols.aws_xml import parse_xml
from probes.protocols.s3_bucket import bucket_of
from probes.registry import connector_types
from probes.result import Level, ProbeResult, Reason
from tests.peers.http_peer import Answer, HttpPeer, Received
from tests.peers.moto import AccessKey, MotoServer
from tests.probes.probing import failed, passed, run, spellings

SECRET = "canary/SECRET+of40characters000000000000"
KEYS = {"accessKeyId": "AKIAIOSFODNN7EXAMPLE", "secretAccessKey": SECRET}
GREEN = ["config", "resolve", "egress", "connect", "authenticate", "authorize", "resource"]


def credentials(key: AccessKey) -> dict[str, str]:
    return {"accessKeyId": key.access_key_id, "secretAccessKey": key.secret_access_key}


def probed(
    port: int, config: Mapping[str, Any], auth: Mapping[str, str], auth_method: str = "access_key"
) -> ProbeResult:
    full = {"region": "us-east-1", "bucket": "data-bucket", "endpoint": f"http://127.0.0.1:{port}", **config}
    result = run("aws_s3", full, auth, port=port, auth_method=auth_method)
    shown = json.dumps(result.to_wire())
    for name in ("secretAccessKey", "sessionToken"):
        if auth.get(name):
            assert not any(spelling in shown for spelling in spellings(auth[name])), name
    return result


class TestAgainstMoto:
    def test_a_good_key_lists_and_reads(self, moto_server: MotoServer) -> None:
        result = probed(moto_server.port, {"prefix": moto_server.prefix}, credentials(moto_server.reader))
        assert (result.success, result.level) == (True, Level.RESOURCE_READABLE), result
        assert passed(result) == GREEN
        assert "first object" in result.steps[-1].message

    @pytest.mark.parametrize(
        "names",
        [("access_key_id", "secret_access_key"), ("aws_access_key_id", "aws_secret_access_key")],
    )
    def test_the_names_other_tools_use_are_understood(self, moto_server: MotoServer, names: tuple[str, str]) -> None:
        key = moto_server.reader
        auth = dict(zip(names, (key.access_key_id, key.secret_access_key), strict=True))
        assert probed(moto_server.port, {}, auth).success

    @pytest.mark.parametrize("bucket", ["data-bucket", "empty-bucket"])
    def test_an_empty_prefix_is_a_warning_and_no_error(self, moto_server: MotoServer, bucket: str) -> None:
        result = probed(moto_server.port, {"bucket": bucket, "prefix": "none/"}, credentials(moto_server.reader))
        assert (result.success, result.level) == (True, Level.AUTHORIZED)
        assert "The bucket is reachable but has no files at the prefix yet." in (result.warning or "")

    def test_a_prefix_with_characters_that_urls_and_signatures_treat_differently(self, moto_server: MotoServer) -> None:
        prefix = "a b+c/ü&=?*'(~)!/%41/"
        moto_server.client("s3").put_object(Bucket=moto_server.bucket, Key=prefix + "x <&> y.csv", Body=b"1")
        result = probed(moto_server.port, {"prefix": prefix}, credentials(moto_server.owner))
        assert (result.success, result.level) == (True, Level.RESOURCE_READABLE), result

    def test_a_folder_placeholder_is_no_file(self, moto_server: MotoServer) -> None:
        moto_server.client("s3").put_object(Bucket=moto_server.bucket, Key="folder/", Body=b"")
        result = probed(moto_server.port, {"prefix": "folder/"}, credentials(moto_server.owner))
        assert "no files at the prefix yet" in (result.warning or "")
        moto_server.client("s3").put_object(Bucket=moto_server.bucket, Key="folder/a.csv", Body=b"1")
        result = probed(moto_server.port, {"prefix": "folder/"}, credentials(moto_server.owner))
        assert result.level is Level.RESOURCE_READABLE

    @dataclass(frozen=True)
    class Row:
        at: str
        reason: Reason
        level: Level
        hint: str
        config: Mapping[str, Any] = field(default_factory=dict)
        auth: Mapping[str, str] = field(default_factory=dict)
        key: str = "reader"
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
            "config.bucket",
            Reason.PERMISSION_DENIED,
            Level.AUTHENTICATED,
            "grant s3:ListBucket on arn:aws:s3:::data-bucket",
            key="denied",
            failed="authorize",
        ),
        Row(
            "config.bucket",
            Reason.RESOURCE_NOT_FOUND,
            Level.REACHABLE,
            "check its name",
            config={"bucket": "missing-bucket"},
            key="owner",
        ),
    )

    @pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.reason}-{row.at}")
    def test_each_refusal_has_its_reason_and_hint(self, moto_server: MotoServer, row: Row) -> None:
        auth = {**credentials(getattr(moto_server, row.key)), **row.auth}
        result = probed(moto_server.port, row.config, auth)
        assert (result.success, result.reason, result.field, result.level) == (False, row.reason, row.at, row.level)
        assert row.hint in (result.hint or "")
        assert failed(result) == [row.failed]

    def test_a_role_is_assumed_first(self, moto_server: MotoServer) -> None:
        arn = _role(moto_server, "reads", "s3:*")
        result = probed(
            moto_server.port,
            {},
            {**credentials(moto_server.owner), "roleArn": arn, "externalId": "acme-1"},
            "assume_role",
        )
        assert (result.success, result.level) == (True, Level.RESOURCE_READABLE), result
        assert "assumed the role" in [step.message for step in result.steps]

    def test_a_role_without_the_permission_is_told_from_a_wrong_key(self, moto_server: MotoServer) -> None:
        arn = _role(moto_server, "reads-nothing", "sqs:*")
        result = probed(moto_server.port, {}, {**credentials(moto_server.owner), "roleArn": arn})
        assert (result.reason, result.level) == (Reason.PERMISSION_DENIED, Level.AUTHENTICATED)

    def test_a_key_that_may_not_assume_the_role(self, moto_server: MotoServer) -> None:
        arn = _role(moto_server, "of-others", "s3:*")
        result = probed(moto_server.port, {}, {**credentials(moto_server.denied), "roleArn": arn})
        assert (result.reason, result.field) == (Reason.PERMISSION_DENIED, "authConfig.roleArn")
        assert "trust policy" in (result.hint or "")

    def test_a_wrong_key_is_found_out_at_sts(self, moto_server: MotoServer) -> None:
        arn = _role(moto_server, "any", "s3:*")
        result = probed(
            moto_server.port, {}, {**credentials(moto_server.owner), "secretAccessKey": SECRET, "roleArn": arn}
        )
        assert (result.reason, result.field) == (Reason.AUTHENTICATION_FAILED, "authConfig.secretAccessKey")


def _role(server: MotoServer, name: str, action: str) -> str:
    iam = server.client("iam")
    try:
        arn: str = iam.get_role(RoleName=name)["Role"]["Arn"]
    except iam.exceptions.NoSuchEntityException:
        trust = {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}],
        }
        arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
        may = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}
        iam.put_role_policy(RoleName=name, PolicyName="may", PolicyDocument=json.dumps(may))
    return arn


def error(code: str, more: str = "") -> bytes:
    return f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{SECRET}</Message>{more}</Error>".encode()


@dataclass(frozen=True)
class Said:
    """What a store may say, and what it means."""

    answer: Answer
    reason: Reason
    at: str | None
    hint: str = ""


HTML = b"<!doctype html><html><body>Sign in</body></html>"
SAID = (
    Said(Answer(400, body=error("ExpiredToken")), Reason.CREDENTIAL_EXPIRED, "authConfig.sessionToken", "temporary"),
    Said(Answer(403, body=error("InvalidToken")), Reason.AUTHENTICATION_FAILED, "authConfig.sessionToken"),
    Said(Answer(403, body=error("RequestTimeTooSkewed")), Reason.PEER_ERROR, None, "clock"),
    Said(Answer(503, body=error("SlowDown")), Reason.RATE_LIMITED, None, "wait"),
    Said(Answer(503, {"Retry-After": "9"}, error("SlowDown")), Reason.RATE_LIMITED, None, "wait 9 s"),
    Said(Answer(500, body=error("InternalError")), Reason.PEER_ERROR, None),
    Said(Answer(503), Reason.PEER_ERROR, None),
    Said(Answer(501, body=error("NotImplemented")), Reason.UNSUPPORTED, "config.endpoint"),
    Said(Answer(400, body=error("SomethingNew")), Reason.PEER_ERROR, None),
    Said(
        Answer(301, {"x-amz-bucket-region": "eu-west-1"}, error("PermanentRedirect")),
        Reason.INVALID_CONFIG,
        "config.region",
        "set region to eu-west-1",
    ),
    Said(
        Answer(400, body=error("AuthorizationHeaderMalformed", "<Region>eu-west-1</Region>")),
        Reason.INVALID_CONFIG,
        "config.region",
        "set region to eu-west-1",
    ),
    Said(Answer(301), Reason.INVALID_CONFIG, "config.region", "look the bucket's region up"),
    Said(Answer(403), Reason.PERMISSION_DENIED, "config.bucket", "s3:ListBucket"),
    Said(Answer(404), Reason.RESOURCE_NOT_FOUND, "config.bucket"),
    Said(Answer(200, body=HTML), Reason.PROTOCOL_MISMATCH, "config.endpoint", "S3 API endpoint"),
    Said(Answer(403, body=HTML), Reason.PROTOCOL_MISMATCH, "config.endpoint"),
    Said(Answer(200, body=b"{}"), Reason.PROTOCOL_MISMATCH, "config.endpoint"),
    Said(Answer(200, body=error("AccessDenied")), Reason.PROTOCOL_MISMATCH, "config.endpoint"),
)


@pytest.mark.parametrize("said", SAID, ids=lambda said: f"{said.answer.status}-{said.reason}-{said.answer.body[:60]!r}")
def test_what_a_store_says_has_one_meaning(http_peer: HttpPeer, said: Said) -> None:
    http_peer.script = lambda _received: said.answer
    result = probed(http_peer.port, {}, KEYS)
    assert (result.success, result.reason, result.field) == (False, said.reason, said.at), result
    assert said.hint in (result.hint or "")
    assert result.hint
    assert set(http_peer.methods) == {"GET"}


LISTING = (
    b"<ListBucketResult xmlns='http://s3.amazonaws.com/doc/2006-03-01/'><EncodingType>url</EncodingType>"
    b"<Contents><Key>a+b%2Bc.csv</Key><Size>3</Size></Contents></ListBucketResult>"
)


@pytest.mark.parametrize(("status", "words"), [(403, "s3:GetObject on arn:aws:s3:::data-bucket/*"), (400, "HTTP 400")])
def test_listing_without_reading_is_a_warning(http_peer: HttpPeer, status: int, words: str) -> None:
    http_peer.script = lambda received: Answer(status) if received.method == "HEAD" else Answer(200, body=LISTING)
    result = probed(http_peer.port, {}, KEYS)
    assert (result.success, result.level) == (True, Level.AUTHORIZED)
    assert words in (result.warning or "")
    assert http_peer.received[-1].path == "/data-bucket/a%20b%2Bc.csv"


def test_a_session_token_is_sent_and_never_logged(http_peer: HttpPeer, caplog: pytest.LogCaptureFixture) -> None:
    http_peer.script = lambda _received: Answer(200, body=LISTING)
    token = "session-CANARY-token=="
    with caplog.at_level(logging.DEBUG):
        assert probed(http_peer.port, {}, {**KEYS, "sessionToken": token}).success
    assert {received.headers["x-amz-security-token"] for received in http_peer.received} == {token}
    assert token not in caplog.text
    assert SECRET not in caplog.text


def test_a_public_bucket_is_asked_without_a_signature(http_peer: HttpPeer) -> None:
    http_peer.script = lambda _received: Answer(200, body=LISTING)
    result = probed(http_peer.port, {}, KEYS, "none")
    assert passed(result) == [step for step in GREEN if step != "authenticate"]
    assert all("authorization" not in received.headers for received in http_peer.received)
    http_peer.script = lambda _received: Answer(403, body=error("AccessDenied"))
    refused = probed(http_peer.port, {}, {}, "none")
    assert (refused.reason, refused.level) == (Reason.PERMISSION_DENIED, Level.REACHABLE)
    assert "not public" in refused.message


@pytest.mark.parametrize(
    ("auth", "auth_method", "at"),
    [
        ({}, "access_key", "authConfig.accessKeyId"),
        ({"accessKeyId": "AKIAIOSFODNN7EXAMPLE"}, "access_key", "authConfig.secretAccessKey"),
        (KEYS, "assume_role", "authConfig.roleArn"),
    ],
)
def test_a_missing_credential_is_named(http_peer: HttpPeer, auth: dict[str, str], auth_method: str, at: str) -> None:
    result = probed(http_peer.port, {}, auth, auth_method)
    assert (result.reason, result.field) == (Reason.CREDENTIAL_MISSING, at)
    assert http_peer.received == []


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:1/path", "http://u:p@127.0.0.1:1", "http://0x7f.1"])
def test_an_endpoint_is_an_origin_and_no_more(endpoint: str) -> None:
    result = run("aws_s3", {"bucket": "b-1", "region": "r-1", "endpoint": endpoint}, KEYS, port=1)
    assert (result.reason, result.field) == (Reason.INVALID_CONFIG, "config.endpoint")


def test_the_endpoint_goes_through_the_guard() -> None:
    result = run("aws_s3", {"bucket": "b-1", "region": "r-1", "endpoint": "http://169.254.169.254"}, KEYS, port=1)
    assert (result.reason, result.field) == (Reason.EGRESS_DENIED, "config.endpoint")


@pytest.fixture
def aws_s3() -> ConnectorType:
    return connector_types()["aws_s3"]


@pytest.mark.parametrize(
    "config",
    [
        {"bucket": "evil.example.com/x"},
        {"bucket": "a..b"},
        {"bucket": "10.0.0.1"},
        {"bucket": "x@y"},
        {"bucket": "a"},
        {"region": "us-east-1.evil.example#"},
        {"region": "US EAST"},
        {"region": "eu.west.1"},
        {"endpoint": "ftp://example.com"},
        {"prefix": "a\nb"},
    ],
    ids=str,
)
def test_what_would_lead_elsewhere_is_outside_the_grammar(aws_s3: ConnectorType, config: dict[str, str]) -> None:
    [violation] = aws_s3.missing({"bucket": "data", "region": "us-east-1", **config}, {})
    assert violation.path == f"config.{next(iter(config))}"


@pytest.mark.parametrize(
    ("parameters", "url"),
    [
        ({}, "https://data.s3.eu-west-1.amazonaws.com/?"),
        ({"bucket": "da.ta"}, "https://s3.eu-west-1.amazonaws.com/da.ta?"),
        ({"forcePathStyle": True}, "https://s3.eu-west-1.amazonaws.com/data?"),
        ({"region": "cn-north-1"}, "https://data.s3.cn-north-1.amazonaws.com.cn/?"),
        ({"endpoint": "https://minio.example:9000/"}, "https://minio.example:9000/data?"),
        ({"endpoint": "https://s3.example", "forcePathStyle": False}, "https://data.s3.example/?"),
    ],
    ids=str,
)
def test_where_a_bucket_is(parameters: dict[str, Any], url: str) -> None:
    assert bucket_of({"bucket": "data", "region": "eu-west-1", **parameters}).listing_url.startswith(url)


def test_partitions() -> None:
    assert regional_host("sts", "us-gov-west-1") == "sts.us-gov-west-1.amazonaws.com"
    assert [partition(region) for region in ("eu-west-1", "cn-north-1", "us-gov-west-1")] == [
        "aws",
        "aws-cn",
        "aws-us-gov",
    ]


def test_signatures_have_the_form_of_sigv4() -> None:
    signed = signed_headers(KeyPair("AKIA", SECRET), "GET", "https://b.s3.amazonaws.com/?a=b", service="s3", region="r")
    assert signed["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIA/")
    assert "/r/s3/aws4_request" in signed["Authorization"]
    assert SECRET not in repr(KeyPair("AKIA", SECRET, SECRET))


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16"),
        b"<a>&x;</a>",
        b"<a>",
        b"",
        b"\xff\xfe",
    ],
)
def test_xml_with_entities_of_its_own_is_not_read(body: bytes) -> None:
    assert parse_xml(body) is None


def test_a_received_request_is_readable_by_the_store(http_peer: HttpPeer) -> None:
    seen: list[Received] = []
    http_peer.script = lambda received: seen.append(received) or Answer(200, body=LISTING)
    probed(http_peer.port, {"prefix": "a b/"}, KEYS)
    assert seen[0].path == "/data-bucket"
    assert seen[0].query == {"encoding-type": ["url"], "list-type": ["2"], "max-keys": ["2"], "prefix": ["a b/"]}
    assert seen[0].headers["x-amz-content-sha256"]
