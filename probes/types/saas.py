"""Vendors' services that are asked over their HTTPS API. Each names the page that gives its credential."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field, Secrecy

HTTPS_ORIGIN = r"https://[A-Za-z0-9][A-Za-z0-9.-]{0,252}(:[0-9]{1,5})?/?"

API_KEY = Field("apiKey", "API key", secrecy=Secrecy.WHOLE, aliases=("api_key", "key"))
ACCESS_TOKEN = Field("accessToken", "Access token", secrecy=Secrecy.WHOLE, aliases=("token",))
CLIENT = (Field("clientId", "Client id"), Field("clientSecret", "Client secret", secrecy=Secrecy.WHOLE))
REFRESH_TOKEN = Field("refreshToken", "Refresh token", secrecy=Secrecy.WHOLE)
CONFIG_API_KEY = Field(
    "apiKey", "API key", secrecy=Secrecy.WHOLE, description="Kept in the vault; authConfig.apiKey serves as well."
)

API_KEY_ONLY = AuthMethod("api_key", "API key", (API_KEY,))
OAUTH_TOKEN = AuthMethod("oauth_token", "Access token", (ACCESS_TOKEN,))
CLIENT_CREDENTIALS = AuthMethod("oauth2_client_credentials", "OAuth 2 client credentials", CLIENT)
REFRESH = AuthMethod("oauth2_refresh_token", "OAuth 2 refresh token", (*CLIENT, REFRESH_TOKEN))


def anything_of(*methods: AuthMethod) -> AuthMethod:
    """`access_key`, the default: whatever of the other methods' fields were given."""
    fields = {item.name: item for method in methods for item in method.fields}
    return AuthMethod("access_key", "Whatever is given", tuple(fields.values()))


# https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/intro_oauth_and_connected_apps.htm
SALESFORCE = ConnectorType(
    name="salesforce",
    title="Salesforce",
    category="CRM / CDP",
    fields=(
        Field("instanceUrl", "Instance URL", pattern=HTTPS_ORIGIN, example="https://acme.my.salesforce.com"),
        CONFIG_API_KEY,
        Field("apiVersion", "API version", pattern=r"v?[0-9]{2,3}\.0", example="v60.0"),
        Field("object", "Object", pattern=r"[A-Za-z][A-Za-z0-9_]{0,79}", example="Contact"),
    ),
    auth_methods=(
        anything_of(API_KEY_ONLY, OAUTH_TOKEN, REFRESH),
        API_KEY_ONLY,
        OAUTH_TOKEN,
        CLIENT_CREDENTIALS,
        REFRESH,
    ),
    either=(("instanceUrl", "apiKey", "authConfig.apiKey"),),
)

# https://developers.hubspot.com/docs/guides/apps/authentication/intro-to-auth
HUBSPOT = ConnectorType(
    name="hubspot",
    title="HubSpot",
    category="CRM / CDP",
    fields=(
        Field("instanceUrl", "Instance URL", pattern=HTTPS_ORIGIN, example="https://api.hubapi.com"),
        CONFIG_API_KEY,
        Field("object", "Object", pattern=r"[A-Za-z0-9_-]{1,100}", example="contacts"),
    ),
    auth_methods=(
        anything_of(API_KEY_ONLY, OAUTH_TOKEN, REFRESH),
        API_KEY_ONLY,
        AuthMethod("private_app_token", "Token of a private app", (ACCESS_TOKEN,)),
        OAUTH_TOKEN,
        REFRESH,
    ),
    either=(("instanceUrl", "apiKey", "authConfig.apiKey", "authConfig.accessToken"),),
)

# https://segment.com/docs/api/public-api/ and, for the write key, /docs/connections/find-writekey/
SEGMENT_WRITE_KEY = AuthMethod(
    "write_key", "Write key of a source", (Field("writeKey", "Write key", secrecy=Secrecy.WHOLE),)
)
SEGMENT = ConnectorType(
    name="segment",
    title="Segment",
    category="CRM / CDP",
    fields=(
        Field("region", "Region", choices=("us", "eu"), default="us", description="Where the workspace lives."),
        Field("sourceId", "Source", pattern=r"[A-Za-z0-9_-]{1,64}"),
    ),
    auth_methods=(
        anything_of(SEGMENT_WRITE_KEY, API_KEY_ONLY, OAUTH_TOKEN),
        SEGMENT_WRITE_KEY,
        AuthMethod("public_api_token", "Token of the Public API", (ACCESS_TOKEN,)),
    ),
)

# https://shopify.dev/docs/api/usage/authentication; versions: https://shopify.dev/docs/api/usage/versioning
SHOPIFY = ConnectorType(
    name="shopify",
    title="Shopify",
    category="commerce",
    fields=(
        Field(
            "shop",
            "Shop",
            required=True,
            aliases=("shopDomain", "shopName", "store"),
            pattern=r"[A-Za-z0-9][A-Za-z0-9-]{0,59}(\.myshopify\.com)?",
            example="acme.myshopify.com",
        ),
        Field("apiVersion", "API version", pattern=r"[0-9]{4}-(01|04|07|10)", example="2026-10"),
    ),
    auth_methods=(
        anything_of(API_KEY_ONLY, OAUTH_TOKEN, CLIENT_CREDENTIALS),
        AuthMethod("admin_api_token", "Admin API access token", (ACCESS_TOKEN,)),
        CLIENT_CREDENTIALS,
    ),
)

# https://docs.stripe.com/keys
STRIPE_KEY = Field(
    "apiKey",
    "Secret or restricted key",
    secrecy=Secrecy.WHOLE,
    aliases=("secretKey", "api_key"),
    pattern=r"(sk|rk)_(test|live)_[A-Za-z0-9]{8,255}",
)
STRIPE = ConnectorType(
    name="stripe",
    title="Stripe",
    category="finance",
    fields=(
        Field("accountId", "Connected account", aliases=("stripeAccount",), pattern=r"acct_[A-Za-z0-9]{8,64}"),
        Field("apiVersion", "API version", pattern=r"[0-9]{4}-[0-9]{2}-[0-9]{2}(\.[a-z]{1,32})?"),
    ),
    auth_methods=(
        AuthMethod("access_key", "Whatever is given", (STRIPE_KEY,)),
        AuthMethod("api_key", "Secret or restricted key", (STRIPE_KEY,)),
    ),
)

# https://mailchimp.com/developer/marketing/docs/fundamentals/: the key ends in the data centre, `-us6`.
MAILCHIMP_KEY = Field("apiKey", "API key", secrecy=Secrecy.WHOLE, pattern=r"[0-9a-f]{32}-[a-z]{2}[0-9]{1,3}")
MAILCHIMP = ConnectorType(
    name="mailchimp",
    title="Mailchimp",
    category="marketing",
    fields=(
        Field(
            "serverPrefix",
            "Data centre",
            aliases=("dataCenter", "dc"),
            pattern=r"[a-z]{2}[0-9]{1,3}",
            description="Taken from the API key where not given.",
            example="us6",
        ),
        Field("listId", "Audience", aliases=("audienceId",), pattern=r"[0-9a-f]{6,16}"),
    ),
    auth_methods=(
        AuthMethod("access_key", "Whatever is given", (MAILCHIMP_KEY, ACCESS_TOKEN)),
        AuthMethod("api_key", "API key", (MAILCHIMP_KEY,)),
        OAUTH_TOKEN,
    ),
)

# https://www.braze.com/docs/api/basics#endpoints
BRAZE = ConnectorType(
    name="braze",
    title="Braze",
    category="marketing",
    fields=(
        Field(
            "restEndpoint",
            "REST endpoint",
            required=True,
            aliases=("instanceUrl", "endpoint"),
            pattern=r"(https://)?rest\.[a-z0-9-]{2,32}\.braze\.(com|eu)/?",
            example="https://rest.iad-01.braze.com",
        ),
    ),
    auth_methods=(anything_of(API_KEY_ONLY), API_KEY_ONLY),
)

TYPES = (SALESFORCE, HUBSPOT, SEGMENT, SHOPIFY, STRIPE, MAILCHIMP, BRAZE)
