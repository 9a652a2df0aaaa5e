"""Azure Service Bus and Event Hubs."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field, Secrecy
from probes.result import Level
from probes.types.azure_blob import CONNECTION_STRING
from probes.types.http_fields import CA_CERTIFICATE, TOKEN
from probes.types.store_fields import named, whatever

# https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftservicebus, and
# whole hosts of its clouds.
NAMESPACE = Field(
    "namespace",
    "Namespace",
    required=True,
    aliases=("fullyQualifiedNamespace",),
    pattern=r"[A-Za-z][A-Za-z0-9-]{4,48}[A-Za-z0-9](\.servicebus\.(windows\.net|usgovcloudapi\.net|chinacloudapi\.cn))?",
    example="acme-prod",
)
ENDPOINT = Field(
    "endpoint",
    "Endpoint",
    pattern=r"(?i:https)://[A-Za-z0-9.\[\]:-]{1,260}/?",
    description="Where the namespace is reached by another name. Without it, the namespace's own.",
    example="https://acme-prod.privatelink.example.com",
)
NAME = r"[A-Za-z0-9]([A-Za-z0-9._/-]{0,258}[A-Za-z0-9])?"
POLICY = (
    Field("sharedAccessKeyName", "Policy", pattern=r"[\x21-\x7e]{1,256}", example="RootManageSharedAccessKey"),
    Field("sharedAccessKey", "Key", secrecy=Secrecy.WHOLE, aliases=("sasKey",), pattern=r"[\x21-\x7e]{1,256}"),
)
STRING = Field(
    CONNECTION_STRING.name,
    CONNECTION_STRING.title,
    secrecy=Secrecy.WHOLE,
    pattern=r"[\x20-\x7e]{8,8192}",
    description="Policy and key are taken from it; where they are sent to, `namespace` says.",
)
AUTH_METHODS = whatever(
    AuthMethod("shared_access_key", "Shared access policy", POLICY),
    AuthMethod("connection_string", "Connection string", (STRING,)),
    AuthMethod("bearer", "Entra access token", (TOKEN,)),
)
PROVES = (
    "Reads the description of the {thing} with a signed token. That takes the Manage right: of a policy without it, "
    "a warning says that the key is known and no more was proven."
)

TYPES = (
    ConnectorType(
        name="azure_service_bus",
        title="Azure Service Bus",
        category="streaming and messaging",
        description="Microsoft's message broker: queues, topics and subscriptions.",
        documentation="https://learn.microsoft.com/rest/api/servicebus/get-entity",
        fields=(
            NAMESPACE,
            named("queue", "Queue", pattern=NAME, example="orders"),
            named("topic", "Topic", pattern=NAME, example="events"),
            named("subscription", "Subscription", pattern=r"[A-Za-z0-9][A-Za-z0-9._-]{0,49}", example="analytics"),
            ENDPOINT,
            CA_CERTIFICATE,
        ),
        either=(("queue", "topic"),),
        auth_methods=AUTH_METHODS,
        highest_level=Level.AUTHORIZED,
        proves=PROVES.format(thing="queue, topic or subscription"),
        probe="probes.protocols.service_bus:probe_service_bus",
        verified_against="scripted from https://learn.microsoft.com/rest/api/servicebus/get-entity, the token checked",
    ),
    ConnectorType(
        name="azure_event_hubs",
        title="Azure Event Hubs",
        category="streaming and messaging",
        description="Microsoft's event streaming service. Its Kafka endpoint is a connector of type kafka.",
        documentation="https://learn.microsoft.com/rest/api/eventhub/get-event-hub",
        fields=(
            NAMESPACE,
            named("eventHub", "Event hub", required=True, pattern=NAME, example="clicks", aliases=("eventHubName",)),
            ENDPOINT,
            CA_CERTIFICATE,
        ),
        auth_methods=AUTH_METHODS,
        highest_level=Level.AUTHORIZED,
        proves=PROVES.format(thing="event hub"),
        probe="probes.protocols.service_bus:probe_event_hubs",
        verified_against="scripted from https://learn.microsoft.com/rest/api/eventhub/get-event-hub, the token checked",
    ),
)
