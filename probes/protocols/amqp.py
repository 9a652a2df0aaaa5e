"""Tests a broker of AMQP 0-9-1 (RabbitMQ): login, vhost, and that a queue may be read, without taking a message.

https://www.rabbitmq.com/docs/access-control says which permission each operation needs.
"""

from __future__ import annotations

import contextlib

from probes.protocols import amqp_wire as wire
from probes.protocols.amqp_errors import PASSWORD, refusal
from probes.protocols.amqp_wire import AmqpConnection, Malformed, Method, Reader
from probes.protocols.server_stream import ServerStream, logging_in, warn_of_clear_text
from probes.protocols.server_target import Conventions, ServerTarget, server_target
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

CONVENTIONS = Conventions(
    "AMQP", clear_port=5672, tls_port=5671, methods=("access_key", "password", "client_certificate")
)
CHANNEL = 1
FRAME_MAX = 131_072  # RabbitMQ's own default; nothing here comes near it
# authentication_failure_close: RabbitMQ then says why it refuses a login instead of hanging up.
# https://www.rabbitmq.com/docs/auth-notification
CAPABILITIES = {"authentication_failure_close": True, "consumer_cancel_notify": True}


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves, in this order: TLS, the login, the vhost, and where a queue is named that it may be read."""
    trace = context.trace
    with trace.step(StepName.CONFIG):
        server = server_target(target, CONVENTIONS)
        vhost, queue = target.parameters.get("vhost", "/"), target.parameters.get("queue")
    warn_of_clear_text(server, trace)
    with contextlib.closing(ServerStream(server, context)) as stream:
        session = _Session(AmqpConnection(stream), server)
        try:
            with logging_in(server, trace):
                session.log_in()
            with trace.step(StepName.AUTHORIZE) as note:
                session.enter(vhost)
                note.message = f"opened the vhost {vhost}"
            if not queue:
                session.leave()
                return Finding(note.message)
            with trace.step(StepName.RESOURCE) as note:
                count = session.look_at(queue)
                note.message = f"the queue {queue} may be read and holds {count} messages"
            session.leave()
        except Malformed:
            raise stream.stranger() from None
    return Finding(note.message)


class _Session:
    """A conversation with a broker. Raises ProbeFailure, or Malformed."""

    def __init__(self, connection: AmqpConnection, server: ServerTarget) -> None:
        self._connection = connection
        self._server = server
        self._product = ""

    def log_in(self) -> None:
        start = self._connection.begin()
        start.take(2)  # version
        self._product = start.table_text("product")
        mechanism, response = self._mechanism(start.long_text().split())
        properties = wire.table({"product": "connector-service", "capabilities": CAPABILITIES})
        self._connection.send(
            wire.START_OK,
            properties + wire.short_text(mechanism) + wire.long_bytes(response) + wire.short_text("en_US"),
        )
        tune = Reader(self._answer(wire.TUNE, StepName.AUTHENTICATE).arguments)
        channels, frame = tune.number(2), tune.number(4)
        size = min(frame or FRAME_MAX, FRAME_MAX)
        no_heartbeat = 0
        self._connection.send(wire.TUNE_OK, channels.to_bytes(2) + size.to_bytes(4) + no_heartbeat.to_bytes(2))

    def enter(self, vhost: str) -> None:
        self._connection.send(wire.OPEN, wire.short_text(vhost) + b"\x00\x00")
        self._answer(wire.OPEN_OK, StepName.AUTHORIZE)

    def look_at(self, queue: str) -> int:
        """How many messages the queue holds. A passive declare creates nothing, and needs no permission."""
        send = self._connection.send
        send(wire.CHANNEL_OPEN, b"\x00", channel=CHANNEL)
        self._answer(wire.CHANNEL_OPEN_OK, StepName.RESOURCE)
        passive = 1
        send(
            wire.QUEUE_DECLARE,
            b"\x00\x00" + wire.short_text(queue) + bytes([passive]) + wire.table({}),
            channel=CHANNEL,
        )
        declared = Reader(self._answer(wire.QUEUE_DECLARE_OK, StepName.RESOURCE).arguments)
        declared.short_text()
        count = declared.number(4)
        self._may_read(queue)
        return count

    def _may_read(self, queue: str) -> None:
        """RabbitMQ judges the permission to read before the arguments of a consumer: one whose priority is a text is
        refused with 406 to whom may read, with 403 to whom may not, and no message is moved. Another broker is not
        asked: it might start to deliver."""
        if self._product != "RabbitMQ":
            return
        tag, flags = wire.short_text("connector-service"), b"\x00"
        consumer = b"\x00\x00" + wire.short_text(queue) + tag + flags + wire.table({"x-priority": "none"})
        self._connection.send(wire.CONSUME, consumer, channel=CHANNEL)
        answer = self._connection.read()
        if answer.id == wire.CHANNEL_CLOSE:
            code, text = _reply(answer)
            if code != 406:
                raise refusal(code, text, StepName.RESOURCE, self._server)

    def leave(self) -> None:
        """Says good-bye and waits for the answer, or the broker's log would warn of a client that vanished."""
        with contextlib.suppress(ProbeFailure, Malformed):
            self._connection.send(wire.CLOSE, (200).to_bytes(2) + wire.short_text("test done") + bytes(4))
            self._connection.read()

    def _mechanism(self, offered: list[str]) -> tuple[str, bytes]:
        if self._server.username is None:
            if "EXTERNAL" not in offered:
                raise _not_offered("EXTERNAL", offered, "enable rabbitmq_auth_mechanism_ssl on the broker")
            return "EXTERNAL", b""
        username, password = self._server.username, self._server.password or ""
        if "PLAIN" in offered:
            return "PLAIN", f"\0{username}\0{password}".encode()
        if "AMQPLAIN" in offered:
            # A table without its length (https://www.rabbitmq.com/docs/access-control#mechanisms).
            return "AMQPLAIN", wire.table({"LOGIN": username, "PASSWORD": password})[4:]
        raise _not_offered("PLAIN", offered, "give a client certificate, or enable PLAIN on the broker")

    def _answer(self, expected: wire.MethodId, step: StepName) -> Method:
        method = self._connection.read()
        if method.id == expected:
            return method
        if method.id in (wire.CLOSE, wire.CHANNEL_CLOSE):
            code, text = _reply(method)
            raise refusal(code, text, step, self._server)
        if method.id == wire.SECURE:
            message = "the broker asks for a second proof after the first, which is not spoken here"
            raise ProbeFailure(Reason.UNSUPPORTED, message, field="authMethod", hint="enable PLAIN on the broker")
        raise self._connection.stream.stranger()


def _reply(close: Method) -> tuple[int, str]:
    fields = Reader(close.arguments)
    return fields.number(2), fields.short_text()


def _not_offered(mechanism: str, offered: list[str], hint: str) -> ProbeFailure:
    others = ", ".join(name for name in offered if name.replace("-", "").isalnum())[:100] or "none"
    message = f"the broker does not take {mechanism}; it offers {others}"
    return ProbeFailure(
        Reason.UNSUPPORTED, message, field=PASSWORD if mechanism == "PLAIN" else "authMethod", hint=hint
    )
