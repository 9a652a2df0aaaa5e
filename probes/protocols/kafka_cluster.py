"""The brokers of one Kafka cluster: the first that answers, those it advertises, and the way to each of them.

A client is given a few bootstrap servers and told by them where the brokers are (advertised.listeners). Every address,
given or told, goes through the guard; of a broker that was told, a failure names the broker and no internal address.
"""

from __future__ import annotations

import socket
import ssl
import time
from dataclasses import dataclass

from probes.diagnosis import scrub
from probes.egress import tls
from probes.egress.deadline_socket import DeadlineSocket, DeadlineTlsSocket
from probes.egress.dial import Dialer
from probes.protocols.database_tls import failed_step
from probes.protocols.kafka_connection import KafkaConnection
from probes.protocols.kafka_target import SERVERS, KafkaTarget
from probes.protocols.peer_stream import PeerStream
from probes.result import ProbeFailure, Reason, StepName, Trace
from probes.target import ProbeContext

MAX_CHECKED = 32  # of the brokers that are advertised; a cluster's are alike
NOT_ANSWERING = frozenset(
    {Reason.DNS_NOT_FOUND, Reason.DNS_FAILED, Reason.CONNECTION_REFUSED, Reason.UNREACHABLE, Reason.TIMEOUT}
)
_ADVERTISED = (
    "the brokers send every client to the addresses in their advertised.listeners: those must be names or addresses "
    "that this service can reach"
)


@dataclass(frozen=True, slots=True)
class Broker:
    """As the cluster advertises it."""

    node: int
    host: str
    port: int


class Cluster:
    """Opens connections, greeted and not yet logged in; `close` closes them all. Raises ProbeFailure."""

    def __init__(self, target: KafkaTarget, context: ProbeContext) -> None:
        self._target = target
        self._context = context
        self._tls = _tls(target, certified=True) if target.encrypted else None
        self._connections: list[KafkaConnection] = []
        self._answered = target.servers[0]

    def close(self) -> None:
        for connection in self._connections:
            connection.close()

    def bootstrap(self) -> KafkaConnection:
        """The first bootstrap server that answers. Nothing is dialled if one of them may not be."""
        for host, port in self._target.servers[1:]:
            self._refuse_denied(host, port)
        failed: list[tuple[Trace, ProbeFailure, str]] = []
        for index, (host, port) in enumerate(self._target.servers):
            trace = Trace(on_begin=self._context.trace.on_begin)
            share = self._context.remaining() / (len(self._target.servers) - index)
            try:
                connection = self._open(host, port, Dialer(self._context.dialer.policy, trace, _in(share)), self._tls)
            except ProbeFailure as failure:
                if failure.reason in NOT_ANSWERING:
                    failed.append((trace, failure, f"{host}:{port}"))
                    continue
                self._tell(trace)
                raise
            self._answered = (host, port)
            self._tell(trace)
            for _trace, missed, server in failed:
                self._context.trace.warn(f"The bootstrap server {server} does not answer: {missed.message}.")
            return connection
        first_trace, first_failure, _server = failed[0]
        self._tell(first_trace)
        raise first_failure

    def connection_to(self, broker: Broker) -> KafkaConnection:
        """A broker that was told of. Its steps are not told: they repeat those of the bootstrap server."""
        try:
            return self._open(broker.host, broker.port, self._quiet(self._context.remaining()), self._tls)
        except ProbeFailure as failure:
            raise _of_advertised(failure, broker) from None

    def turns_strangers_away(self) -> bool:
        """Whether the server that answered first refuses a client that shows no certificate."""
        host, port = self._answered
        anonymous = _tls(self._target, certified=False)
        try:
            self._open(host, port, self._quiet(self._context.remaining()), anonymous)
        except ProbeFailure as failure:
            return failure.reason not in (Reason.TIMEOUT, Reason.CONNECTION_REFUSED)
        return False

    def check(self, brokers: list[Broker]) -> None:
        """Each broker must be one that may be dialled, and one of them must have an address."""
        failures: list[ProbeFailure] = []
        checked = brokers[:MAX_CHECKED]
        for index, broker in enumerate(checked):
            try:
                self._quiet(self._context.remaining() / (len(checked) - index + 1)).approve(
                    broker.host, broker.port, field=SERVERS
                )
            except ProbeFailure as failure:
                failures.append(_of_advertised(failure, broker))
                if failure.reason not in NOT_ANSWERING:
                    raise failures[-1] from None
        if failures and len(failures) == len(checked):
            raise failures[0]
        for missed in failures:
            self._context.trace.warn(f"{missed.message[0].upper()}{missed.message[1:]}.")

    def _open(self, host: str, port: int, dialer: Dialer, context: ssl.SSLContext | None) -> KafkaConnection:
        sock = dialer.connect(host, port, field=SERVERS)
        if context is not None:
            sock = _encrypted(sock, host, dialer, context)
        if isinstance(sock, DeadlineSocket | DeadlineTlsSocket):
            sock.deadline = self._context.deadline  # the share was for getting through
        connection = KafkaConnection(PeerStream(sock, "Kafka"), encrypted=context is not None)
        self._connections.append(connection)
        target = self._target
        # Clients that have nothing to prove are judged by what they may do.
        judged = StepName.AUTHENTICATE if target.login or target.certificate else StepName.AUTHORIZE
        with failed_step(dialer.trace, judged):
            try:
                connection.greet()
            except ProbeFailure as failure:
                raise (failure if target.certificate else _certificate_wanted(failure)) from None
        return connection

    def _refuse_denied(self, host: str, port: int) -> None:
        trace = Trace()
        try:
            Dialer(self._context.dialer.policy, trace, self._context.deadline).approve(host, port, field=SERVERS)
        except ProbeFailure as failure:
            if failure.reason not in NOT_ANSWERING:
                self._tell(trace)
                raise

    def _quiet(self, seconds: float) -> Dialer:
        return Dialer(self._context.dialer.policy, Trace(), _in(seconds))

    def _tell(self, trace: Trace) -> None:
        for step in trace.steps:
            self._context.trace.add(step)
        self._context.trace.warnings += trace.warnings


def _tls(target: KafkaTarget, *, certified: bool) -> ssl.SSLContext:
    return tls.context(
        ca_pem=target.authorities,
        client_cert_pem=target.certificate if certified else None,
        client_key_pem=target.key if certified else None,
        client_key_password=target.passphrase if certified else None,
        ca_field="config.caCertificate",
    )


def _encrypted(sock: socket.socket, host: str, dialer: Dialer, context: ssl.SSLContext) -> socket.socket:
    try:
        return dialer.start_tls(sock, host, context, field=SERVERS)
    except ProbeFailure as failure:
        if failure.reason in (Reason.UNREACHABLE, Reason.PROTOCOL_MISMATCH):
            failure.hint = "check that this is the port of a TLS listener; a clear-text one needs securityProtocol"
        raise


def _certificate_wanted(failure: ProbeFailure) -> ProbeFailure:
    """Java's TLS says "bad certificate" to a client that showed none; with TLS 1.3 it does so after the handshake."""
    if failure.field != "authConfig.clientCertificate":
        return failure
    return ProbeFailure(
        Reason.CREDENTIAL_MISSING,
        "the broker asks for a client certificate",
        field=failure.field,
        hint="give clientCertificate and clientKey of a certificate that the broker trusts",
    )


def _in(seconds: float) -> float:
    return time.monotonic() + seconds


def _of_advertised(failure: ProbeFailure, broker: Broker) -> ProbeFailure:
    """What a peer told us may be its inside: addresses are cut out, and the guard's own hint with them."""
    message = f"broker {broker.node}, which the cluster advertises: {scrub(failure.message)}"
    hint = _ADVERTISED
    if failure.reason is Reason.EGRESS_DENIED:
        hint += "; or, where they are meant, the operator adds them to CONNECTORS_EGRESS_ALLOW"
    reason = Reason.PEER_ERROR if failure.reason is Reason.INVALID_CONFIG else failure.reason
    return ProbeFailure(reason, message, field=SERVERS, hint=hint)
