"""APIs with a protocol of their own above HTTP: GraphQL, OData, SOAP, and schema registries."""

from __future__ import annotations

from probes.connector_type import ConnectorType
from probes.result import Level
from probes.types.http_fields import API_AUTH_METHODS, API_KEY_PLACES, BASIC, BEARER, CA_CERTIFICATE, HEADERS, NONE
from probes.types.store_fields import named, url, whatever

CATEGORY = "APIs and files"
REST = (HEADERS, *API_KEY_PLACES, CA_CERTIFICATE)

TYPES = (
    ConnectorType(
        name="graphql",
        title="GraphQL API",
        category=CATEGORY,
        description="Any API that answers GraphQL over HTTP.",
        documentation="https://graphql.github.io/graphql-over-http/draft/",
        fields=(
            url("https://api.example.com/graphql", "Where queries are posted."),
            named(
                "query",
                "Query",
                pattern=r"[^\x00]{1,4096}",
                example="{ viewer { id } }",
                description="What the test asks; without it `{ __typename }`, which many APIs answer to anyone.",
            ),
            *REST,
        ),
        auth_methods=API_AUTH_METHODS,
        highest_level=Level.RESOURCE_READABLE,
        proves="Has the API answer the query, and refuse it without the credentials.",
        probe="probes.protocols.graphql:probe",
        verified_against="scripted from the GraphQL over HTTP draft and Apollo's error codes",
    ),
    ConnectorType(
        name="odata",
        title="OData service",
        category=CATEGORY,
        description="OData 2 to 4: SAP, Dynamics, SharePoint and others.",
        documentation="https://www.odata.org/documentation/",
        fields=(
            url("https://services.example.com/odata/v4", "The service's root."),
            named("entitySet", "Entity set", pattern=r"[A-Za-z_][A-Za-z0-9_]{0,127}", example="Orders"),
            *REST,
        ),
        auth_methods=API_AUTH_METHODS,
        highest_level=Level.RESOURCE_READABLE,
        proves="Reads the service document, and one entity of the set where one is named.",
        probe="probes.protocols.odata:probe",
        verified_against="scripted from the OASIS OData 4.01 protocol",
    ),
    ConnectorType(
        name="soap",
        title="SOAP service",
        category=CATEGORY,
        description="A web service described by WSDL.",
        documentation="https://www.w3.org/TR/wsdl",
        fields=(
            url("https://services.example.com/orders?wsdl", "Of the WSDL."),
            named("operation", "Operation", pattern=r"[A-Za-z_][A-Za-z0-9_.-]{0,127}", example="GetOrders"),
            *REST,
        ),
        auth_methods=API_AUTH_METHODS,
        highest_level=Level.RESOURCE_READABLE,
        proves="Reads the WSDL, and finds the operation in it where one is named. No operation is called.",
        probe="probes.protocols.soap:probe",
        verified_against="an HTTPS peer of the tests' own, with the WSDL of W3C's note",
    ),
    ConnectorType(
        name="schema_registry",
        title="Schema Registry",
        category="streaming and messaging",
        description="Confluent's registry of schemas, and those with its API (Redpanda, Karapace, Apicurio).",
        documentation="https://docs.confluent.io/platform/current/schema-registry/develop/api.html",
        fields=(
            url("https://psrc-abc12.eu-west-1.aws.confluent.cloud", "Port 8081, in Confluent Cloud 443."),
            named("subject", "Subject", example="orders-value"),
            CA_CERTIFICATE,
        ),
        auth_methods=whatever(BASIC, BEARER, NONE),
        highest_level=Level.RESOURCE_READABLE,
        proves="Reads the newest schema of the subject, or lists the subjects where none is named.",
        probe="probes.protocols.schema_registry:probe",
        verified_against="scripted from https://docs.confluent.io/platform/current/schema-registry/develop/api.html",
    ),
)
