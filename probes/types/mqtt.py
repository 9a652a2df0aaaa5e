"""Any broker of MQTT: Mosquitto, EMQX, HiveMQ, AWS IoT Core."""

from __future__ import annotations

from probes.connector_type import ConnectorType, Field
from probes.result import Level
from probes.types.server_fields import NONE, WITH_CERTIFICATE, server

TYPE = ConnectorType(
    name="mqtt",
    title="MQTT",
    category="streaming and messaging",
    fields=(
        *server(example="broker.example.com", port=8883, clear_port=1883),
        Field(
            "protocolVersion",
            "Protocol version",
            aliases=("mqttVersion",),
            choices=("3.1.1", "5"),
            default="3.1.1",
            example="5",
        ),
        Field(
            "clientId",
            "Client id",
            pattern=r"[^\x00-\x1f\x7f]{1,128}",
            description=(
                "Where it is left out the test takes one of its own. A broker hangs up on a client that is connected "
                "with the same id: give one that nobody else uses."
            ),
            example="warehouse-loader-test",
        ),
        Field(
            "topic",
            "Topic filter",
            aliases=("topicFilter",),
            # A shared subscription ($share/…) would take messages away from those who share it.
            pattern=r"(?!\$share/)[^\x00-\x1f\x7f]{1,1024}",
            description="When given, the test also subscribes to it, at most once (QoS 0), and leaves.",
            example="sensors/+/temperature",
        ),
    ),
    auth_methods=(*WITH_CERTIFICATE, NONE),
    highest_level=Level.RESOURCE_READABLE,
    proves="Connects with a session that leaves nothing behind. Where a topic is named, subscribes to it.",
    probe="probes.protocols.mqtt:probe",
    verified_against="Mosquitto 2.0 (Debian) with TLS and access control; brokers scripted from MQTT 5",
    description="Any broker of MQTT, such as Mosquitto, EMQX, HiveMQ or AWS IoT Core.",
    documentation="https://docs.oasis-open.org/mqtt/mqtt/v5.0/mqtt-v5.0.html",
)
