"""What an HTTP status that is no success means for a connection test: RFC 9110 §15, in one table."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from probes.protocols.http_request import HttpRequest
from probes.result import ProbeFailure, Reason, StepName

# IANA's registry and what clouds use; a peer's own words are not repeated.
_SCHEME = re.compile(
    r"\s*(Basic|Bearer|Digest|DPoP|HOBA|Mutual|Negotiate|NTLM|AWS4-HMAC-SHA256|ApiKey)\b", re.IGNORECASE
)
_EXPIRED = re.compile(r"\bexpired?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Where an answer stopped the probe, and why."""

    step: StepName
    failure: ProbeFailure


@dataclass(frozen=True, slots=True)
class _Rule:
    step: StepName
    reason: Reason
    message: str
    hint: str
    field: str | None = "config.url"


_URL_HINT = "check the URL: its path, its version and the name of the resource"
_RULES = {
    400: _Rule(
        StepName.RESOURCE, Reason.INVALID_CONFIG, "the server finds the request malformed", "check the URL's parameters"
    ),
    403: _Rule(
        StepName.AUTHORIZE,
        Reason.PERMISSION_DENIED,
        "the server refuses access to the URL",
        "grant the credentials access to it, and check whether the server lets this service's address in",
    ),
    404: _Rule(StepName.RESOURCE, Reason.RESOURCE_NOT_FOUND, "there is nothing at the URL", _URL_HINT),
    405: _Rule(
        StepName.RESOURCE,
        Reason.INVALID_CONFIG,
        "the URL answers neither to HEAD nor to GET",
        "give a URL that answers to GET; of a URL that only takes events make a connector of type webhook",
    ),
    407: _Rule(
        StepName.RESOURCE, Reason.PEER_ERROR, "a proxy in between asks for credentials", "ask whoever runs that proxy"
    ),
    410: _Rule(StepName.RESOURCE, Reason.RESOURCE_NOT_FOUND, "what was at the URL is gone for good", _URL_HINT),
    414: _Rule(StepName.RESOURCE, Reason.INVALID_CONFIG, "the server finds the URL too long", _URL_HINT),
    426: _Rule(
        StepName.RESOURCE, Reason.TLS_REQUIRED, "the server asks for another protocol", "try the URL with https://"
    ),
    429: _Rule(
        StepName.RESOURCE,
        Reason.RATE_LIMITED,
        "the server asks to come back later",
        "wait, then test again; ask for a higher limit if it lasts",
    ),
    451: _Rule(
        StepName.AUTHORIZE,
        Reason.PERMISSION_DENIED,
        "the server may not serve the URL for legal reasons",
        "ask whoever runs the server",
    ),
}
_REDIRECT = _Rule(
    StepName.RESOURCE,
    Reason.PEER_ERROR,
    "the server answers with a redirect that leads nowhere",
    "use the URL that the server really serves",
)
_CLIENT_ERROR = _Rule(StepName.RESOURCE, Reason.PEER_ERROR, "the server refuses the request", _URL_HINT)
_SERVER_ERROR = _Rule(
    StepName.RESOURCE,
    Reason.PEER_ERROR,
    "the server fails",
    "the fault is on the server's side: look there, then test again",
)
_STRANGE = _Rule(StepName.RESOURCE, Reason.PROTOCOL_MISMATCH, "the server answers with an unknown status", _URL_HINT)


def refusal(status: int, headers: Mapping[str, str], request: HttpRequest, final_url: str) -> Refusal | None:
    """What the answer refuses, or None for 2xx. `final_url` is where it came from, after redirects."""
    if 200 <= status < 300:
        return None
    if status == 401:
        return Refusal(StepName.AUTHENTICATE, _unauthenticated(headers, request, final_url))
    rule = _RULES.get(status) or _of_class(status)
    hint = rule.hint
    wait = retry_after(headers.get("Retry-After", "")) if status in (429, 503) else None
    if wait is not None:
        hint = f"the server asks to wait {wait} s before the next request"
    if status == 403 and _elsewhere(request, final_url):
        hint = _ELSEWHERE
    failure = ProbeFailure(rule.reason, f"{rule.message} (HTTP {status})", field=rule.field, hint=hint)
    return Refusal(rule.step, failure)


def retry_after(value: str) -> int | None:
    """Seconds, of either form of Retry-After (RFC 9110 §10.2.3); None where it is absent or makes no sense."""
    text = value.strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    try:
        seconds = parsedate_to_datetime(text).timestamp() - time.time()
    except (ValueError, OverflowError):
        return None
    return max(0, math.ceil(seconds))


_ELSEWHERE = (
    "the URL redirects to another origin, and credentials are not sent there: "
    "give the URL that it leads to, if you trust that origin with them"
)


def _unauthenticated(headers: Mapping[str, str], request: HttpRequest, final_url: str) -> ProbeFailure:
    challenge = headers.get("WWW-Authenticate", "")
    scheme = _SCHEME.match(challenge)
    asks = f"; the server asks for {scheme[1]}" if scheme else ""
    credential = request.credential
    if credential is None:
        return ProbeFailure(
            Reason.CREDENTIAL_MISSING,
            f"the server asks for credentials and the connector has none (HTTP 401){asks}",
            field="authConfig",
            hint="choose an auth method and give its credentials in authConfig",
        )
    if _elsewhere(request, final_url):
        message = "the server that the URL redirects to asks for credentials (HTTP 401)"
        return ProbeFailure(Reason.AUTHENTICATION_FAILED, message, field="config.url", hint=_ELSEWHERE)
    if _EXPIRED.search(challenge):
        return ProbeFailure(
            Reason.CREDENTIAL_EXPIRED,
            f"the server says that the {credential.name} expired (HTTP 401)",
            field=credential.path,
            hint="issue a new one and store it in the connector",
        )
    return ProbeFailure(
        Reason.AUTHENTICATION_FAILED,
        f"the server refused the {credential.name} (HTTP 401){asks}",
        field=credential.path,
        hint="check that it is whole, not revoked, and meant for this server and environment",
    )


def _elsewhere(request: HttpRequest, final_url: str) -> bool:
    return request.credential is not None and not same_origin(request, final_url)


def same_origin(request: HttpRequest, final_url: str) -> bool:
    """Whether the answer came from the origin that was asked, and so from one that saw the credential."""
    return final_url.startswith(request.url.origin + "/")


def _of_class(status: int) -> _Rule:
    return {3: _REDIRECT, 4: _CLIENT_ERROR, 5: _SERVER_ERROR}.get(status // 100, _STRANGE)
