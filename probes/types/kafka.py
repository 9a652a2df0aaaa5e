"""Kafka and Confluent's Kafka, read in batches: a run reads up to maxMessages, waits at most waitTimeoutSeconds."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field, Kind, Secrecy
from probes.result import Level
from probes.types.database_fields import CLIENT_CERTIFICATE, CLIENT_KEY, CLIENT_KEY_PASSPHRASE, PASSWORD, USERNAME
from probes.types.http_fields import CLIENT_CREDENTIALS
from probes.types.http_fields import TOKEN as ACCESS_TOKEN

VERIFIED_AGAINST = (
    "Apache Kafka 4.4 with SASL, TLS and ACLs (make test-polyglot); Tansu, an emulator, behind a gate of the tests' own"
)

BROKER = r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+):[0-9]{1,5}"
MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER")

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
    Field(
        "topic",
        "Topic",
        pattern=r"[A-Za-z0-9._-]{1,249}",
        description="When given, the test also reads it, at its end: no message is taken.",
        example="orders",
    ),
    Field(
        "groupId",
        "Consumer group",
        aliases=("group.id", "consumerGroup"),
        pattern=r"[^\x00-\x1f\x7f]{1,255}",
        description="When given, the test also has it described; the group is not joined.",
        example="warehouse-loader",
    ),
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
        description=(
            "Without it: SASL_SSL where there are SASL credentials, SSL where there is a client or CA certificate, "
            "else PLAINTEXT, as in Kafka. Confluent's Kafka is always encrypted, unless this says otherwise."
        ),
        example="SASL_SSL",
    ),
    Field(
        "saslMechanism",
        "SASL mechanism",
        aliases=("sasl.mechanism",),
        choices=MECHANISMS,
        description="Where the credentials do not name it; PLAIN for a user name and password.",
    ),
    Field(
        "caCertificate",
        "CA certificate",
        aliases=("sslRootCert", "ca"),
        description="PEM of a private authority.",
    ),
)

API_KEY = Field("apiKey", "API key", description="Confluent Cloud's name for the user name.")
API_SECRET = Field("apiSecret", "API secret", secrecy=Secrecy.WHOLE)
TOKEN = (ACCESS_TOKEN, *CLIENT_CREDENTIALS)
CERTIFICATE = (CLIENT_CERTIFICATE, CLIENT_KEY, CLIENT_KEY_PASSPHRASE)
MECHANISM = Field("mechanism", "SASL mechanism", aliases=("saslMechanism",), choices=MECHANISMS)

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
    AuthMethod("sasl_oauthbearer", "SASL OAUTHBEARER: a token, or client credentials", TOKEN),
    AuthMethod("client_certificate", "TLS client certificate", CERTIFICATE),
)

PROVES = (
    "Logs in (SASL, or a client certificate) and reads the cluster's metadata; every broker it advertises must be "
    "one that may be dialled. Where a topic is named, fetches from its leader at the topic's end; where a consumer "
    "group is named, has its coordinator describe it."
)

TYPES = (
    ConnectorType(
        name="kafka",
        title="Apache Kafka",
        category="streaming and messaging",
        description="Distributed event streaming platform.",
        documentation="https://kafka.apache.org/documentation/",
        fields=FIELDS,
        auth_methods=AUTH_METHODS,
        highest_level=Level.RESOURCE_READABLE,
        proves=PROVES,
        probe="probes.protocols.kafka:probe",
        verified_against=VERIFIED_AGAINST,
    ),
    ConnectorType(
        name="confluent_kafka",
        title="Confluent Kafka",
        category="streaming and messaging",
        description="Apache Kafka as a service on Confluent Cloud.",
        documentation="https://docs.confluent.io/cloud/current/overview.html",
        fields=FIELDS,
        auth_methods=(AuthMethod("api_key", "API key of the cluster", (API_KEY, API_SECRET)), *AUTH_METHODS),
        highest_level=Level.RESOURCE_READABLE,
        proves=PROVES,
        probe="probes.protocols.kafka:probe",
        verified_against=VERIFIED_AGAINST,
    ),
)
