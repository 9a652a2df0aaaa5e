"""Access tokens of vendors: client credentials, refresh token (RFC 6749 §4.4, §6), signed assertion (RFC 7523 §2.1)."""

from __future__ import annotations

import time
from urllib.parse import quote_plus

import jwt

from probes.egress.http import HttpAnswer, HttpClient
from probes.protocols import http_oauth2
from probes.protocols.google_service_account import service_account
from probes.protocols.rsa_key import load_p256_key, load_rsa_key
from probes.protocols.saas_answers import Blame, refusal
from probes.protocols.saas_given import Given, rendered
from probes.result import ProbeFailure, Trace
from probes.vendors.declaration import TokenGrant, Vendor

_ASSERTION_SECONDS = 180  # Salesforce takes no longer one
_JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_CLIENT_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def form_of(grant: TokenGrant, given: Given) -> dict[str, str]:
    """The body of the token request. Raises ProbeFailure where a value or the private key is wrong."""
    form = {**({"scope": given.text(grant.scope)} if grant.scope else {}), **rendered(grant.form, given.text)}
    held = given.credentials
    match grant.grant:
        case "client_credentials":
            form["grant_type"] = "client_credentials"
        case "refresh_token":
            form |= {"grant_type": "refresh_token", "refresh_token": held["refreshToken"]}
        case "jwt_bearer":  # the signature says who the client is
            return {**form, "grant_type": _JWT_BEARER, "assertion": _assertion(grant, given)}
        case "client_assertion":
            assertion = {"client_assertion_type": _CLIENT_ASSERTION, "client_assertion": _assertion(grant, given)}
            return {**form, "grant_type": "client_credentials", **assertion}
        case "google_service_account":
            account = service_account(held["serviceAccountJson"])
            return {"grant_type": _JWT_BEARER, "assertion": account.assertion(grant.scope or "")}
        case "own":
            return form
    if grant.client == "body":
        form |= {"client_id": held["clientId"], "client_secret": held["clientSecret"]}
    return form


def fetch_token(
    vendor: Vendor,
    grant: TokenGrant,
    given: Given,
    *,
    form: dict[str, str],
    blamed: str,
    client: HttpClient,
    trace: Trace,
) -> str:
    """The access token; what the answer tells of where to use it goes into `given`. `blamed` is the field that the
    token is fetched with. Raises ProbeFailure."""
    blame = Blame(blamed, None, given.secrets)

    def by_the_vendors_rules(answer: HttpAnswer) -> ProbeFailure | None:
        found = refusal(vendor, answer, blame)
        return found.failure if found and found.by_rule else None

    of_form = "authConfig.clientId" if grant.grant == "client_credentials" else blamed
    content = http_oauth2.exchange(
        client,
        trace,
        given.url(grant.url),
        method=grant.http_method,
        headers=rendered(grant.headers, given.text),
        data=form,
        auth=_basic(given) if grant.client == "basic" else None,
        token_key=grant.key,
        url_field=given.host_field() or "config",
        blame={"invalid_grant": of_form, "invalid_request": of_form, "invalid_scope": "authConfig.clientId"},
        diagnose=by_the_vendors_rules,
    )
    if grant.learns:
        given.learn(grant.learns, content)
    token: str = content[grant.key]
    return token


def _basic(given: Given) -> tuple[str, str]:
    # RFC 6749 §2.3.1: id and secret are form-encoded before they become Basic.
    return quote_plus(given.credentials["clientId"]), quote_plus(given.credentials["clientSecret"])


def _assertion(grant: TokenGrant, given: Given) -> str:
    now = int(time.time())
    claims = {**rendered(grant.claims, given.text), "iat": now, "exp": now + _ASSERTION_SECONDS}
    if grant.scope:
        claims["scope"] = given.text(grant.scope)
    headers = {"kid": given.text(grant.key_id)} if grant.key_id else None
    held = given.credentials
    load = load_p256_key if grant.algorithm == "ES256" else load_rsa_key
    key = load(held["privateKey"], held.get("privateKeyPassphrase"))
    return jwt.encode(claims, key, algorithm=grant.algorithm, headers=headers)
