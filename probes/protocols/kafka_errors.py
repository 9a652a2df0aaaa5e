"""What Kafka's error codes mean for a connector: https://kafka.apache.org/protocol.html#protocol_error_codes"""

from __future__ import annotations

from collections.abc import Iterable

from probes.diagnosis import Diagnosis, DiagnosisTable, scrub
from probes.protocols.kafka_target import OAUTHBEARER, SECURITY, SERVERS, KafkaTarget
from probes.result import ProbeFailure, Reason

UNKNOWN_SERVER_ERROR, NO_ERROR = -1, 0
UNKNOWN_TOPIC_OR_PARTITION, LEADER_NOT_AVAILABLE = 3, 5
COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR = 14, 15, 16
SASL_AUTHENTICATION_FAILED = 58
UNKNOWN_GROUP = 69
NOT_NOW = frozenset({COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR})

_ACL = "have it granted: kafka-acls --add --allow-principal User:<user>"
_LATER = "wait, then test again; if it stays so, look at the brokers' state"
_NO_LEADER = Diagnosis(Reason.PEER_ERROR, "the topic {topic} has no leader at present", _LATER, "config.topic")
_NO_COORDINATOR = Diagnosis(Reason.PEER_ERROR, "the group {group} has no coordinator at present", _LATER, SERVERS)
_NO_SASL = Diagnosis(
    Reason.INVALID_CONFIG,
    "the broker's listener takes no SASL login",
    "take the port of a SASL listener, or set securityProtocol to SSL or PLAINTEXT and authMethod to none",
    SECURITY,
)
_REFUSED = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "the broker refused the credentials",
    "check user name and secret, and that they are those of this cluster; with SCRAM, that the user has them for "
    "this mechanism",
)
_TOKEN_REFUSED = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "the broker refused the token",
    "check that it was issued for this cluster (issuer, audience, scope) and has not expired",
)

# Message and hint may name {topic} and {group}; without a field it is the credential's.
CODES: DiagnosisTable[int] = DiagnosisTable(
    {
        2: Diagnosis(Reason.PEER_ERROR, "the broker found a message damaged", _LATER, SERVERS),
        UNKNOWN_TOPIC_OR_PARTITION: Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            "the topic {topic} does not exist",
            "check the name, capitals included; a test creates no topic",
            "config.topic",
        ),
        LEADER_NOT_AVAILABLE: _NO_LEADER,
        6: _NO_LEADER,
        7: Diagnosis(Reason.PEER_ERROR, "the broker did not finish in time", _LATER, SERVERS),
        9: _NO_LEADER,
        COORDINATOR_LOAD_IN_PROGRESS: Diagnosis(
            Reason.PEER_ERROR, "the coordinator is still loading its groups", _LATER, SERVERS
        ),
        COORDINATOR_NOT_AVAILABLE: _NO_COORDINATOR,
        NOT_COORDINATOR: _NO_COORDINATOR,
        17: Diagnosis(
            Reason.INVALID_CONFIG, "the broker takes {topic} for no topic's name", "check it", "config.topic"
        ),
        24: Diagnosis(
            Reason.INVALID_CONFIG, "the broker takes {group} for no group's name", "check it", "config.groupId"
        ),
        29: Diagnosis(
            Reason.PERMISSION_DENIED,
            "this login may not read the topic {topic}; where it may not see it either, it may not exist",
            f"check the name, or {_ACL} --operation Read --topic {{topic}}",
            "config.topic",
        ),
        30: Diagnosis(
            Reason.PERMISSION_DENIED,
            "this login may not use the consumer group {group}",
            f"{_ACL} --operation Read --group {{group}}",
            "config.groupId",
        ),
        31: Diagnosis(
            Reason.PERMISSION_DENIED,
            "this login may not see the cluster",
            f"{_ACL} --operation Describe --cluster",
            SERVERS,
        ),
        34: _NO_SASL,
        35: Diagnosis(
            Reason.UNSUPPORTED,
            "the broker speaks no version of this request that is spoken here",
            "brokers from Kafka 1.0 up can be tested",
            SERVERS,
        ),
        41: Diagnosis(Reason.PEER_ERROR, "the cluster has no controller at present", _LATER, SERVERS),
        SASL_AUTHENTICATION_FAILED: _REFUSED,
        65: Diagnosis(Reason.AUTHENTICATION_FAILED, "the broker takes no delegation token", "use another login"),
        66: Diagnosis(Reason.CREDENTIAL_EXPIRED, "the delegation token has expired", "renew it"),
        89: Diagnosis(
            Reason.RATE_LIMITED,
            "the broker's quota for this login is used up",
            "wait, then test again; or have the quota raised (kafka-configs --entity-type users)",
            SERVERS,
        ),
    },
    fallback=Diagnosis(Reason.PEER_ERROR, "the broker answered with an error", "look into the broker's log", SERVERS),
)


def refused(code: int, target: KafkaTarget, said: str | None = None) -> ProbeFailure:
    """The failure that an error code stands for; `said` is the broker's own text, not yet scrubbed."""
    bearer = target.login is not None and target.login.mechanism == OAUTHBEARER
    meaning = _TOKEN_REFUSED if bearer and code == SASL_AUTHENTICATION_FAILED else CODES.look_up(code)
    names = {"{topic}": target.topic or "", "{group}": target.group or ""}
    message = _filled(meaning.message, names) + _quoted(said, target.secrets)
    if meaning is CODES.fallback:
        message += f" (Kafka's error code {code})"
    path = meaning.field or (target.login.path if target.login else "authConfig")
    return ProbeFailure(meaning.reason, message, field=path, hint=_filled(meaning.hint or "", names))


def no_such_mechanism(target: KafkaTarget, mechanism: str, offered: Iterable[str]) -> ProbeFailure:
    """UNSUPPORTED_SASL_MECHANISM (33); the broker says which it has."""
    known = sorted(scrub(name, target.secrets)[:40] for name in list(offered)[:10])
    names = f"it takes {', '.join(known)}" if known else "it names none"
    return ProbeFailure(
        Reason.UNSUPPORTED,
        f"the broker does not take the SASL mechanism {mechanism}; {names}",
        field="authConfig.mechanism",
        hint=f"choose one of {', '.join(known)}" if known else "enable SASL on the broker's listener",
    )


def _quoted(said: str | None, secrets: Iterable[str]) -> str:
    text = scrub(said or "", secrets)
    return f"; it says: {text}" if text else ""


def _filled(text: str, names: dict[str, str]) -> str:
    for placeholder, value in names.items():
        text = text.replace(placeholder, value)
    return text
