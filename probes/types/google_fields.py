"""The fields and auth methods that Google's services share."""

from __future__ import annotations

from probes.connector_type import AuthMethod, Field, Kind, Secrecy

# https://cloud.google.com/resource-manager/docs/creating-managing-projects, with the older domain: prefix.
PROJECT = Field(
    "project",
    "Project",
    required=True,
    aliases=("projectId",),
    pattern=r"([a-z0-9.-]{1,63}:)?[a-z][a-z0-9-]{4,28}[a-z0-9]",
    example="my-project",
)
ENDPOINT = Field(
    "endpoint",
    "Endpoint",
    aliases=("endpointUrl", "apiEndpoint"),
    pattern=r"(?i:https)://[A-Za-z0-9.\[\]:-]{1,260}/?",
    description="Of Private Service Connect or an emulator. Without it, Google's own.",
    example="https://storage-acme.p.googleapis.com",
)
SERVICE_ACCOUNT = Field(
    "serviceAccountJson",
    "Service account key",
    Kind.OBJECT,
    secrecy=Secrecy.WHOLE,
    aliases=("credentialsJson", "serviceAccountKey"),
    description="The JSON key file, as an object or as text.",
    json_text=True,
)
ACCESS_TOKEN = Field("accessToken", "Access token", secrecy=Secrecy.WHOLE, aliases=("token",))

AUTH_METHODS = (
    AuthMethod("access_key", "Whatever is given", (SERVICE_ACCOUNT, ACCESS_TOKEN)),
    AuthMethod("service_account", "Service account key", (SERVICE_ACCOUNT,)),
    AuthMethod("oauth_token", "Access token", (ACCESS_TOKEN,)),
)
