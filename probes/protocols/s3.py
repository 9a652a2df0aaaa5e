"""Lists a bucket at its prefix with a signed request, and reads the header of the first object there.

ListObjectsV2: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
"""

from __future__ import annotations

from probes.egress.http import HttpAnswer, HttpClient
from probes.protocols.aws_access import assumed, keys_of, wants_role
from probes.protocols.aws_signing import KeyPair, signed_headers
from probes.protocols.http_exchange import Exchange, client_for
from probes.protocols.s3_answers import Listing, listing_of, refused
from probes.protocols.s3_bucket import Bucket, bucket_of
from probes.result import Finding, StepName
from probes.target import ProbeContext, Target

_HINT = "give an access key that may list the bucket, or the auth method `none` for a public one"
_EMPTY_BUCKET = "The bucket is reachable but has no files yet."
_EMPTY_PREFIX = "The bucket is reachable but has no files at the prefix yet."
_ENDPOINT_IN_CLEAR = "The endpoint begins with http://: names, contents and session tokens cross without encryption."


def probe(target: Target, context: ProbeContext) -> Finding:
    return probe_store(target, context, "config.endpoint")


def probe_store(target: Target, context: ProbeContext, named_by: str) -> Finding:
    """Of a store whose endpoint comes from the field `named_by`."""
    with context.trace.step(StepName.CONFIG):
        bucket = bucket_of(target.parameters, named_by)
        keys = _keys(target)
        role = wants_role(target)
        client = client_for(target.parameters, context.dialer)
    if bucket.origin.startswith("http://"):
        context.trace.warn(_ENDPOINT_IN_CLEAR)
    if keys and role:
        keys = assumed(target, keys, client, context)
    with Exchange(context.trace, StepName.AUTHENTICATE if keys else StepName.AUTHORIZE) as exchange:
        answer = _send(client, "GET", bucket.listing_url, bucket, keys)
        failure, accepted = refused(answer, bucket, signed=keys is not None)
        if accepted and keys and not role:
            exchange.passed(StepName.AUTHENTICATE, "signature accepted")
        if failure:
            exchange.stage = StepName.AUTHORIZE if accepted else exchange.stage
            raise failure
        exchange.stage = StepName.AUTHORIZE
        listing = listing_of(answer, bucket)
        exchange.passed(StepName.AUTHORIZE, "listed the bucket")
        return _read_first(client, bucket, keys, listing, exchange)


def _read_first(
    client: HttpClient, bucket: Bucket, keys: KeyPair | None, listing: Listing, exchange: Exchange
) -> Finding:
    """Listing and reading are two permissions; the second is tried on the first object, if there is one."""
    if listing.first_key is None:
        return Finding("listed the bucket", warning=_EMPTY_PREFIX if bucket.prefix else _EMPTY_BUCKET)
    exchange.stage = StepName.RESOURCE
    answer = _send(client, "HEAD", bucket.object_url(listing.first_key), bucket, keys)
    if 200 <= answer.status < 300:
        exchange.passed(StepName.RESOURCE, "listed the bucket and read the header of its first object")
        return Finding("listed the bucket and read the header of its first object")
    grant = f"; grant s3:GetObject on {bucket.arn}/*" if answer.status == 403 else ""
    warning = f"The bucket can be listed, but its first object could not be read (HTTP {answer.status}){grant}."
    return Finding("listed the bucket", warning=warning)


def _send(client: HttpClient, method: str, url: str, bucket: Bucket, keys: KeyPair | None) -> HttpAnswer:
    headers = signed_headers(keys, method, url, service="s3", region=bucket.region) if keys else {}
    # A redirect names another region; following it would need another signature.
    return client.request(method, url, headers=headers, field=bucket.field, follow_redirects=False)


def _keys(target: Target) -> KeyPair | None:
    return None if target.auth_method == "none" else keys_of(target, hint=_HINT)
