"""Asks a service of AWS with signed requests: each service names its calls, and what its refusals mean.

https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html and …/aws-query-protocol.html; common errors:
https://docs.aws.amazon.com/awssupport/latest/APIReference/CommonErrors.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from probes.diagnosis import Diagnosis, DiagnosisTable
from probes.egress.http import HttpAnswer, HttpClient
from probes.egress.url import parse_url
from probes.protocols.aws_access import assumed, keys_of, wants_role
from probes.protocols.aws_endpoint import regional_host
from probes.protocols.aws_signing import KeyPair, signed_headers
from probes.protocols.http_exchange import Exchange, client_for
from probes.protocols.http_status import retry_after
from probes.protocols.kinesis_errors import KINESIS_ERRORS, error_code
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

_IN_CLEAR = "The endpoint begins with http://: what the service describes crosses without encryption."
_DENIED = ("AccessDenied", "AccessDeniedException", "AuthorizationError", "AuthorizationErrorException")
# Their messages name no service, and their fields are the same for all.
_OF_ALL = {
    code: row
    for code, row in KINESIS_ERRORS.rows.items()
    if row.field in ("authConfig.accessKeyId", "authConfig.secretAccessKey", "authConfig.sessionToken", "config.region")
    and code != "OptInRequired"
} | {"RequestExpired": KINESIS_ERRORS.rows["RequestExpired"]}


@dataclass(frozen=True, slots=True)
class Service:
    """A service: `name` as in its host and signature. `target` is the prefix of x-amz-target and `content_type` goes
    with it; of the Query protocol, `target` is the API's version."""

    name: str
    title: str
    target: str
    content_type: str = "application/x-amz-json-1.0"

    @property
    def by_query(self) -> bool:
        return "json" not in self.content_type


@dataclass(frozen=True, slots=True)
class Call:
    """An operation that changes nothing. `read` makes of the answer what a person is told, or None where it is none
    of the operation's; `at` is the field that names what is asked for, `absent` the codes that say it is not there."""

    operation: str
    body: Mapping[str, Any]
    read: Callable[[HttpAnswer], str | None]
    at: str
    thing: str
    action: str
    absent: tuple[str, ...] = ("ResourceNotFoundException",)
    step: StepName | None = StepName.AUTHORIZE


@dataclass(slots=True)
class AwsApi:
    """One service for one probe. `address` is the config path that names its endpoint."""

    service: Service
    region: str
    origin: str
    address: str
    client: HttpClient = field(repr=False)
    keys: KeyPair = field(repr=False)
    exchange: Exchange = field(repr=False)
    proven: bool

    def ask(self, call: Call) -> str:
        """What a person is told of the answer; the step is recorded. Raises ProbeFailure."""
        answer = self._send(call)
        code = error_code(answer)
        said = call.read(answer) if answer.status == 200 else None
        if said is not None or code in (*_DENIED, *call.absent):
            self._prove()
        if said is None:
            raise self._failure(answer, code, call)
        if call.step:
            self.exchange.passed(call.step, said)
        return said

    def _prove(self) -> None:
        """AWS looks at the signature before it looks at permissions, and at what is asked for after both."""
        if not self.proven:
            self.exchange.passed(StepName.AUTHENTICATE, "signature accepted")
            self.proven = True
        self.exchange.stage = StepName.AUTHORIZE

    def _send(self, call: Call) -> HttpAnswer:
        url, service = f"{self.origin}/", self.service
        if service.by_query:
            body = urlencode({"Action": call.operation, "Version": service.target, **call.body}).encode()
            headers: dict[str, str] = {}
        else:
            body = json.dumps(call.body).encode()
            headers = {"X-Amz-Target": f"{service.target}.{call.operation}"}
        signed = signed_headers(
            self.keys,
            "POST",
            url,
            service=service.name,
            region=self.region,
            body=body,
            content_type=service.content_type,
            headers=headers,
        )
        return self.client.request("POST", url, headers=signed, data=body, field=self.address, follow_redirects=False)

    def _failure(self, answer: HttpAnswer, code: str, call: Call) -> ProbeFailure:
        title = self.service.title
        if answer.status == 200 or (not code and answer.status not in (429, 500, 503)):
            message = f"the endpoint does not answer as {title} does (HTTP {answer.status})"
            other = f"check the endpoint: it must be that of {title}"
            return ProbeFailure(Reason.PROTOCOL_MISMATCH, message, field=self.address, hint=other)
        known = code or {429: "ThrottlingException", 500: "InternalFailure"}.get(answer.status, "ServiceUnavailable")
        failure = _table(call, title).look_up(known).failure()
        hint = failure.hint
        wait = retry_after(answer.headers.get("Retry-After", ""))
        if wait is not None and failure.reason in (Reason.RATE_LIMITED, Reason.PEER_ERROR):
            hint = f"{title} asks to wait {wait} s before the next request"
        if failure.reason is Reason.RESOURCE_NOT_FOUND:
            self.exchange.stage = StepName.RESOURCE
        message = f"{failure.message} ({code or f'HTTP {answer.status}'})"
        return ProbeFailure(failure.reason, message, field=failure.field, hint=hint)


def _table(call: Call, title: str) -> DiagnosisTable[str]:
    denied = Diagnosis(
        Reason.PERMISSION_DENIED,
        f"the credentials may not see the {call.thing}",
        f"grant {call.action} on it to the key's user or role",
        call.at,
    )
    absent = Diagnosis(
        Reason.RESOURCE_NOT_FOUND,
        f"there is no such {call.thing} in the region and account",
        "check its name and region",
        call.at,
    )
    busy = Diagnosis(
        Reason.RATE_LIMITED, f"{title} asks to come back later", "wait, then test again; the limit is the account's"
    )
    failing = Diagnosis(Reason.PEER_ERROR, f"{title} has a fault of its own", "test again later; see AWS's status page")
    malformed = Diagnosis(
        Reason.INVALID_CONFIG, f"{title} finds the {call.thing}'s name malformed", "check it", call.at
    )
    kinds = {Reason.RATE_LIMITED: busy, Reason.PEER_ERROR: failing, Reason.INVALID_CONFIG: malformed}
    rows = {code: kinds[row.reason] for code, row in KINESIS_ERRORS.rows.items() if row.reason in kinds}
    return DiagnosisTable(
        rows={
            **rows,
            **_OF_ALL,
            **dict.fromkeys(_DENIED, denied),
            **dict.fromkeys(call.absent, absent),
            **dict.fromkeys(("InvalidParameter", "InvalidParameterException", "InvalidRequestException",
                             "SerializationException"), malformed),
            **dict.fromkeys(("Throttling", "TooManyRequestsException", "RequestThrottled"), busy),
            "ServiceUnavailable": failing,
        },
        fallback=Diagnosis(
            Reason.PEER_ERROR, f"{title} answered with an error", f"look the code up in the API reference of {title}"
        ),
    )  # fmt: skip


def asking(
    target: Target, context: ProbeContext, service: Service, region: str, calls: Callable[[AwsApi], str]
) -> Finding:
    """Reads keys and endpoint, assumes the role where one is named, and has `calls` ask. Raises ProbeFailure."""
    with context.trace.step(StepName.CONFIG):
        origin, address = _origin(target.parameters, service, region)
        keys = keys_of(target, hint=f"give an access key that may read from {service.title}")
        client = client_for(target.parameters, context.dialer)
    if origin.startswith("http://"):
        context.trace.warn(_IN_CLEAR)
    role = wants_role(target)
    if role:
        placed = replace(target, parameters={**target.parameters, "region": region})
        keys = assumed(placed, keys, client, context)
    with Exchange(context.trace, StepName.AUTHORIZE if role else StepName.AUTHENTICATE) as exchange:
        return Finding(calls(AwsApi(service, region, origin, address, client, keys, exchange, proven=role)))


def _origin(parameters: Mapping[str, Any], service: Service, region: str) -> tuple[str, str]:
    endpoint = parameters.get("endpoint")
    if endpoint is None:
        return f"https://{regional_host(service.name, region)}", "config.region"
    return parse_url(endpoint, path="config.endpoint").origin, "config.endpoint"
