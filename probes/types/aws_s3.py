"""Amazon S3 and the stores that speak its protocol."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field, Kind, Secrecy
from probes.result import Level
from probes.types.http_fields import CA_CERTIFICATE

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html; upper case and `_` are in old buckets
# of us-east-1 and in other stores.
BUCKET = r"(?!.*\.\.)(?![0-9.]+\Z)[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]"
REGION = r"[a-z][a-z0-9]*(-[a-z0-9]+){0,5}"
ORIGIN = r"(?i:https?)://[A-Za-z0-9.\[\]:-]{1,260}/?"

KEY_PAIR = (
    Field(
        "accessKeyId",
        "Access key id",
        aliases=("access_key_id", "aws_access_key_id", "awsAccessKeyId", "accessKey"),
        pattern=r"[\w.+=@-]{3,128}",
        example="AKIAIOSFODNN7EXAMPLE",
    ),
    Field(
        "secretAccessKey",
        "Secret access key",
        secrecy=Secrecy.WHOLE,
        aliases=("secret_access_key", "aws_secret_access_key", "awsSecretAccessKey", "secretKey"),
        pattern=r"[\x21-\x7e]{1,256}",
    ),
    Field(
        "sessionToken",
        "Session token",
        secrecy=Secrecy.WHOLE,
        aliases=("session_token", "aws_session_token", "awsSessionToken"),
        pattern=r"[\x21-\x7e]{1,8192}",
        description="Of temporary credentials only.",
    ),
)
# https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
ROLE = (
    Field(
        "roleArn",
        "Role to assume",
        aliases=("role_arn",),
        pattern=r"arn:[a-z0-9-]{1,32}:iam::[0-9]{12}:role/[\w+=,.@/-]{1,512}",
        example="arn:aws:iam::123456789012:role/connector-reader",
    ),
    Field("externalId", "External id", aliases=("external_id",), pattern=r"[\w+=,.@:/-]{2,1224}"),
)

TYPE = ConnectorType(
    name="aws_s3",
    title="Amazon S3",
    category="cloud storage",
    description="Objects in an Amazon S3 bucket, or in a store that speaks its API.",
    documentation="https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html",
    fields=(
        Field("bucket", "Bucket", required=True, aliases=("bucketName",), pattern=BUCKET, example="acme-exports"),
        Field("region", "Region", required=True, pattern=REGION, example="eu-west-1"),
        Field("prefix", "Prefix", pattern=r"[^\x00-\x1f\x7f]{1,1024}", example="orders/"),
        Field(
            "endpoint",
            "Endpoint",
            aliases=("endpointUrl", "endpoint_url"),
            pattern=ORIGIN,
            description="Of an S3-compatible store. Without it, the region's own endpoint at AWS.",
            example="https://minio.example.com:9000",
        ),
        Field(
            "stsEndpoint",
            "STS endpoint",
            pattern=ORIGIN,
            description="Where a role is assumed. Without it, `endpoint`, or the region's STS at AWS.",
            example="https://sts.eu-west-1.amazonaws.com",
        ),
        Field(
            "forcePathStyle",
            "Path-style addressing",
            Kind.BOOLEAN,
            aliases=("pathStyle", "force_path_style"),
            description=(
                "The bucket in the path rather than in the host name. By default with an endpoint, and for bucket "
                "names that hold a dot, which no wildcard certificate covers."
            ),
        ),
        CA_CERTIFICATE,
    ),
    auth_methods=(
        AuthMethod("access_key", "Access key", (*KEY_PAIR, *ROLE)),
        AuthMethod("assume_role", "Access key, then a role", (*KEY_PAIR, *ROLE)),
        AuthMethod("none", "No credentials (public bucket)"),
    ),
    highest_level=Level.RESOURCE_READABLE,
    proves="Lists the bucket at the prefix with signed requests, and reads the header of the first object found.",
    probe="probes.protocols.s3:probe",
    verified_against="moto, an emulator that checks signatures and policies; a peer scripted from S3's error pages",
)
