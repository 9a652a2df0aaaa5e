"""A URL that events are posted to. The test posts nothing."""

from __future__ import annotations

from probes.connector_type import ConnectorType, Field, Secrecy
from probes.result import Level
from probes.types.http_fields import API_AUTH_METHODS, API_KEY_PLACES, CA_CERTIFICATE, HEADERS, HTTP_URL

TYPE = ConnectorType(
    name="webhook",
    title="Webhook",
    category="APIs and webhooks",
    description="An HTTP endpoint that takes events.",
    documentation="https://www.rfc-editor.org/rfc/rfc9110",
    fields=(
        Field(
            "url",
            "URL",
            required=True,
            secrecy=Secrecy.URL,
            aliases=("webhookUrl", "endpoint"),
            pattern=HTTP_URL,
            example="https://hooks.example.com/events",
        ),
        HEADERS,
        *API_KEY_PLACES,
        CA_CERTIFICATE,
    ),
    auth_methods=API_AUTH_METHODS,
    highest_level=Level.RESOURCE_READABLE,
    proves=(
        "Sends HEAD (GET where HEAD is not answered), never POST, so nothing is delivered. A webhook that takes "
        "neither is reachable, and no more is proven."
    ),
    probe="probes.protocols.http_api:probe_webhook",
    verified_against="HTTP and HTTPS peers of the tests' own",
)
