"""Amazon Kinesis Data Streams."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field, Secrecy

KEY_PAIR = (
    Field("accessKeyId", "Access key id", pattern=r"[A-Z0-9]{16,128}", example="AKIAIOSFODNN7EXAMPLE"),
    Field("secretAccessKey", "Secret access key", secrecy=Secrecy.WHOLE),
    Field("sessionToken", "Session token", secrecy=Secrecy.WHOLE),
)
ROLE = (
    Field("roleArn", "Role to assume", pattern=r"arn:aws[a-z-]*:iam::[0-9]{12}:role/[\w+=,.@/-]{1,512}"),
    Field("externalId", "External id"),
)

TYPE = ConnectorType(
    name="amazon_kinesis",
    title="Amazon Kinesis",
    category="streaming and messaging",
    fields=(
        # https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStreamSummary.html
        Field("streamName", "Stream", required=True, pattern=r"[A-Za-z0-9_.-]{1,128}", example="clickstream"),
        Field(
            "region", "Region", required=True, pattern=r"[a-z]{2,4}(-[a-z]{2,12}){1,3}-[0-9]{1,2}", example="us-east-1"
        ),
    ),
    auth_methods=(
        AuthMethod("access_key", "Access key", (*KEY_PAIR, *ROLE)),
        AuthMethod("assume_role", "Access key, then a role", (*KEY_PAIR, *ROLE)),
    ),
)
