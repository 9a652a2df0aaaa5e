"""Reads what S3 answers: a listing, or an error that says what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote_plus

from probes.egress.http import HttpAnswer
from probes.protocols.aws_errors import S3_ERRORS
from probes.protocols.aws_xml import error_code, local_name, parse_xml, text
from probes.protocols.http_status import retry_after
from probes.protocols.s3_bucket import Bucket
from probes.result import ProbeFailure, Reason

_REGION = re.compile(r"[a-z0-9-]{2,32}")

# S3 looks at the signature before it looks at permissions.
_SIGNATURE_ACCEPTED = frozenset({"AccessDenied", "AllAccessDisabled"})

# Stores that send no body: the status stands for the code.
_CODE_OF_STATUS = {403: "AccessDenied", 404: "NoSuchBucket", 503: "ServiceUnavailable", 500: "InternalError"}


@dataclass(frozen=True, slots=True)
class Listing:
    """What is at the prefix: the key of the first object that is no folder's placeholder, if there is one."""

    first_key: str | None


def listing_of(answer: HttpAnswer, bucket: Bucket) -> Listing:
    """Raises ProbeFailure (PROTOCOL_MISMATCH) where the answer is no listing."""
    root = parse_xml(answer.body)
    if root is None or local_name(root) != "ListBucketResult":
        raise _not_s3(answer, bucket)
    encoded = text(root, "EncodingType") == "url"
    for entry in root:
        if local_name(entry) != "Contents":
            continue
        key = text(entry, "Key")
        key = unquote_plus(key) if encoded else key
        if not (key.endswith("/") and text(entry, "Size") == "0"):
            return Listing(key)
    return Listing(None)


def refused(answer: HttpAnswer, bucket: Bucket, *, signed: bool) -> tuple[ProbeFailure | None, bool]:
    """The failure that the answer means, if it is one, and whether the signature was accepted."""
    if answer.status == 200:
        return None, True
    root = parse_xml(answer.body)
    code = error_code(root)
    if not code and answer.body.strip() and answer.status not in (301, 307):
        return _not_s3(answer, bucket), False
    known = code or _CODE_OF_STATUS.get(answer.status, "")
    region = _other_region(answer, text(root, "Region"), bucket)
    if region:
        return _elsewhere(region, bucket), False
    failure = S3_ERRORS.look_up(known).failure()
    if answer.status in (301, 307) and not code:
        failure = S3_ERRORS.look_up("PermanentRedirect").failure()
    hint = failure.hint
    message = f"{failure.message} ({f'S3 {code}' if code else f'HTTP {answer.status}'})"
    if known == "AccessDenied":
        message, hint = _denied(bucket, signed=signed)
    if failure.reason in (Reason.RATE_LIMITED, Reason.PEER_ERROR):
        wait = retry_after(answer.headers.get("Retry-After", ""))
        hint = f"the peer asks to wait {wait} s before the next request" if wait is not None else hint
    found = ProbeFailure(failure.reason, message, field=failure.field, hint=hint)
    return found, code in _SIGNATURE_ACCEPTED


def _denied(bucket: Bucket, *, signed: bool) -> tuple[str, str]:
    if not signed:
        return "the bucket is not public", "choose the auth method access_key and give a key that may list it"
    return (
        f"the credentials may not list the bucket {bucket.name}",
        f"grant s3:ListBucket on {bucket.arn} to the key's user or role; a bucket policy may deny it too",
    )


def _other_region(answer: HttpAnswer, in_body: str, bucket: Bucket) -> str | None:
    """The region that the answer says the bucket is in, where it is not the connector's."""
    if answer.status not in (301, 307, 400):
        return None
    named = answer.headers.get("x-amz-bucket-region", "") or in_body
    return named if _REGION.fullmatch(named) and named != bucket.region else None


def _elsewhere(region: str, bucket: Bucket) -> ProbeFailure:
    return ProbeFailure(
        Reason.INVALID_CONFIG,
        f"the bucket is in region {region}, not in {bucket.region}",
        field="config.region",
        hint=f"set region to {region}",
    )


def _not_s3(answer: HttpAnswer, bucket: Bucket) -> ProbeFailure:
    return ProbeFailure(
        Reason.PROTOCOL_MISMATCH,
        f"the endpoint does not answer as S3 does (HTTP {answer.status})",
        field=bucket.field,
        hint="give the store's S3 API endpoint, not that of its console",
    )
