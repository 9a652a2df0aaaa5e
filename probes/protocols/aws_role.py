"""Assumes a role at STS, through the guard.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from probes.egress.http import HttpAnswer, HttpClient
from probes.protocols.aws_errors import STS_ERRORS
from probes.protocols.aws_signing import KeyPair, signed_headers
from probes.protocols.aws_xml import error_code, parse_xml, text
from probes.result import ProbeFailure, Reason

_SESSION_NAME = "connector-test"  # shown in the account's CloudTrail
_SECONDS = 900  # the least that STS takes
_FORM = "application/x-www-form-urlencoded; charset=utf-8"


def assume_role(
    given: Mapping[str, Any], keys: KeyPair, client: HttpClient, *, endpoint: str, region: str, field: str
) -> KeyPair:
    """Temporary credentials of the role. Raises ProbeFailure; `field` is the path that the endpoint comes from."""
    url = endpoint.rstrip("/") + "/"
    form = {
        "Action": "AssumeRole",
        "Version": "2011-06-15",
        "RoleArn": given["roleArn"],
        "RoleSessionName": _SESSION_NAME,
        "DurationSeconds": str(_SECONDS),
    }
    if given.get("externalId"):
        form["ExternalId"] = given["externalId"]
    body = urlencode(form).encode()
    headers = signed_headers(keys, "POST", url, service="sts", region=region, body=body, content_type=_FORM)
    answer = client.request("POST", url, headers=headers, data=body, field=field, follow_redirects=False)
    return _credentials(answer, field)


def _credentials(answer: HttpAnswer, field: str) -> KeyPair:
    root = parse_xml(answer.body)
    if answer.status == 200:
        found = KeyPair(text(root, "AccessKeyId"), text(root, "SecretAccessKey"), text(root, "SessionToken"))
        if found.access_key_id and found.secret_access_key and found.session_token:
            return found
    code = error_code(root)
    if not code:
        raise ProbeFailure(
            Reason.PROTOCOL_MISMATCH,
            f"the endpoint does not answer as STS does (HTTP {answer.status})",
            field=field,
            hint="check the STS endpoint",
        )
    failure = STS_ERRORS.look_up(code).failure()
    message = f"{failure.message} (STS {code})"
    raise ProbeFailure(failure.reason, message, field=failure.field, hint=failure.hint)
