"""Salesforce, HubSpot and Segment as their published pages describe them. What is asked decides; nothing is stored."""

from __future__ import annotations

import time

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.peers.http_peer import Answer, Received
from tests.peers.saas_answers import bearer, content, form, says

GOOD = "tok-GOOD-8f2b"
LIMITED = "tok-LIMITED-scopes-11"
BUSY = "tok-BUSY-quota-used-up"
EXPIRED = "tok-EXPIRED-yesterday"
ISSUED = "tok-ISSUED-by-token-server"
CLIENT_ID, CLIENT_SECRET = "3MVG9.client", "0123456789-client-secret"
REFRESH = "5Aep861-refresh-token"
APPROVED_USER = "integration@acme.example"

KEY = rsa.generate_private_key(65537, 2048)
PRIVATE_KEY = KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()


def salesforce(received: Received) -> Answer:
    """https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm: a list of errorCode and
    message. Resources: …/api_rest/resources_discoveryresource.htm, …/resources_sobject_basic_info.htm. Identity:
    https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_using_userinfo_endpoint.htm"""
    if received.path == "/services/oauth2/token":
        return _salesforce_token(received)
    at_login = received.headers["host"] == "login.salesforce.com"
    token = bearer(received)
    if received.path == "/services/oauth2/userinfo":
        if token not in (GOOD, BUSY):
            return Answer(403, {"Content-Type": "text/html"}, b"Bad_OAuth_Token")
        urls = {"rest": "https://acme.my.salesforce.com/services/data/v{version}/"}
        return says(200, {"user_id": "005x", "preferred_username": "ada@acme", "organization_id": "00Dx", "urls": urls})
    assert not at_login, "the login server has no data"
    if token == BUSY:
        return says(403, [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "TotalRequests Limit exceeded."}])
    if token == LIMITED:
        return says(403, [{"errorCode": "API_DISABLED_FOR_ORG", "message": "API is not enabled for this Org"}])
    if token not in (GOOD, ISSUED):
        return says(401, [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}])
    version, _slash, rest = received.path.removeprefix("/services/data/v").partition("/")
    if received.method != "GET" or version not in ("60.0", "61.0"):
        return says(404, [{"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}])
    if rest == "":
        return says(200, {"sobjects": f"/services/data/v{version}/sobjects", "query": "…"})
    if rest == "sobjects/Contact":
        return says(200, {"objectDescribe": {"name": "Contact", "label": "Contact"}, "recentItems": []})
    return says(404, [{"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}])


def _salesforce_token(received: Received) -> Answer:
    """https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm"""
    given = form(received)
    granted = says(
        200, {"access_token": ISSUED, "instance_url": "https://acme.my.salesforce.com", "token_type": "Bearer"}
    )
    if given["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer":
        try:
            audience = "https://login.salesforce.com"
            claims = jwt.decode(given["assertion"], KEY.public_key(), ["RS256"], audience=audience, issuer=CLIENT_ID)
        except jwt.InvalidTokenError:
            return says(400, {"error": "invalid_grant", "error_description": "invalid assertion"})
        assert claims["exp"] - time.time() <= 300, "Salesforce wants it within five minutes"
        if claims["sub"] == APPROVED_USER:
            return granted
        return says(400, {"error": "invalid_grant", "error_description": "user hasn't approved this consumer"})
    if given["client_id"] != CLIENT_ID:
        return says(400, {"error": "invalid_client_id", "error_description": "client identifier invalid"})
    if given["client_secret"] != CLIENT_SECRET:
        return says(400, {"error": "invalid_client", "error_description": "invalid client credentials"})
    if given["grant_type"] == "refresh_token" and given["refresh_token"] != REFRESH:
        return says(400, {"error": "invalid_grant", "error_description": "expired access/refresh token"})
    return granted


def hubspot(received: Received) -> Answer:
    """https://developers.hubspot.com/docs/reference/api/other-resources/error-handling: status, message, correlationId
    and category. Token of a private app: https://developers.hubspot.com/docs/guides/apps/private-apps/overview"""
    if received.path == "/oauth/2026-03/token":
        return _hubspot_token(received)
    if received.path == "/oauth/v2/private-apps/get/access-token-info":
        assert received.method == "POST"
        if content(received) != {"tokenKey": GOOD}:
            return _hubspot_refuses(404, "NOT_FOUND", "token not found")
        return says(200, {"hubId": 62515, "appId": 1, "scopes": ["crm.objects.contacts.read", "oauth"]})
    assert received.method == "GET"
    token = bearer(received)
    if token == EXPIRED:
        return _hubspot_refuses(401, "EXPIRED_AUTHENTICATION", "The OAuth token used to make this call expired")
    if token == BUSY:
        limit = {"status": "error", "message": "You have reached your ten_secondly_rolling limit."}
        return says(429, {**limit, "errorType": "RATE_LIMIT", "policyName": "TEN_SECONDLY_ROLLING"})
    if token not in (GOOD, LIMITED, ISSUED):
        return _hubspot_refuses(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.")
    if received.path == "/account-info/v3/details":
        return says(200, {"portalId": 62515, "timeZone": "Europe/Berlin", "accountType": "STANDARD"})
    assert received.query == {"limit": ["1"]}
    if token == LIMITED:
        return _hubspot_refuses(403, "MISSING_SCOPES", "This app hasn't been granted all required scopes.")
    if received.path == "/crm/v3/objects/contacts":
        return says(200, {"results": [], "paging": None})
    return _hubspot_refuses(400, "VALIDATION_ERROR", "Unable to infer object type from: nothings")


def _hubspot_token(received: Received) -> Answer:
    """https://developers.hubspot.com/docs/api-reference/2026-03/authentication/oauth-tokens/refresh-oauth-token"""
    given = form(received)
    if (given["client_id"], given["client_secret"], given["refresh_token"]) == (CLIENT_ID, CLIENT_SECRET, REFRESH):
        return says(200, {"access_token": ISSUED, "refresh_token": REFRESH, "expires_in": 1800})
    refused = {"status": "BAD_REFRESH_TOKEN", "message": "missing or invalid refresh token"}
    return says(400, {**refused, "error": "invalid_grant"})


def _hubspot_refuses(status: int, category: str, message: str) -> Answer:
    return says(status, {"status": "error", "message": message, "correlationId": "c0", "category": category})


def segment(received: Received) -> Answer:
    """https://docs.segmentapis.com/tag/Error-Handling: `data`, or `errors` of type and message; 401 for a missing or a
    wrong token and for one without the right. Paths: https://docs.segmentapis.com/tag/Workspaces and …/Sources"""
    assert received.method == "GET", "a test sends no event"
    if received.headers["host"] == "api.segment.io":
        assert "authorization" not in received.headers, "what cannot be proven is not sent"
        return Answer(404)
    token = bearer(received)
    if token == BUSY:
        return says(429, {"errors": [{"type": "too-many-requests", "message": "slow down"}]}, {"Retry-After": "9"})
    unauthorized = says(401, {"errors": [{"type": "unauthorized", "message": "Unauthorized"}]})
    if token not in (GOOD, LIMITED):
        return unauthorized
    if received.path == "/":
        return says(200, {"data": {"workspace": {"id": "9aQ1Lj62S4bomZKLF4DPqW", "slug": "acme", "name": "Acme"}}})
    if token == LIMITED:
        return unauthorized
    if received.path == "/sources/rh5BDZp6QDHvXFCkibm1pR":
        return says(200, {"data": {"source": {"id": "rh5BDZp6QDHvXFCkibm1pR", "slug": "web"}}})
    return says(404, {"errors": [{"type": "not-found", "message": "the source was not found"}]})
