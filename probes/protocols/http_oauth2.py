"""OAuth 2: asks a token URL for an access token, through the guard. Client credentials (RFC 6749 §4.4) whole; of other
grants the exchange and what its refusals mean."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote_plus, urlencode

from probes.diagnosis import Diagnosis, DiagnosisTable
from probes.egress.http import HttpAnswer, HttpClient
from probes.protocols.http_exchange import Exchange
from probes.protocols.http_request import Credential, bearer
from probes.protocols.http_status import retry_after
from probes.result import ProbeFailure, Reason, StepName, Trace
from probes.target import Target

METHOD = "oauth2_client_credentials"
_URL = "authConfig.tokenUrl"
_NEEDED = ("tokenUrl", "clientId", "clientSecret")

# RFC 6749 §5.2
_ERRORS = DiagnosisTable(
    rows={
        "invalid_client": Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "the token server refused the client id or its secret",
            "check both, and whether the server wants them in the body (clientAuthentication: post)",
            "authConfig.clientSecret",
        ),
        "unauthorized_client": Diagnosis(
            Reason.PERMISSION_DENIED,
            "the client may not use the client credentials grant",
            "allow that grant for the client at the token server",
            "authConfig.clientId",
        ),
        "invalid_scope": Diagnosis(
            Reason.INVALID_CONFIG,
            "the token server does not give the scope to this client",
            "check the scope's spelling, and grant it to the client",
            "authConfig.scope",
        ),
        "unsupported_grant_type": Diagnosis(
            Reason.UNSUPPORTED,
            "the token server has no client credentials grant",
            "use another auth method",
            _URL,
        ),
        "invalid_request": Diagnosis(
            Reason.INVALID_CONFIG,
            "the token server finds a parameter missing or wrong",
            "some servers want a scope, an audience, or the secret in the body (clientAuthentication: post)",
            _URL,
        ),
        "invalid_grant": Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "the token server refused the grant: it expired, was revoked, or belongs to another client or user",
            "authorise the client again and store what it gives",
            _URL,
        ),
        "invalid_target": Diagnosis(  # RFC 8707
            Reason.INVALID_CONFIG, "the token server does not know the audience", "check it", "authConfig.audience"
        ),
    },
    fallback=Diagnosis(
        Reason.PEER_ERROR, "the token server gave no token", "check the token URL and look at the server's log", _URL
    ),
)


def wanted(target: Target) -> bool:
    """Whether a token is to be fetched: by the auth method's name, or because access_key was given a client."""
    given = target.credentials
    return target.auth_method == METHOD or (
        target.auth_method == "access_key" and all(given.get(name) for name in _NEEDED) and not given.get("token")
    )


def require(target: Target) -> None:
    """Raises ProbeFailure (CREDENTIAL_MISSING) naming what is missing."""
    missing = [f"authConfig.{name}" for name in _NEEDED if not target.credentials.get(name)]
    if missing:
        raise ProbeFailure(
            Reason.CREDENTIAL_MISSING,
            f"missing: {', '.join(missing)}",
            field=missing[0],
            hint="the auth method needs a token URL, a client id and its secret",
        )


def fetch_token(given: Mapping[str, Any], client: HttpClient, trace: Trace, *, url_field: str = _URL) -> Credential:
    """Raises ProbeFailure. Records the step `authenticate`: a token proves that the client was accepted.

    `url_field` is what to blame where the token URL is not a field of the connector itself.
    """
    content = exchange(client, trace, given["tokenUrl"], **_grant(given), url_field=url_field)
    return bearer(content["access_token"], url_field, "access token")


def exchange(
    client: HttpClient,
    trace: Trace,
    url: str,
    *,
    data: Mapping[str, str],
    auth: tuple[str, str] | None = None,
    method: str = "POST",
    headers: Mapping[str, str] | None = None,
    token_key: str = "access_token",  # noqa: S107 - the name of a key
    url_field: str = _URL,
    blame: Mapping[str, str] | None = None,
    diagnose: Callable[[HttpAnswer], ProbeFailure | None] = lambda _answer: None,
) -> dict[str, Any]:
    """The token server's answer, with a token at `token_key`. Raises ProbeFailure; records the step `authenticate`.

    With GET, which some vendors want, `data` is the query.

    `blame` gives the field for an error of RFC 6749 §5.2, where it is not the usual one; `diagnose` hears of an answer
    first, for servers that have errors of their own.
    """
    with Exchange(trace, StepName.AUTHENTICATE) as step:
        asks_by_query = method == "GET" and data
        answer = client.request(
            method,
            f"{url}?{urlencode(data)}" if asks_by_query else url,
            headers={"Accept": "application/json", **(headers or {})},
            data=None if method == "GET" else data,
            auth=auth,
            field=url_field,
            follow_redirects=False,
        )
        if failure := diagnose(answer):
            raise failure
        content = _content(answer, url_field, blame or {}, token_key)
        step.passed(StepName.AUTHENTICATE, "the token server gave an access token")
        return content


def _grant(given: Mapping[str, Any]) -> dict[str, Any]:
    form = {"grant_type": "client_credentials"}
    form.update({name: given[name] for name in ("scope", "audience") if given.get(name)})
    if given.get("clientAuthentication") == "post":
        return {"data": {**form, "client_id": given["clientId"], "client_secret": given["clientSecret"]}}
    # §2.3.1: id and secret are form-encoded before they become Basic.
    return {"data": form, "auth": (quote_plus(given["clientId"]), quote_plus(given["clientSecret"]))}


def _content(answer: HttpAnswer, url_field: str, blame: Mapping[str, str], token_key: str) -> dict[str, Any]:
    if answer.status == 429:
        wait = retry_after(answer.headers.get("Retry-After", ""))
        hint = "wait, then test again" if wait is None else f"the token server asks to wait {wait} s"
        message = "the token server asks to come back later (HTTP 429)"
        raise ProbeFailure(Reason.RATE_LIMITED, message, field=url_field, hint=hint)
    content = _json(answer)
    if answer.status == 200:
        token = content.get(token_key)
        if isinstance(token, str) and token and str(content.get("token_type", "bearer")).lower() == "bearer":
            return content
        raise ProbeFailure(
            Reason.PROTOCOL_MISMATCH,
            "the token URL's answer holds no bearer token",
            field=url_field,
            hint="give the URL of the OAuth 2 token endpoint, not that of a login page",
        )
    error = content.get("error")
    if not isinstance(error, str):
        error = "invalid_client" if answer.status == 401 else ""
    failure = _ERRORS.look_up(error).failure()
    field = blame.get(error) or (url_field if failure.field == _URL else failure.field)
    raise ProbeFailure(failure.reason, f"{failure.message} (HTTP {answer.status})", field=field, hint=failure.hint)


def _json(answer: HttpAnswer) -> dict[str, Any]:
    try:
        content = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
