"""Tests a broker of MQTT 3.1.1 or 5.0: the login, and where a topic is named that it may be subscribed to."""

from __future__ import annotations

import secrets
from contextlib import closing

from probes.diagnosis import DiagnosisTable, scrub
from probes.protocols import mqtt_errors, mqtt_wire
from probes.protocols.server_stream import ServerStream, logging_in, warn_of_clear_text
from probes.protocols.server_target import Conventions, ServerTarget, server_target
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

CONVENTIONS = Conventions(
    "MQTT",
    clear_port=1883,
    tls_port=8883,
    methods=("access_key", "password", "client_certificate", "none"),
    anonymous=True,
)
DEFAULT_VERSION = "3.1.1"


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves, in this order: TLS, that the broker lets the login connect, that the topic may be subscribed to."""
    trace = context.trace
    with trace.step(StepName.CONFIG):
        server = server_target(target, CONVENTIONS)
        level = mqtt_wire.LEVELS[target.parameters.get("protocolVersion", DEFAULT_VERSION)]
        # Of our own, and new each time: a broker ends the session of another client with the same id (§3.1.4).
        client_id = target.parameters.get("clientId") or f"connector-{secrets.token_hex(5)}"
        topic = target.parameters.get("topic")
    warn_of_clear_text(server, trace)
    with closing(ServerStream(server, context)) as stream:
        with logging_in(server, trace):
            _connect(stream, server, level, client_id)
        said = "connected"
        if topic:
            with trace.step(StepName.RESOURCE) as note:
                _subscribe(stream, level, topic)
                said = note.message = f"subscribed to {topic}"
        stream.sendall(mqtt_wire.disconnect())
    return Finding(said)


def _connect(stream: ServerStream, server: ServerTarget, level: int, client_id: str) -> None:
    stream.sendall(mqtt_wire.connect(level, client_id, server.username, server.password))
    answer = mqtt_wire.read(stream)
    if answer.kind != mqtt_wire.CONNACK or len(answer.body) < 2:
        raise stream.stranger()
    code = answer.body[1]
    if code == 0:
        return
    if code in (4, 5, 0x86, 0x87) and server.username is None:
        raise ProbeFailure(
            Reason.CREDENTIAL_MISSING,
            "the broker asks for a login and the connector has none",
            field="authConfig.username",
            hint="give authConfig.username and authConfig.password, or a client certificate",
        )
    table = mqtt_errors.CONNECT_3 if code < 0x80 else mqtt_errors.CONNECT_5
    raise _refusal(table, code, answer.body[2:], server)


def _subscribe(stream: ServerStream, level: int, topic: str) -> None:
    stream.sendall(mqtt_wire.subscribe(level, topic))
    while (answer := mqtt_wire.read(stream)).kind == mqtt_wire.PUBLISH:
        pass  # a retained message may come before the answer (§3.8.4)
    if answer.kind == mqtt_wire.DISCONNECT and answer.body:
        raise _refusal(mqtt_errors.SUBSCRIBE, answer.body[0], b"", stream.server)
    try:
        if answer.kind != mqtt_wire.SUBACK:
            raise IndexError
        code = mqtt_wire.after_properties(level, answer.body[2:])[0]
    except LookupError:
        raise stream.stranger() from None
    if code >= 0x80:
        raise _refusal(mqtt_errors.SUBSCRIBE, code, answer.body[2:] if level > 4 else b"", stream.server)


def _refusal(table: DiagnosisTable[int], code: int, properties: bytes, server: ServerTarget) -> ProbeFailure:
    meaning = table.look_up(code)
    said = scrub(mqtt_wire.reason_string(properties), server.secrets)
    message = f"{meaning.message} (code {code})" + (f"; it says: {said}" if said else "")
    return ProbeFailure(meaning.reason, message, field=meaning.field, hint=meaning.hint)
