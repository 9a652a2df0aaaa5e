"""RabbitMQ, by AMQP 0-9-1."""

from __future__ import annotations

from probes.connector_type import ConnectorType, Field
from probes.result import Level
from probes.types.server_fields import WITH_CERTIFICATE, server

# Names are short strings: AMQP 0-9-1 §4.2.5.3.
NAME = r"[^\x00-\x1f\x7f]{1,127}"

TYPE = ConnectorType(
    name="rabbitmq",
    title="RabbitMQ",
    category="streaming and messaging",
    fields=(
        *server(example="rabbit.example.com", port=5671, clear_port=5672),
        Field("vhost", "Virtual host", default="/", aliases=("virtualHost",), pattern=NAME, example="/"),
        Field(
            "queue",
            "Queue",
            aliases=("queueName",),
            pattern=NAME,
            description="When given, the test also proves that it may be read. No message is taken, no queue created.",
            example="orders",
        ),
        Field("username", "User name", aliases=("user",), pattern=NAME, description="Where the credentials do not."),
    ),
    auth_methods=WITH_CERTIFICATE,
    highest_level=Level.RESOURCE_READABLE,
    proves=(
        "Logs in (PLAIN, AMQPLAIN, or EXTERNAL by client certificate) and opens the vhost. Where a queue is named, "
        "declares it passively and has the broker judge the permission to read."
    ),
    probe="probes.protocols.amqp:probe",
    verified_against="RabbitMQ 3.10 (Debian), with TLS, permissions and limits; a broker scripted from AMQP 0-9-1",
    description="A message broker, by AMQP 0-9-1.",
    documentation="https://www.rabbitmq.com/docs/connections",
)
