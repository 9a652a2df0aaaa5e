"""Apache Pulsar, by its binary protocol."""

from __future__ import annotations

from dataclasses import replace

from probes.connector_type import AuthMethod, ConnectorType, Field
from probes.result import Level
from probes.types.http_fields import TOKEN
from probes.types.server_fields import BY_CERTIFICATE, BY_PASSWORD, CERTIFICATE, LOGIN, NONE, server

JWT = replace(TOKEN, title="Token")

TYPE = ConnectorType(
    name="pulsar",
    title="Apache Pulsar",
    category="streaming and messaging",
    fields=(
        *server(example="pulsar.example.com", port=6651, clear_port=6650),
        Field(
            "topic",
            "Topic",
            aliases=("topicName",),
            pattern=r"((persistent|non-persistent)://)?[^\x00-\x20\x7f]{1,512}",
            description="When given, the test also looks it up. No topic is created, no message taken.",
            example="persistent://public/default/orders",
        ),
    ),
    auth_methods=(
        AuthMethod("access_key", "Whatever is given", (JWT, *LOGIN, *CERTIFICATE)),
        AuthMethod("token", "Token (JWT)", (JWT,)),
        BY_PASSWORD,
        BY_CERTIFICATE,
        NONE,
    ),
    highest_level=Level.AUTHORIZED,
    proves=(
        "Logs in (token, basic or client certificate). Where a topic is named, looks it up, which needs a permission "
        "on it; brokers that have PIP-344 also say whether it exists."
    ),
    probe="probes.protocols.pulsar:probe",
    verified_against="brokers scripted from PulsarApi.proto: no Pulsar could be had",
    description="A streaming platform of topics in tenants and namespaces.",
    documentation="https://pulsar.apache.org/docs/security-overview/",
)
