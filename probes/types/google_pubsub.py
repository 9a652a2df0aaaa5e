"""Google Cloud Pub/Sub."""

from __future__ import annotations

from probes.connector_type import ConnectorType
from probes.result import Level
from probes.types.google_fields import AUTH_METHODS, ENDPOINT, PROJECT
from probes.types.http_fields import CA_CERTIFICATE
from probes.types.store_fields import named

NAME = r"[A-Za-z][A-Za-z0-9._~+%-]{2,254}"

TYPE = ConnectorType(
    name="google_pubsub",
    title="Google Cloud Pub/Sub",
    category="streaming and messaging",
    description="Google's messaging service.",
    documentation="https://cloud.google.com/pubsub/docs/reference/rest",
    fields=(
        PROJECT,
        named("topic", "Topic", pattern=NAME, example="orders", aliases=("topicId",)),
        named("subscription", "Subscription", pattern=NAME, example="orders-analytics", aliases=("subscriptionId",)),
        ENDPOINT,
        CA_CERTIFICATE,
    ),
    either=(("topic", "subscription"),),
    auth_methods=AUTH_METHODS,
    highest_level=Level.AUTHORIZED,
    proves="Reads the descriptions of the topic and of the subscription. No message is pulled: it would be lost.",
    probe="probes.protocols.google_pubsub:probe",
    verified_against="scripted from https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.topics/get",
)
