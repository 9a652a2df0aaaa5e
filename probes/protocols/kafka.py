"""Tests Kafka: TLS, login, the cluster's brokers, the topic and the consumer group that are named.

Nothing is created, joined, consumed or committed.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import Any

from probes.protocols.kafka_cluster import Broker, Cluster
from probes.protocols.kafka_connection import METADATA, KafkaConnection
from probes.protocols.kafka_group import described
from probes.protocols.kafka_sasl import log_in, with_token
from probes.protocols.kafka_target import SECURITY, SERVERS, KafkaTarget, kafka_target
from probes.protocols.kafka_topic import read_at_end
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves, in this order: TLS, that the broker accepts the login, the cluster's metadata, the topic, the group."""
    with context.trace.step(StepName.CONFIG):
        kafka = kafka_target(target)
        cluster = Cluster(kafka, context)
    with closing(cluster):
        _warn_of_clear_text(kafka, context)
        return _Probe(kafka, context, cluster).run()


def _warn_of_clear_text(target: KafkaTarget, context: ProbeContext) -> None:
    if target.encrypted:
        return
    shown = target.login is not None and target.login.shows_secret
    what = "the credentials and all data cross" if shown else "all data crosses"
    context.trace.warn(f"The connection is not encrypted ({target.listener}): {what} the network in clear text.")


class _Probe:
    def __init__(self, target: KafkaTarget, context: ProbeContext, cluster: Cluster) -> None:
        self._target = target
        self._context = context
        self._cluster = cluster
        self._by_address: dict[tuple[str, int], KafkaConnection] = {}

    def run(self) -> Finding:
        connection = self._cluster.bootstrap()
        self._authenticate(connection)
        metadata = self._authorize(connection)
        if not (self._target.topic or self._target.group):
            return Finding(self._context.trace.steps[-1].message)
        return self._read(connection, metadata)

    def _authenticate(self, connection: KafkaConnection) -> None:
        trace = self._context.trace
        if self._target.login:
            with trace.step(StepName.AUTHENTICATE) as note:
                login = with_token(self._target.login, self._context)
                self._target = replace(self._target, login=login)
                log_in(connection, login, self._target)
                note.message = f"SASL {login.mechanism}"
        elif self._target.certificate and self._cluster.turns_strangers_away():
            with trace.step(StepName.AUTHENTICATE, "refused without the client certificate, let in with it"):
                pass
        elif self._target.certificate:
            trace.warn("The broker does not refuse clients without a certificate, so it was not proven.")

    def _authorize(self, connection: KafkaConnection) -> Any:
        """The cluster's metadata, and that of the topic that is named."""
        with self._context.trace.step(StepName.AUTHORIZE) as note:
            metadata = self._metadata(connection)
            brokers = [Broker(item.node_id, item.host, item.port) for item in metadata.brokers]
            if not brokers:
                message = "the broker names no broker of its cluster"
                raise ProbeFailure(Reason.PEER_ERROR, message, field=SERVERS, hint="look at the brokers' state")
            self._cluster.check(brokers)
            note.message = f"the cluster has {len(brokers)} broker{'s' if len(brokers) > 1 else ''}"
        return metadata

    def _metadata(self, connection: KafkaConnection) -> Any:
        topics = [METADATA.request.MetadataRequestTopic(name=self._target.topic)] if self._target.topic else []
        try:
            return connection.ask(METADATA, topics=topics, allow_auto_topic_creation=False)
        except ProbeFailure as failure:
            if self._target.login or failure.reason is not Reason.PEER_ERROR:
                raise
        protocol = "SASL_SSL" if self._target.encrypted else "SASL_SSL or SASL_PLAINTEXT"
        raise ProbeFailure(
            Reason.CREDENTIAL_MISSING,
            "the broker hangs up on a client that does not log in",
            field=SECURITY,
            hint=f"if this is a SASL listener, give credentials and set securityProtocol to {protocol}",
        )

    def _read(self, connection: KafkaConnection, metadata: Any) -> Finding:
        done: list[str] = []
        warnings: list[str | None] = []
        with self._context.trace.step(StepName.RESOURCE) as note:
            if self._target.topic:
                partitions, warning = read_at_end(self._target, metadata, self._logged_in)
                done.append(f"read the end of {self._target.topic} (partitions: {partitions})")
                warnings.append(warning)
            if self._target.group:
                warnings.append(described(self._target, self._context, connection, self._logged_in))
                done.append(f"had the consumer group {self._target.group} described")
            note.message = " and ".join(done)
        return Finding(note.message, warning=" ".join(warning for warning in warnings if warning) or None)

    def _logged_in(self, broker: Broker) -> KafkaConnection:
        """A connection to the broker, one for all that is asked of it."""
        address = (broker.host, broker.port)
        if address not in self._by_address:
            connection = self._cluster.connection_to(broker)
            if self._target.login:
                log_in(connection, self._target.login, self._target)
            self._by_address[address] = connection
        return self._by_address[address]
