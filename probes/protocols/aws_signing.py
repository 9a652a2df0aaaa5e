"""Signature Version 4 by botocore, and nothing else of it: the request is sent through the guard.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import ReadOnlyCredentials

# At debug level botocore writes the canonical request, and with it the session token.
logging.getLogger("botocore.auth").setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class KeyPair:
    """An access key; `session_token` of temporary credentials only."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str | None = field(repr=False, default=None)


def signed_headers(
    keys: KeyPair,
    method: str,
    url: str,
    *,
    service: str,
    region: str,
    body: bytes = b"",
    content_type: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """`headers` and those that sign the request with them. `url` must be percent-encoded as it will be sent."""
    signed = {**(headers or {}), **({"Content-Type": content_type} if content_type else {})}
    request = AWSRequest(method=method, url=url, data=body, headers=signed)
    signer = (
        S3SigV4Auth if service == "s3" else SigV4Auth
    )  # S3 neither normalises the path nor leaves the body unsigned
    credentials = ReadOnlyCredentials(keys.access_key_id, keys.secret_access_key, keys.session_token)
    signer(credentials, service, region).add_auth(request)
    return dict(request.headers.items())
