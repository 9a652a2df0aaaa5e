"""Describes a Kinesis stream with a signed request: the key is good, may see the stream, and the stream is there.

https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStreamSummary.html
"""

from __future__ import annotations

import json
from typing import Any

from probes.egress.http import HttpAnswer, HttpClient
from probes.egress.url import parse_url
from probes.protocols.aws_access import assumed, keys_of, wants_role
from probes.protocols.aws_endpoint import partition, regional_host
from probes.protocols.aws_signing import KeyPair, signed_headers
from probes.protocols.http_exchange import Exchange, client_for
from probes.protocols.kinesis_errors import SIGNATURE_ACCEPTED, error_code, failure_of, not_kinesis
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

_OPERATION = "Kinesis_20131202.DescribeStreamSummary"
_JSON = "application/x-amz-json-1.1"
_HINT = "give an access key that may describe the stream (kinesis:DescribeStreamSummary)"
_IN_CLEAR = "The endpoint begins with http://: the stream's description crosses without encryption."
_NOT_YET = "The stream is still being created: records can be read once it is ACTIVE."


def probe(target: Target, context: ProbeContext) -> Finding:
    with context.trace.step(StepName.CONFIG):
        origin, field = _origin(target.parameters)
        keys = keys_of(target, hint=_HINT)
        client = client_for(target.parameters, context.dialer)
    if origin.startswith("http://"):
        context.trace.warn(_IN_CLEAR)
    role = wants_role(target)
    if role:
        keys = assumed(target, keys, client, context)
    name, region = target.parameters["streamName"], target.parameters["region"]
    with Exchange(context.trace, StepName.AUTHORIZE if role else StepName.AUTHENTICATE) as exchange:
        answer = _describe(client, keys, origin, name, region=region, field=field)
        code = error_code(answer)
        if not role and (answer.status == 200 or code in SIGNATURE_ACCEPTED):
            exchange.passed(StepName.AUTHENTICATE, "signature accepted")
            exchange.stage = StepName.AUTHORIZE
        if answer.status != 200:
            raise failure_of(
                answer, code, field=field, stream=f"arn:{partition(region)}:kinesis:{region}:*:stream/{name}"
            )
        status, shards = _summary(answer, field)
        if status == "DELETING":
            raise _deleted()
        said = f"described the stream: {status}, {shards} open {'shard' if shards == 1 else 'shards'}"
        exchange.passed(StepName.AUTHORIZE, said)
    return Finding(said, warning=_NOT_YET if status == "CREATING" else None)


def _origin(parameters: Any) -> tuple[str, str]:
    """Where Kinesis answers, and the config path that says so. Raises ProbeFailure (INVALID_CONFIG)."""
    endpoint = parameters.get("endpoint")
    if endpoint is None:
        return f"https://{regional_host('kinesis', parameters['region'])}", "config.region"
    return parse_url(endpoint, path="config.endpoint").origin, "config.endpoint"


def _describe(client: HttpClient, keys: KeyPair, origin: str, name: str, *, region: str, field: str) -> HttpAnswer:
    url, body = f"{origin}/", json.dumps({"StreamName": name}).encode()
    headers = signed_headers(
        keys,
        "POST",
        url,
        service="kinesis",
        region=region,
        body=body,
        content_type=_JSON,
        headers={"X-Amz-Target": _OPERATION},
    )
    return client.request("POST", url, headers=headers, data=body, field=field, follow_redirects=False)


def _summary(answer: HttpAnswer, field: str) -> tuple[str, int]:
    """Status and number of open shards. Raises ProbeFailure (PROTOCOL_MISMATCH) where the answer is no summary."""
    try:
        summary = json.loads(answer.body)["StreamDescriptionSummary"]
        status, shards = summary["StreamStatus"], summary["OpenShardCount"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise not_kinesis(answer, field) from None
    if status not in ("ACTIVE", "CREATING", "DELETING", "UPDATING") or not isinstance(shards, int):
        raise not_kinesis(answer, field)
    return status, shards


def _deleted() -> ProbeFailure:
    return ProbeFailure(
        Reason.RESOURCE_NOT_FOUND,
        "the stream is being deleted",
        field="config.streamName",
        hint="name another stream, or create this one again",
    )
