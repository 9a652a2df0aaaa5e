"""Amazon Kinesis Data Streams."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field
from probes.result import Level
from probes.types.aws_s3 import KEY_PAIR, ORIGIN, ROLE
from probes.types.http_fields import CA_CERTIFICATE

TYPE = ConnectorType(
    name="amazon_kinesis",
    title="Amazon Kinesis",
    category="streaming and messaging",
    description="Data streams of Amazon Kinesis.",
    documentation="https://docs.aws.amazon.com/streams/latest/dev/introduction.html",
    fields=(
        # https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStreamSummary.html
        Field("streamName", "Stream", required=True, pattern=r"[A-Za-z0-9_.-]{1,128}", example="clickstream"),
        Field(
            "region", "Region", required=True, pattern=r"[a-z]{2,4}(-[a-z]{2,12}){1,3}-[0-9]{1,2}", example="us-east-1"
        ),
        Field(
            "endpoint",
            "Endpoint",
            aliases=("endpointUrl", "endpoint_url"),
            pattern=ORIGIN,
            description="Of a VPC endpoint or a compatible service. Without it, the region's own endpoint at AWS.",
            example="https://vpce-0123.kinesis.us-east-1.vpce.amazonaws.com",
        ),
        Field(
            "stsEndpoint",
            "STS endpoint",
            pattern=ORIGIN,
            description="Where a role is assumed. Without it, `endpoint`, or the region's STS at AWS.",
            example="https://sts.us-east-1.amazonaws.com",
        ),
        CA_CERTIFICATE,
    ),
    auth_methods=(
        AuthMethod("access_key", "Access key", (*KEY_PAIR, *ROLE)),
        AuthMethod("assume_role", "Access key, then a role", (*KEY_PAIR, *ROLE)),
    ),
    highest_level=Level.AUTHORIZED,
    proves="Describes the stream with a signed request. No record is read: that counts against its shards' limits.",
    probe="probes.protocols.kinesis:probe",
    verified_against="moto, an emulator that checks signatures and policies; a peer scripted from AWS's error pages",
)
