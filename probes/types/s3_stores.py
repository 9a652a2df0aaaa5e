"""Other vendors' object stores that speak S3's protocol."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field
from probes.result import Level
from probes.types.aws_s3 import BUCKET, KEY_PAIR, ORIGIN
from probes.types.http_fields import CA_CERTIFICATE
from probes.types.store_fields import named

BUCKET_FIELDS = (
    Field("bucket", "Bucket", required=True, aliases=("bucketName",), pattern=BUCKET, example="acme-exports"),
    Field("prefix", "Prefix", pattern=r"[^\x00-\x1f\x7f]{1,1024}", example="orders/"),
)
KEY = KEY_PAIR[:2]
AUTH_METHODS = (AuthMethod("access_key", "Access key", KEY),)
PUBLIC_TOO = (*AUTH_METHODS, AuthMethod("none", "No credentials (public bucket)"))
PROVES = "Lists the bucket at the prefix with signed requests, and reads the header of the first object found."
VERIFIED = "S3's protocol at moto, an emulator that checks signatures and policies; the vendor's endpoints by its page"


def _endpoint(description: str) -> Field:
    return Field(
        "endpoint",
        "Endpoint",
        aliases=("endpointUrl", "endpoint_url"),
        pattern=ORIGIN,
        description=description,
        example="https://s3.example.com",
    )


OTHER_NAME = _endpoint("Where the store is reached by another name. Without it, the vendor's own.")


def _store(
    name: str, title: str, description: str, documentation: str, own: tuple[Field, ...], *, public: bool = False
) -> ConnectorType:
    return ConnectorType(
        name=name,
        title=title,
        category="cloud storage",
        description=description,
        documentation=documentation,
        fields=(*BUCKET_FIELDS, *own, CA_CERTIFICATE),
        auth_methods=PUBLIC_TOO if public else AUTH_METHODS,
        highest_level=Level.RESOURCE_READABLE,
        proves=PROVES,
        probe="probes.protocols.s3_vendor:probe",
        verified_against=VERIFIED,
    )


TYPES = (
    _store(
        "minio",
        "MinIO",
        "Object store for one's own machines.",
        "https://min.io/docs/minio/linux/administration/identity-access-management.html",
        (
            Field(
                "endpoint",
                "Endpoint",
                required=True,
                aliases=("endpointUrl", "endpoint_url", "url"),
                pattern=ORIGIN,
                description="Of the S3 API, not of the console.",
                example="https://minio.example.com:9000",
            ),
            Field("region", "Region", default="us-east-1", pattern=r"[a-z][a-z0-9]*(-[a-z0-9]+){0,5}"),
        ),
        public=True,
    ),
    _store(
        "cloudflare_r2",
        "Cloudflare R2",
        "Cloudflare's object store.",
        "https://developers.cloudflare.com/r2/api/s3/api/",
        (
            named(
                "accountId",
                "Account id",
                required=True,
                pattern=r"[0-9a-f]{32}",
                example="0123456789abcdef0123456789abcdef",
            ),
            Field("jurisdiction", "Jurisdiction", choices=("default", "eu", "fedramp"), default="default"),
            OTHER_NAME,
        ),
    ),
    _store(
        "backblaze_b2",
        "Backblaze B2",
        "Backblaze's object store, by its S3-compatible API and an application key.",
        "https://www.backblaze.com/docs/cloud-storage-s3-compatible-api",
        (
            Field("region", "Region", required=True, pattern=r"[a-z]{2}-[a-z]{2,10}-[0-9]{3}", example="us-west-004"),
            OTHER_NAME,
        ),
    ),
    _store(
        "wasabi",
        "Wasabi",
        "Wasabi's object store.",
        "https://docs.wasabi.com/docs/what-are-the-service-urls-for-wasabi-s-different-storage-regions",
        (
            Field("region", "Region", required=True, pattern=r"[a-z]{2}-[a-z]{2,12}-[0-9]", example="eu-central-1"),
            OTHER_NAME,
        ),
        public=True,
    ),
)
