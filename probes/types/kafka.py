"""Kafka and Confluent's Kafka, read in batches: a run reads up to maxMessages, waits at most waitTimeoutSeconds."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field, Kind, Secrecy
from probes.types.database_fields import CLIENT_CERTIFICATE, CLIENT_KEY, CLIENT_KEY_PASSPHRASE, PASSWORD, USERNAME

BROKER = r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+):[0-9]{1,5}"

FIELDS = (
    Field(
        "bootstrapServers",
        "Bootstrap servers",
        required=True,
        aliases=("bootstrap.servers", "brokers"),
        pattern=rf"{BROKER}(\s*,\s*{BROKER}){{0,31}}",
        description="host:port, several separated by commas.",
        example="broker-1.example.com:9092,broker-2.example.com:9092",
    ),
    # https://kafka.apache.org/documentation/#topicconfigs: letters, digits, dot, underscore, hyphen, at most 249.
    Field("topic", "Topic", pattern=r"[A-Za-z0-9._-]{1,249}", example="orders"),
    Field("groupId", "Consumer group", aliases=("group.id", "consumerGroup"), pattern=r"[^\x00-\x1f\x7f]{1,255}"),
    Field("maxMessages", "Messages a run", Kind.INTEGER, default=1000, minimum=1),
    Field(
        "waitTimeoutSeconds",
        "Longest wait of a run, in seconds",
        Kind.INTEGER,
        default=15,
        aliases=("waitTimeout",),
        minimum=1,
        maximum=300,
    ),
    Field(
        "securityProtocol",
        "Security protocol",
        aliases=("security.protocol",),
        choices=("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"),
    ),
    Field("caCertificate", "CA certificate", description="PEM of a private authority."),
)

API_KEY = Field("apiKey", "API key", description="Confluent Cloud's name for the user name.")
API_SECRET = Field("apiSecret", "API secret", secrecy=Secrecy.WHOLE)
TOKEN = (
    Field("clientId", "Client id"),
    Field("clientSecret", "Client secret", secrecy=Secrecy.WHOLE),
    Field("tokenUrl", "Token URL", pattern=r"https://\S+"),
    Field("scope", "Scope"),
)
CERTIFICATE = (CLIENT_CERTIFICATE, CLIENT_KEY, CLIENT_KEY_PASSPHRASE)
MECHANISM = Field(
    "mechanism", "SASL mechanism", aliases=("saslMechanism",), choices=("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
)

AUTH_METHODS = (
    AuthMethod(
        "access_key",
        "Whatever is given",
        (USERNAME, PASSWORD, MECHANISM, API_KEY, API_SECRET, *CERTIFICATE, *TOKEN),
    ),
    AuthMethod("none", "No credentials"),
    AuthMethod("sasl_plain", "SASL PLAIN", (USERNAME, PASSWORD)),
    AuthMethod("sasl_scram_sha_256", "SASL SCRAM-SHA-256", (USERNAME, PASSWORD)),
    AuthMethod("sasl_scram_sha_512", "SASL SCRAM-SHA-512", (USERNAME, PASSWORD)),
    AuthMethod("sasl_oauthbearer", "SASL OAUTHBEARER, client credentials", TOKEN),
    AuthMethod("client_certificate", "TLS client certificate", CERTIFICATE),
)

TYPES = (
    ConnectorType(
        name="kafka",
        title="Apache Kafka",
        category="streaming and messaging",
        fields=FIELDS,
        auth_methods=AUTH_METHODS,
    ),
    ConnectorType(
        name="confluent_kafka",
        title="Confluent Kafka",
        category="streaming and messaging",
        fields=FIELDS,
        auth_methods=(AuthMethod("api_key", "API key of the cluster", (API_KEY, API_SECRET)), *AUTH_METHODS),
    ),
)
