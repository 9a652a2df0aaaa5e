"""Error codes of Kinesis as reasons.

https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStreamSummary.html#API_DescribeStreamSummary_Errors
and https://docs.aws.amazon.com/kinesis/latest/APIReference/CommonErrors.html
"""

from __future__ import annotations

import json
import re

from probes.diagnosis import Diagnosis, DiagnosisTable
from probes.egress.http import HttpAnswer
from probes.protocols import aws_xml
from probes.protocols.aws_errors import STS_ERRORS
from probes.protocols.http_status import retry_after
from probes.result import ProbeFailure, Reason

_STREAM = "config.streamName"
_CODE = re.compile(r"[A-Z][A-Za-z]{2,63}")

_THROTTLED = Diagnosis(
    Reason.RATE_LIMITED,
    "Kinesis asks to come back later",
    "wait, then test again: DescribeStreamSummary is limited to 20 calls a second in an account",
)
_FAILING = Diagnosis(Reason.PEER_ERROR, "Kinesis has a fault of its own", "test again later; see AWS's status page")
_DENIED = Diagnosis(Reason.PERMISSION_DENIED, "the credentials may not describe the stream", field=_STREAM)
_ABSENT = Diagnosis(
    Reason.RESOURCE_NOT_FOUND, "there is no such stream in the region and account", "check its name and region", _STREAM
)
_MALFORMED = Diagnosis(Reason.INVALID_CONFIG, "Kinesis finds the request malformed", "check the stream's name", _STREAM)
_ANOTHER_REGION = Diagnosis(
    Reason.INVALID_CONFIG,
    "the signature is not good for this endpoint",
    "name the region that the endpoint belongs to",
    "config.region",
)

KINESIS_ERRORS = DiagnosisTable(
    rows={
        "UnrecognizedClientException": STS_ERRORS.rows["UnrecognizedClientException"],
        "InvalidClientTokenId": STS_ERRORS.rows["InvalidClientTokenId"],
        "InvalidSignatureException": STS_ERRORS.rows["SignatureDoesNotMatch"],
        "SignatureDoesNotMatch": STS_ERRORS.rows["SignatureDoesNotMatch"],
        "IncompleteSignature": _ANOTHER_REGION,
        "IncompleteSignatureException": _ANOTHER_REGION,
        "ExpiredToken": STS_ERRORS.rows["ExpiredToken"],
        "ExpiredTokenException": STS_ERRORS.rows["ExpiredTokenException"],
        "RequestExpired": STS_ERRORS.rows["RequestExpired"],
        "AccessDenied": _DENIED,
        "AccessDeniedException": _DENIED,
        "NotAuthorized": _DENIED,
        "OptInRequired": Diagnosis(
            Reason.PERMISSION_DENIED,
            "the account is not signed up for Kinesis in the region",
            "sign up for it, or enable the region in the account's settings",
            "config.region",
        ),
        "ResourceNotFoundException": _ABSENT,
        "InvalidArgumentException": _MALFORMED,
        "ValidationException": _MALFORMED,
        "LimitExceededException": _THROTTLED,
        "ThrottlingException": _THROTTLED,
        "ProvisionedThroughputExceededException": _THROTTLED,
        "RequestLimitExceeded": _THROTTLED,
        "InternalFailure": _FAILING,
        "InternalFailureException": _FAILING,
        "ServiceUnavailable": _FAILING,
        "ServiceUnavailableException": _FAILING,
    },
    fallback=Diagnosis(
        Reason.PEER_ERROR, "Kinesis answered with an error", "look the code up in the Kinesis API reference"
    ),
)

# AWS looks at the signature before it looks at permissions, and at the stream after both.
SIGNATURE_ACCEPTED = frozenset({"AccessDenied", "AccessDeniedException", "ResourceNotFoundException"})


def error_code(answer: HttpAnswer) -> str:
    """The code of an error answer: `__type` in the body, or the header x-amzn-ErrorType, each with its ornaments.

    https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization
    Services in Kinesis's likeness (moto among them) write refusals of the signature in the XML of the Query protocol.
    """
    if answer.status == 200:
        return ""
    if answer.body.lstrip().startswith(b"<"):
        return aws_xml.error_code(aws_xml.parse_xml(answer.body))
    try:
        named = json.loads(answer.body)["__type"]
    except (ValueError, KeyError, TypeError, RecursionError):
        named = answer.headers.get("x-amzn-ErrorType", "")
    code = str(named).partition(":")[0].rpartition("#")[2]
    return code if _CODE.fullmatch(code) else ""


def failure_of(answer: HttpAnswer, code: str, *, field: str, stream: str) -> ProbeFailure:
    """`stream` is the ARN to grant the permission on; `field` the config path that the endpoint comes from."""
    if not code and answer.status not in (429, 500, 503):
        return not_kinesis(answer, field)
    known = code or {429: "ThrottlingException", 500: "InternalFailure"}.get(answer.status, "ServiceUnavailable")
    failure = KINESIS_ERRORS.look_up(known).failure()
    hint = failure.hint
    if failure.reason is Reason.PERMISSION_DENIED and hint is None:
        hint = f"grant kinesis:DescribeStreamSummary on {stream} to the key's user or role"
    wait = retry_after(answer.headers.get("Retry-After", ""))
    if wait is not None and failure.reason in (Reason.RATE_LIMITED, Reason.PEER_ERROR):
        hint = f"Kinesis asks to wait {wait} s before the next request"
    message = f"{failure.message} ({f'Kinesis {code}' if code else f'HTTP {answer.status}'})"
    return ProbeFailure(failure.reason, message, field=failure.field, hint=hint)


def not_kinesis(answer: HttpAnswer, field: str) -> ProbeFailure:
    return ProbeFailure(
        Reason.PROTOCOL_MISMATCH,
        f"the endpoint does not answer as Kinesis does (HTTP {answer.status})",
        field=field,
        hint="check the endpoint: it must be that of Kinesis Data Streams",
    )
