"""Shopify, Stripe, Mailchimp and Braze as their published pages describe them."""

from __future__ import annotations

from tests.peers.http_peer import Answer, Received, basic
from tests.peers.saas_answers import bearer, form, says
from tests.peers.saas_crm import BUSY, CLIENT_ID, CLIENT_SECRET, GOOD, ISSUED, LIMITED

STRIPE_GOOD = "sk_test_51GoodKey0000000"
STRIPE_LIMITED = "rk_test_51OnlyCustomers0"
STRIPE_BUSY = "sk_test_51BusyKey0000000"
STRIPE_EXPIRED = "sk_test_51OldKey00000000"
STRIPE_ACCOUNT = "acct_1GoodAccount"
MAILCHIMP_GOOD = "0123456789abcdef0123456789abcdef-us6"
MAILCHIMP_LIMITED = "1111111111111111111111111111aaaa-us6"
MAILCHIMP_BUSY = "2222222222222222222222222222bbbb-us6"


def shopify(received: Received) -> Answer:
    """https://shopify.dev/docs/api/usage/response-codes; scopes:
    https://shopify.dev/docs/api/admin-rest/latest/resources/accessscope; client credentials:
    https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/client-credentials-grant"""
    if received.headers["host"] != "acme.myshopify.com":
        return says(404, {"errors": "Not Found"})
    if received.path == "/admin/oauth/access_token":
        given = form(received)
        assert given["grant_type"] == "client_credentials"
        if (given["client_id"], given["client_secret"]) == (CLIENT_ID, CLIENT_SECRET):
            return says(200, {"access_token": ISSUED, "scope": "read_products", "expires_in": 86399})
        return says(400, {"error": "application_cannot_be_found", "error_description": "no such application"})
    assert received.method == "GET"
    token = received.headers.get("x-shopify-access-token")
    if token == BUSY:
        message = "Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service."
        return says(429, {"errors": message}, {"Retry-After": "2.0"})
    if token not in (GOOD, LIMITED, ISSUED):
        message = "[API] Invalid API key or access token (unrecognized login or wrong password)"
        return says(401, {"errors": message})
    if received.path == "/admin/oauth/access_scopes.json":
        handles = ["read_products", "read_orders"] if token == GOOD else ["read_products"]
        return says(200, {"access_scopes": [{"handle": handle} for handle in handles]})
    if received.path == "/admin/api/2026-07/orders.json":
        if token != GOOD:
            message = "[API] This action requires merchant approval for read_orders scope."
            return says(403, {"errors": message})
        return says(200, {"orders": []})
    return says(404, {"errors": "Not Found"})


def stripe(received: Received) -> Answer:
    """https://docs.stripe.com/api/errors, https://docs.stripe.com/error-codes and
    https://docs.stripe.com/keys/restricted-api-keys: `error` with type, code and message."""
    assert received.method == "GET"
    key = bearer(received)
    if key == STRIPE_EXPIRED:
        return _stripe_refuses(401, "Expired API Key provided: sk_test_********0000", "api_key_expired")
    if key == STRIPE_BUSY:
        return _stripe_refuses(429, "Too many requests made to the API too quickly.", "rate_limit")
    if key not in (STRIPE_GOOD, STRIPE_LIMITED):
        return _stripe_refuses(401, "Invalid API Key provided: sk_test_********0000")
    if received.headers.get("stripe-account", STRIPE_ACCOUNT) != STRIPE_ACCOUNT:
        message = "The provided key does not have access to account 'acct_…' (or that account does not exist)."
        return _stripe_refuses(403, message, "account_invalid")
    if received.path == "/v1/balance":
        if key == STRIPE_LIMITED:
            message = (
                "The provided key does not have the required permissions. Having 'rak_balance_read' would allow it."
            )
            return _stripe_refuses(403, message)
        return says(200, {"object": "balance", "available": [], "livemode": False})
    if received.path == "/v1/customers":
        assert received.query == {"limit": ["1"]}
        return says(200, {"object": "list", "url": "/v1/customers", "has_more": False, "data": []})
    return _stripe_refuses(404, f"Unrecognized request URL (GET: {received.path}).")


def _stripe_refuses(status: int, message: str, code: str | None = None) -> Answer:
    error = {"type": "invalid_request_error", "message": message}
    return says(status, {"error": {**error, "code": code} if code else error})


def mailchimp(received: Received) -> Answer:
    """https://mailchimp.com/developer/marketing/docs/errors/: problem documents (RFC 9457). Basic with any user name:
    https://mailchimp.com/developer/marketing/docs/fundamentals/#authenticate-with-an-api-key"""
    assert received.method == "GET"
    given = received.headers.get("authorization", "")
    if received.headers["host"] != "us6.api.mailchimp.com":
        return _mailchimp_refuses(403, "Wrong Datacenter", "The API key provided is linked to a different datacenter.")
    if given == basic("anystring", MAILCHIMP_BUSY):
        return _mailchimp_refuses(
            429, "Too Many Requests", "You have exceeded the limit of 10 simultaneous connections."
        )
    if given == basic("anystring", MAILCHIMP_LIMITED):
        return _mailchimp_refuses(403, "Forbidden", "You are not permitted to access this resource.")
    if given not in (basic("anystring", MAILCHIMP_GOOD), f"Bearer {GOOD}"):
        detail = "Your API key may be invalid, or you've attempted to access the wrong datacenter."
        return _mailchimp_refuses(401, "API Key Invalid", detail)
    if received.path == "/3.0/ping":
        return says(200, {"health_status": "Everything's Chimpy!"})
    if received.path == "/3.0/lists/3f2a1b9c8d":
        return says(200, {"id": "3f2a1b9c8d", "name": "Newsletter"})
    return _mailchimp_refuses(404, "Resource Not Found", "The requested resource could not be found.")


def _mailchimp_refuses(status: int, title: str, detail: str) -> Answer:
    kind = "https://mailchimp.com/developer/marketing/docs/errors/"
    problem = {"type": kind, "title": title, "status": status, "detail": detail, "instance": "1"}
    return says(status, problem, {"Content-Type": "application/problem+json"})


def braze(received: Received) -> Answer:
    """https://www.braze.com/docs/api/errors: 401 for an unknown or missing key, one of another instance and one without
    the permission. Lists: https://www.braze.com/docs/api/endpoints/export/segments/get_segment/"""
    assert received.method == "GET"
    key = bearer(received)
    if key == BUSY:
        return says(429, {"message": "Rate limit exceeded"}, {"X-RateLimit-Reset": "1796000000"})
    if key == LIMITED and received.path != "/segments/list":
        return says(401, {"message": "Invalid API key"})
    if key not in (GOOD, LIMITED):
        return says(401, {"message": "Invalid API key"})
    if received.path in ("/segments/list", "/campaigns/list"):
        return says(200, {"message": "success", received.path.split("/")[1]: []})
    return says(404, {"message": "Not found"})
