"""What a broker's return and reason codes mean: MQTT 3.1.1 §3.2.2.3 and §3.9.3, MQTT 5.0 §2.4, in one table each."""

from __future__ import annotations

from probes.diagnosis import Diagnosis, DiagnosisTable
from probes.result import Reason

HOST, PASSWORD, TOPIC = "config.host", "authConfig.password", "config.topic"
VERSION, CLIENT_ID = "config.protocolVersion", "config.clientId"

_LOGIN = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "the broker refused user name or password",
    "check both; a broker may also tie a user to a client id",
    PASSWORD,
)
# MQTT 3.1.1's code for a login that may not connect is what brokers answer to a wrong password too.
_NOT_AUTHORIZED = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "the broker lets this login not connect",
    "check user name and password, and that the user may connect with this client id; brokers say the same of both",
    PASSWORD,
)
_UNAVAILABLE = Diagnosis(Reason.PEER_ERROR, "the broker is not available", "test again later", HOST)
_VERSION = Diagnosis(
    Reason.UNSUPPORTED,
    "the broker does not speak this version of MQTT",
    "set protocolVersion to the other one",
    VERSION,
)
_CLIENT = Diagnosis(
    Reason.INVALID_CONFIG,
    "the broker does not take the client id",
    "give the clientId that the broker expects",
    CLIENT_ID,
)
_BUSY = Diagnosis(
    Reason.RATE_LIMITED,
    "the broker admits no more connections at present",
    "wait, then test again; or raise the broker's limits of connections (max_connections, quota)",
    HOST,
)
_TOPIC_DENIED = Diagnosis(
    Reason.PERMISSION_DENIED,
    "the user may not subscribe to the topic",
    "grant it the right to subscribe in the broker's access control list",
    TOPIC,
)
_TOPIC_INVALID = Diagnosis(
    Reason.INVALID_CONFIG, "the broker takes this for no topic filter", "check the topic and its wildcards", TOPIC
)

CONNECT_3: DiagnosisTable[int] = DiagnosisTable(
    {1: _VERSION, 2: _CLIENT, 3: _UNAVAILABLE, 4: _LOGIN, 5: _NOT_AUTHORIZED},
    fallback=Diagnosis(Reason.PEER_ERROR, "the broker refused the connection", "look into the broker's log", HOST),
)
CONNECT_5: DiagnosisTable[int] = DiagnosisTable(
    {
        0x84: _VERSION,
        0x85: _CLIENT,
        0x86: _LOGIN,
        0x87: _NOT_AUTHORIZED,
        0x88: _UNAVAILABLE,
        0x89: _BUSY,
        0x8A: Diagnosis(Reason.PERMISSION_DENIED, "the broker has banned this client", "ask whoever runs it", HOST),
        0x8C: Diagnosis(
            Reason.UNSUPPORTED,
            "the broker wants another way of logging in",
            "enable user name and password",
            "authMethod",
        ),
        0x97: _BUSY,
        0x9C: Diagnosis(
            Reason.INVALID_CONFIG, "the broker sends clients to another server", "set host to that one", HOST
        ),
        0x9D: Diagnosis(Reason.INVALID_CONFIG, "the broker has moved to another server", "set host to that one", HOST),
        0x9F: _BUSY,
    },
    fallback=CONNECT_3.fallback,
)
SUBSCRIBE: DiagnosisTable[int] = DiagnosisTable(
    {
        0x80: _TOPIC_DENIED,
        0x83: _TOPIC_DENIED,
        0x87: _TOPIC_DENIED,
        0x8F: _TOPIC_INVALID,
        0x97: _BUSY,
        0xA2: Diagnosis(
            Reason.UNSUPPORTED, "the broker supports no wildcards in subscriptions", "name one topic", TOPIC
        ),
    },
    fallback=Diagnosis(Reason.PEER_ERROR, "the broker refused the subscription", "look into the broker's log", TOPIC),
)
