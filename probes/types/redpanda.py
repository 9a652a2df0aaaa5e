"""Redpanda, which speaks Kafka's protocol."""

from __future__ import annotations

from dataclasses import replace

from probes.types import kafka

# Confluent's names for user name and password.
CONFLUENTS = ("apiKey", "apiSecret")
KAFKA = next(found for found in kafka.TYPES if found.name == "kafka")

TYPE = replace(
    KAFKA,
    name="redpanda",
    title="Redpanda",
    auth_methods=tuple(
        replace(method, fields=tuple(item for item in method.fields if item.name not in CONFLUENTS))
        for method in KAFKA.auth_methods
    ),
    verified_against="what kafka is verified against: the same probe, by the protocol that Redpanda says it speaks",
    description="A streaming platform that speaks Kafka's protocol.",
    documentation="https://docs.redpanda.com/current/develop/kafka-clients/",
)
