"""Redpanda, which speaks Kafka's protocol."""

from __future__ import annotations

from dataclasses import replace

from probes.types import kafka

KAFKA = next(found for found in kafka.TYPES if found.name == "kafka")

TYPE = replace(
    KAFKA,
    name="redpanda",
    title="Redpanda",
    verified_against="what kafka is verified against: the same probe, by the protocol that Redpanda says it speaks",
    description="A streaming platform that speaks Kafka's protocol.",
    documentation="https://docs.redpanda.com/current/develop/kafka-clients/",
)
