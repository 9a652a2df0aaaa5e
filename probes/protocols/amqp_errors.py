"""What a broker's Connection.Close and Channel.Close mean. Codes: AMQP 0-9-1 §1.8; texts as RabbitMQ writes them."""

from __future__ import annotations

import re

from probes.diagnosis import Diagnosis, DiagnosisTable, scrub
from probes.protocols.server_target import ServerTarget
from probes.result import ProbeFailure, Reason, StepName

_LIMIT = re.compile(r"limit|too many", re.IGNORECASE)
_ABSENT = re.compile(r"not found|not exist", re.IGNORECASE)
_DOWN = re.compile(r"is down", re.IGNORECASE)

VHOST, QUEUE, PASSWORD = "config.vhost", "config.queue", "authConfig.password"

BUSY = Diagnosis(
    Reason.RATE_LIMITED,
    "the broker admits no more connections at present",
    "close idle connections, or raise the limit of the vhost, the user or the node (connection limits)",
    "config.host",
)
NO_VHOST = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "the vhost does not exist",
    "check its name, capitals included; the default one is a single slash",
    VHOST,
)

# By reply code and step; None is any step.
REPLIES: DiagnosisTable[tuple[int, StepName | None]] = DiagnosisTable(
    {
        (403, StepName.AUTHENTICATE): Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "the broker refused user name or password",
            "check both; the user guest is let in from the broker's own machine alone",
            PASSWORD,
        ),
        (403, StepName.RESOURCE): Diagnosis(
            Reason.PERMISSION_DENIED,
            "the user may not read the queue",
            "give it the permission read on the queue: rabbitmqctl set_permissions",
            QUEUE,
        ),
        (404, StepName.RESOURCE): Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            "the queue does not exist in this vhost",
            "check queue and vhost, capitals included; a test creates no queue",
            QUEUE,
        ),
        (405, StepName.RESOURCE): Diagnosis(
            Reason.PERMISSION_DENIED,
            "the queue belongs to another connection alone (exclusive)",
            "declare it without exclusive, or name another",
            QUEUE,
        ),
        (530, StepName.AUTHORIZE): Diagnosis(
            Reason.PERMISSION_DENIED,
            "the user has no access to the vhost",
            "give the user permissions on the vhost: rabbitmqctl set_permissions -p",
            VHOST,
        ),
        (402, None): NO_VHOST,
        (320, None): Diagnosis(
            Reason.PEER_ERROR,
            "an operator of the broker closed the connection",
            "test again; the broker may be shutting down",
            "config.host",
        ),
        (506, None): Diagnosis(
            Reason.RATE_LIMITED,
            "the broker has no resources left",
            "test again later; look at its alarms",
            "config.host",
        ),
        (541, None): Diagnosis(
            Reason.PEER_ERROR, "the broker failed inside", "look into the broker's log", "config.host"
        ),
    },
    fallback=Diagnosis(Reason.PEER_ERROR, "the broker refused", "look into the broker's log", "config.host"),
)


def refusal(code: int, text: str, step: StepName, server: ServerTarget) -> ProbeFailure:
    """What the broker closed with, its own words (scrubbed) behind ours."""
    meaning = REPLIES.look_up((code, step), (code, None))
    if code in (402, 530) and _LIMIT.search(text):
        meaning = BUSY
    elif code == 530 and step is StepName.AUTHORIZE and _ABSENT.search(text):
        meaning = NO_VHOST
    elif _DOWN.search(text):
        meaning = Diagnosis(Reason.PEER_ERROR, "the vhost is down", "restart it: rabbitmqctl restart_vhost", VHOST)
    message = f"{meaning.message}; it says: {code} {scrub(text, server.secrets)}"
    return ProbeFailure(meaning.reason, message, field=meaning.field, hint=meaning.hint)
