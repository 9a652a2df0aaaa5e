"""Whether a topic can be read: a fetch at its end, which needs the right to read and brings no message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from probes.protocols.kafka_cluster import Broker
from probes.protocols.kafka_connection import FETCH, LIST_OFFSETS, KafkaConnection
from probes.protocols.kafka_errors import (
    LEADER_NOT_AVAILABLE,
    UNKNOWN_SERVER_ERROR,
    UNKNOWN_TOPIC_OR_PARTITION,
    refused,
)
from probes.protocols.kafka_target import KafkaTarget

LATEST = -1  # a time stamp that stands for the offset of the next message
CONSUMER, NO_EPOCH = -1, -1  # a replica id, a leader epoch


def read_at_end(
    target: KafkaTarget, metadata: Any, connect: Callable[[Broker], KafkaConnection]
) -> tuple[int, str | None]:
    """Fetches from the leader of one partition. Returns how many partitions there are, and a warning where the topic
    is seen to be empty. `connect` gives a connection to a broker, logged in. Raises ProbeFailure."""
    topic = next((item for item in metadata.topics if item.name == target.topic), None)
    if topic is None or topic.error_code:
        raise refused(topic.error_code if topic else UNKNOWN_TOPIC_OR_PARTITION, target)
    brokers = {item.node_id: Broker(item.node_id, item.host, item.port) for item in metadata.brokers}
    partition = next((item for item in topic.partitions if item.leader_id in brokers), None)
    if partition is None:
        raise refused(LEADER_NOT_AVAILABLE, target)
    connection = connect(brokers[partition.leader_id])
    end = _end(connection, target, partition.partition_index)
    fetched = _fetch(connection, target, partition.partition_index, end)
    empty = len(topic.partitions) == 1 and fetched.high_watermark == fetched.log_start_offset
    return len(topic.partitions), f"The topic {target.topic} is empty." if empty else None


def _end(connection: KafkaConnection, target: KafkaTarget, index: int) -> int:
    topic = LIST_OFFSETS.request.ListOffsetsTopic
    asked = topic.ListOffsetsPartition(partition_index=index, current_leader_epoch=NO_EPOCH, timestamp=LATEST)
    topics = [topic(name=target.topic, partitions=[asked])]
    answer = connection.ask(LIST_OFFSETS, replica_id=CONSUMER, isolation_level=0, topics=topics)
    return int(_only(answer.topics, target).offset)


def _fetch(connection: KafkaConnection, target: KafkaTarget, index: int, offset: int) -> Any:
    topic = FETCH.request.FetchTopic
    asked = topic.FetchPartition(
        partition=index,
        current_leader_epoch=NO_EPOCH,
        fetch_offset=offset,
        last_fetched_epoch=NO_EPOCH,
        log_start_offset=-1,
        partition_max_bytes=1,
    )
    answer = connection.ask(
        FETCH,
        replica_id=CONSUMER,
        max_wait_ms=50,  # Kafka does not wait for 0 bytes; some brokers answer nothing to a wait of 0
        min_bytes=0,
        max_bytes=1,
        isolation_level=0,
        session_id=0,
        session_epoch=-1,  # no fetch session (KIP-227)
        topics=[topic(topic=target.topic, partitions=[asked])],
        forgotten_topics_data=[],
        rack_id="",
    )
    if answer.error_code:
        raise refused(answer.error_code, target)
    return _only(answer.responses, target)


def _only(topics: Any, target: KafkaTarget) -> Any:
    """The one partition of the one topic that was asked for."""
    found = next((partition for topic in topics for partition in topic.partitions), None)
    if found is None or found.error_code:
        raise refused(found.error_code if found else UNKNOWN_SERVER_ERROR, target)
    return found
