"""The fields and auth methods that HTTP endpoints share: rest_api, webhook, csv over a URL."""

from __future__ import annotations

from probes.connector_type import AuthMethod, Field, Kind, Secrecy

# The rest of the URL is judged where it is used: the host by the egress guard.
HTTP_URL = r"(?i:https?)://[^\s\x00-\x1f\x7f\\]{1,4096}"

API_KEY_PLACES = (
    Field(
        "apiKeyHeader",
        "API key header",
        pattern=r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}",
        description="The header that carries the API key; X-API-Key where neither this nor apiKeyParam is given.",
        example="X-API-Key",
    ),
    Field(
        "apiKeyParam",
        "API key parameter",
        pattern=r"[A-Za-z0-9_.~-]{1,128}",
        description="The query parameter that carries the API key, where the API wants it in the URL.",
        example="api_key",
    ),
)

HEADERS = Field(
    "headers",
    "Headers",
    Kind.OBJECT,
    description="Further request headers, name to value. Values of headers that carry credentials are kept secret.",
    example={"Accept": "application/json"},
)

CA_CERTIFICATE = Field(
    "caCertificate",
    "CA certificate",
    aliases=("sslRootCert", "ca"),
    description="PEM of the authority that signed the server's certificate, where it is a private one.",
    example="-----BEGIN CERTIFICATE-----…",
)

USERNAME = Field("username", "User name", aliases=("user",), example="svc_reader")
PASSWORD = Field("password", "Password", secrecy=Secrecy.WHOLE, aliases=("pass",))
TOKEN = Field(
    "token",
    "Bearer token",
    secrecy=Secrecy.WHOLE,
    aliases=("bearerToken", "accessToken", "bearer_token", "access_token"),
)
API_KEY = Field("apiKey", "API key", secrecy=Secrecy.WHOLE, aliases=("api_key", "key"))

# RFC 6749 §4.4
CLIENT_CREDENTIALS = (
    Field(
        "tokenUrl",
        "Token URL",
        aliases=("token_url", "tokenUri"),
        pattern=HTTP_URL,
        example="https://id.example.com/oauth2/token",
    ),
    Field("clientId", "Client id", aliases=("client_id",)),
    Field("clientSecret", "Client secret", secrecy=Secrecy.WHOLE, aliases=("client_secret",)),
    Field("scope", "Scope", aliases=("scopes",), pattern=r"[\x21\x23-\x5b\x5d-\x7e ]{1,2048}", example="read:orders"),
    Field("audience", "Audience", pattern=r"[\x21-\x7e]{1,2048}", description="Where the token server asks for one."),
    Field(
        "clientAuthentication",
        "Client authentication",
        choices=("basic", "post"),
        description="How the client id and secret are sent: `basic` (the default), or in the body with `post`.",
    ),
)

NONE = AuthMethod("none", "No credentials")
BASIC = AuthMethod("basic", "User name and password (Basic)", (USERNAME, PASSWORD))
BEARER = AuthMethod("bearer", "Bearer token", (TOKEN,))
API_KEY_METHOD = AuthMethod("api_key", "API key", (API_KEY,))
OAUTH2 = AuthMethod("oauth2_client_credentials", "OAuth 2 client credentials", CLIENT_CREDENTIALS)

FILE_AUTH_METHODS = (
    AuthMethod("access_key", "Whatever is given", (USERNAME, PASSWORD, TOKEN, API_KEY)),
    BASIC,
    BEARER,
    API_KEY_METHOD,
    NONE,
)
API_AUTH_METHODS = (
    AuthMethod("access_key", "Whatever is given", (USERNAME, PASSWORD, TOKEN, API_KEY, *CLIENT_CREDENTIALS)),
    BASIC,
    BEARER,
    API_KEY_METHOD,
    OAUTH2,
    NONE,
)
