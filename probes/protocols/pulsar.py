"""Tests a Pulsar broker or proxy: the login, and where a topic is named that it may be looked up.

A lookup makes no topic. Whether it is there is asked of brokers alone that can say so without making it (PIP-344).
"""

from __future__ import annotations

from contextlib import closing

from probes.diagnosis import Diagnosis, DiagnosisTable, scrub
from probes.protocols import pulsar_wire as wire
from probes.protocols.pulsar_wire import Fields, Malformed
from probes.protocols.server_stream import ServerStream, logging_in, warn_of_clear_text
from probes.protocols.server_target import Conventions, ServerTarget, server_target
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

METHODS = ("access_key", "token", "password", "client_certificate", "none")
CONVENTIONS = Conventions("Pulsar", clear_port=6650, tls_port=6651, methods=METHODS, anonymous=True)
HOST, TOPIC = "config.host", "config.topic"
FAILED_LOOKUP, FAILED_METADATA = 2, 1
ASKS_WITHOUT_MAKING = 5  # FeatureFlags.supports_get_partitioned_metadata_without_auto_creation

_BUSY = Diagnosis(
    Reason.RATE_LIMITED,
    "the broker serves no more requests at present",
    "wait, then test again; or raise its limits (maxConcurrentLookupRequest, brokerMaxConnections)",
    HOST,
)
_LATER = Diagnosis(Reason.PEER_ERROR, "the broker cannot answer at present", "test again later", HOST)
ERRORS: DiagnosisTable[int] = DiagnosisTable(
    {
        1: _LATER,
        3: Diagnosis(
            Reason.AUTHENTICATION_FAILED, "the broker refused the credentials", "check them, and that they are not over"
        ),
        4: Diagnosis(
            Reason.PERMISSION_DENIED,
            "the role may not look the topic up",
            "grant it consume on the namespace: pulsar-admin namespaces grant-permission",
            TOPIC,
        ),
        6: _LATER,
        10: Diagnosis(Reason.UNSUPPORTED, "the broker speaks another version", "upgrade the broker", HOST),
        11: Diagnosis(
            Reason.RESOURCE_NOT_FOUND, "the topic does not exist", "check its name; a test creates no topic", TOPIC
        ),
        14: _BUSY,
        17: Diagnosis(Reason.INVALID_CONFIG, "the broker takes this for no topic's name", "check it", TOPIC),
        22: _BUSY,
    },
    fallback=Diagnosis(Reason.PEER_ERROR, "the broker answered with an error", "look into its log", HOST),
)


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves, in this order: TLS, that the broker accepts the credentials, that the topic may be looked up."""
    trace, topic = context.trace, target.parameters.get("topic")
    with trace.step(StepName.CONFIG):
        server = server_target(target, CONVENTIONS)
    warn_of_clear_text(server, trace)
    with closing(ServerStream(server, context)) as stream:
        try:
            with logging_in(server, trace):
                features = _connect(stream, server)
            if not topic:
                return Finding("connected")
            with trace.step(StepName.AUTHORIZE) as note:
                _look_up(stream, server, topic, features)
                note.message = f"looked up {topic}"
        except Malformed:
            raise stream.stranger() from None
    return Finding(note.message)


def _connect(stream: ServerStream, server: ServerTarget) -> Fields:
    """The broker's feature flags."""
    fields: dict[int, int | bytes | str] = {1: "connector-service", 4: wire.PROTOCOL_VERSION}
    if server.token:
        fields |= {5: "token", 3: server.token}
    elif server.username:
        fields |= {5: "basic", 3: f"{server.username}:{server.password}"}
    elif server.certificate:
        fields |= {5: "tls"}
    wire.send(stream, wire.CONNECT, {**fields, 10: wire.encode({})})
    kind, answer = wire.read(stream)
    if kind == wire.ERROR:
        raise _refusal(answer.get(2), answer.get(3), server)
    if kind == wire.AUTH_CHALLENGE:
        message = "the broker asks for a second proof after the first, which is not spoken here"
        raise ProbeFailure(Reason.UNSUPPORTED, message, field="authMethod", hint="enable tokens on the broker")
    if kind != wire.CONNECTED:
        raise Malformed
    flags = answer.get(4, b"")
    return wire.decode(flags) if isinstance(flags, bytes) else {}


def _look_up(stream: ServerStream, server: ServerTarget, topic: str, features: Fields) -> None:
    request = 1
    wire.send(stream, wire.LOOKUP, {1: topic, 2: request})
    kind, answer = wire.read(stream)
    if kind == wire.ERROR:
        raise _refusal(answer.get(2), answer.get(3), server)
    if kind != wire.LOOKUP_RESPONSE:
        raise Malformed
    if answer.get(3) == FAILED_LOOKUP:
        raise _refusal(answer.get(6), answer.get(7), server)
    if not features.get(ASKS_WITHOUT_MAKING):
        return
    without_making = 0
    wire.send(stream, wire.METADATA, {1: topic, 2: request + 1, 6: without_making})
    kind, answer = wire.read(stream)
    if kind != wire.METADATA_RESPONSE:
        raise Malformed
    if answer.get(3) == FAILED_METADATA:
        raise _refusal(answer.get(4), answer.get(5), server)


def _refusal(code: int | bytes | None, text: int | bytes | None, server: ServerTarget) -> ProbeFailure:
    meaning = ERRORS.look_up(code if isinstance(code, int) else 0)
    said = scrub(text.decode(errors="replace"), server.secrets) if isinstance(text, bytes) else ""
    field, hint = meaning.field, meaning.hint
    if meaning.reason is Reason.AUTHENTICATION_FAILED:
        nobody = not (server.token or server.username or server.certificate)
        field = "authConfig.token" if server.token or nobody else "authConfig.password"
        field = "authConfig.clientCertificate" if server.certificate and not server.token else field
        if nobody:
            message = "the broker asks for a login and the connector has none"
            return ProbeFailure(Reason.CREDENTIAL_MISSING, message, field=field, hint="give authConfig.token")
    return ProbeFailure(meaning.reason, f"{meaning.message}; it says: {said}", field=field, hint=hint)
