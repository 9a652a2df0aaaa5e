"""Fetches an Entra application's token for Blob Storage, through the guard.

https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
"""

from __future__ import annotations

import json
from urllib.parse import quote

from probes.diagnosis import Diagnosis
from probes.egress.http import HttpAnswer, HttpClient
from probes.egress.url import parse_url
from probes.protocols.azure_access import Access, Principal
from probes.protocols.http_oauth2 import exchange
from probes.protocols.http_request import bearer
from probes.result import ProbeFailure, Reason, Trace

_SCOPE = "https://storage.azure.com/.default"
_AUTHORITY = "config.authority"
_TENANT = "authConfig.tenantId"
_CLIENT = "authConfig.clientId"
_SECRET = "authConfig.clientSecret"  # noqa: S105 - the name of a field

_DISABLED = Diagnosis(
    Reason.PERMISSION_DENIED, "the Entra application is disabled", "enable it in the directory", _CLIENT
)
# https://learn.microsoft.com/entra/identity-platform/reference-error-codes
_CODES = {
    7000215: Diagnosis(
        Reason.AUTHENTICATION_FAILED,
        "Entra refused the client secret",
        "store the secret's value, not its id; it is shown only when it is made",
        _SECRET,
    ),
    7000222: Diagnosis(
        Reason.CREDENTIAL_EXPIRED,
        "the client secret expired",
        "make a new one for the application and store its value",
        _SECRET,
    ),
    700016: Diagnosis(
        Reason.AUTHENTICATION_FAILED,
        "there is no such Entra application in the directory",
        "check the client id, and that the directory is the application's own",
        _CLIENT,
    ),
    90002: Diagnosis(Reason.AUTHENTICATION_FAILED, "there is no such directory", "check the tenant id", _TENANT),
    900023: Diagnosis(
        Reason.INVALID_CONFIG, "Entra finds the tenant id malformed", "give the directory's id or domain", _TENANT
    ),
    7000112: _DISABLED,
    500011: Diagnosis(
        Reason.PERMISSION_DENIED,
        "the directory knows no Azure Storage",
        "check that the directory is the subscription's",
        _TENANT,
    ),
    53003: Diagnosis(
        Reason.PERMISSION_DENIED,
        "a conditional-access policy refuses the application",
        "let the address that this service calls from into the policy",
        _CLIENT,
    ),
}


def with_token(access: Access, principal: Principal, authority: str, client: HttpClient, trace: Trace) -> Access:
    """Records the step `authenticate`: a token proves that the application was accepted. Raises ProbeFailure."""
    origin = parse_url(authority, path=_AUTHORITY).origin
    form = {
        "grant_type": "client_credentials",
        "client_id": principal.client_id,
        "client_secret": principal.client_secret,
        "scope": _SCOPE,
    }
    url = f"{origin}/{quote(principal.tenant, safe='')}/oauth2/v2.0/token"
    blame = {"invalid_client": _SECRET, "unauthorized_client": _CLIENT, "invalid_scope": _AUTHORITY}
    content = exchange(client, trace, url, data=form, url_field=_AUTHORITY, blame=blame, diagnose=diagnose)
    return Access(bearer(content["access_token"], _AUTHORITY, "access token"), access.path)


def diagnose(answer: HttpAnswer) -> ProbeFailure | None:
    """What Entra says in its own codes; None where it says none."""
    if answer.status == 200:
        return None
    try:
        codes = json.loads(answer.body)["error_codes"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    found = (
        (_CODES[code] for code in codes if isinstance(code, int) and code in _CODES) if isinstance(codes, list) else ()
    )
    diagnosis = next(iter(found), None)
    return diagnosis.failure() if diagnosis else None
