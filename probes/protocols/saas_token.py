"""Access tokens of vendors: client credentials, refresh token (RFC 6749 §4.4, §6), signed assertion (RFC 7523 §2.1)."""

from __future__ import annotations

import time
from urllib.parse import quote_plus

import jwt
from requests.auth import HTTPBasicAuth

from probes.egress.http import HttpAnswer, HttpClient
from probes.protocols import http_oauth2
from probes.protocols.rsa_key import load_rsa_key
from probes.protocols.saas_answers import Blame, refusal
from probes.protocols.saas_given import Given, rendered
from probes.result import ProbeFailure, Trace
from probes.vendors.declaration import TokenGrant, Vendor

_ASSERTION_SECONDS = 180  # Salesforce takes no longer one

# Which field each error of RFC 6749 §5.2 speaks of, by grant.
_OF_GRANT = {
    "client_credentials": "authConfig.clientId",
    "refresh_token": "authConfig.refreshToken",
    "jwt_bearer": "authConfig.privateKey",
}


def form_of(grant: TokenGrant, given: Given) -> dict[str, str]:
    """The body of the token request. Raises ProbeFailure where a value or the private key is wrong."""
    form = {"scope": grant.scope} if grant.scope else {}
    held = given.credentials
    match grant.grant:
        case "client_credentials":
            form["grant_type"] = "client_credentials"
        case "refresh_token":
            form |= {"grant_type": "refresh_token", "refresh_token": held["refreshToken"]}
        case "jwt_bearer":
            form |= {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": _assertion(grant, given)}
            return form  # the signature says who the client is
    if grant.client == "body":
        form |= {"client_id": held["clientId"], "client_secret": held["clientSecret"]}
    return form


def fetch_token(
    vendor: Vendor, grant: TokenGrant, given: Given, *, form: dict[str, str], client: HttpClient, trace: Trace
) -> str:
    """The access token; what the answer tells of where to use it goes into `given`. Raises ProbeFailure."""
    of_grant = _OF_GRANT[grant.grant]
    blame = Blame(of_grant, None, given.secrets)

    def by_the_vendors_rules(answer: HttpAnswer) -> ProbeFailure | None:
        found = refusal(vendor, answer, blame) if answer.status != 200 else None
        return found.failure if found and found.by_rule else None

    content = http_oauth2.exchange(
        client,
        trace,
        given.url(grant.url),
        data=form,
        auth=_basic(given) if grant.client == "basic" else None,
        url_field="config",
        blame={"invalid_grant": of_grant, "invalid_request": of_grant, "invalid_scope": "authConfig.clientId"},
        diagnose=by_the_vendors_rules,
    )
    if grant.learns:
        given.learn(grant.learns, content)
    token: str = content["access_token"]
    return token


def _basic(given: Given) -> HTTPBasicAuth:
    # RFC 6749 §2.3.1: id and secret are form-encoded before they become Basic.
    return HTTPBasicAuth(quote_plus(given.credentials["clientId"]), quote_plus(given.credentials["clientSecret"]))


def _assertion(grant: TokenGrant, given: Given) -> str:
    key = load_rsa_key(given.credentials["privateKey"], given.credentials.get("privateKeyPassphrase"))
    claims = {**rendered(grant.claims, given.text), "exp": int(time.time()) + _ASSERTION_SECONDS}
    return jwt.encode(claims, key, algorithm="RS256")
