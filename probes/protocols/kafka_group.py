"""Whether a consumer group may be used: its coordinator describes it. The group is not joined."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from probes.protocols.kafka_cluster import Broker
from probes.protocols.kafka_connection import DESCRIBE_GROUPS, FIND_COORDINATOR, KafkaConnection
from probes.protocols.kafka_errors import NO_ERROR, NOT_NOW, UNKNOWN_GROUP, UNKNOWN_SERVER_ERROR, refused
from probes.protocols.kafka_target import KafkaTarget
from probes.target import ProbeContext

GROUP = 0  # FindCoordinator's key type
# A cluster makes its log of groups when it is first asked, which takes a moment.
SECONDS, PAUSE = 3.0, 0.2


def described(
    target: KafkaTarget,
    context: ProbeContext,
    bootstrap: KafkaConnection,
    connect: Callable[[Broker], KafkaConnection],
) -> str | None:
    """A warning where the group is not there yet. `connect` gives a connection to a broker, logged in.

    Raises ProbeFailure when the group may not be described, or has no coordinator.
    """
    until = time.monotonic() + min(SECONDS, context.remaining() / 2)
    while True:
        code, group = _asked(target, bootstrap, connect)
        if code not in NOT_NOW or time.monotonic() > until:
            break
        time.sleep(PAUSE)
    if code not in (NO_ERROR, UNKNOWN_GROUP):
        raise refused(code, target)
    if code == UNKNOWN_GROUP or group.group_state == "Dead":
        return f"The consumer group {target.group} does not exist yet; the first run makes it."
    return None


def _asked(
    target: KafkaTarget, bootstrap: KafkaConnection, connect: Callable[[Broker], KafkaConnection]
) -> tuple[int, Any]:
    """The error code of the first request that has one, and the group."""
    name = target.group
    answer = bootstrap.ask(FIND_COORDINATOR, key=name, key_type=GROUP, coordinator_keys=[name])
    found = answer.coordinators[0] if answer.coordinators else answer  # several from version 4 on
    if found.error_code:
        return found.error_code, None
    connection = connect(Broker(found.node_id, found.host, found.port))
    groups = connection.ask(DESCRIBE_GROUPS, groups=[name], include_authorized_operations=False).groups
    return (groups[0].error_code, groups[0]) if groups else (UNKNOWN_SERVER_ERROR, None)
