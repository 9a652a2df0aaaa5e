"""The credential fields that many vendors share: a declaration names them instead of spelling them out."""

from __future__ import annotations

from probes.connector_type import Field, Kind, Secrecy

_FIELDS = (
    Field("apiKey", "API key", secrecy=Secrecy.WHOLE, aliases=("api_key", "key")),
    Field("accessToken", "Access token", secrecy=Secrecy.WHOLE, aliases=("token", "access_token")),
    Field("clientId", "Client id", aliases=("client_id",)),
    Field("clientSecret", "Client secret", secrecy=Secrecy.WHOLE, aliases=("client_secret",)),
    Field("refreshToken", "Refresh token", secrecy=Secrecy.WHOLE, aliases=("refresh_token",)),
    Field("username", "User name", aliases=("user",), example="svc_reader"),
    Field("password", "Password", secrecy=Secrecy.WHOLE, aliases=("pass",)),
    Field("privateKey", "Private key", secrecy=Secrecy.WHOLE, description="PEM (PKCS #8 or PKCS #1)."),
    Field(
        "serviceAccountJson",
        "Service account key",
        kind=Kind.OBJECT,
        secrecy=Secrecy.WHOLE,
        description="The JSON key file that Google made for the service account, as an object or as its text.",
        aliases=("service_account_json", "keyFile", "credentials_json"),
        json_text=True,
    ),
    Field("email", "E-mail address", aliases=("user_email",), example="ada@acme.example"),
    Field("apiToken", "API token", secrecy=Secrecy.WHOLE, aliases=("api_token",)),
    Field("privateKeyPassphrase", "Passphrase of the private key", secrecy=Secrecy.WHOLE),
)

CREDENTIAL_FIELDS = {field.name: field for field in _FIELDS}
