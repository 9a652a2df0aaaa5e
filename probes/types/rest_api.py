"""Any REST API, tested without changing anything there."""

from __future__ import annotations

from probes.connector_type import ConnectorType, Field, Secrecy
from probes.result import Level
from probes.types.http_fields import API_AUTH_METHODS, API_KEY_PLACES, CA_CERTIFICATE, HEADERS, HTTP_URL

TYPE = ConnectorType(
    name="rest_api",
    title="REST API",
    category="APIs and webhooks",
    description="Any HTTP API.",
    documentation="https://www.rfc-editor.org/rfc/rfc9110",
    fields=(
        Field(
            "url",
            "URL",
            required=True,
            secrecy=Secrecy.URL,
            aliases=("baseUrl", "endpoint"),
            pattern=HTTP_URL,
            description="A URL of the API that answers to HEAD or GET.",
            example="https://api.example.com/v1/orders",
        ),
        HEADERS,
        *API_KEY_PLACES,
        CA_CERTIFICATE,
    ),
    auth_methods=API_AUTH_METHODS,
    highest_level=Level.RESOURCE_READABLE,
    proves=(
        "Sends HEAD (GET where HEAD is not answered) and takes 2xx for a success. Credentials count as accepted "
        "only when the same request without them is refused."
    ),
    probe="probes.protocols.http_api:probe",
    verified_against="HTTP and HTTPS peers of the tests' own",
)
