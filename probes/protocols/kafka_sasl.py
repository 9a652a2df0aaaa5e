"""Logs in to a Kafka broker: SaslHandshake v1, then SaslAuthenticate for each token of the mechanism.

PLAIN is RFC 4616, SCRAM RFC 5802 and 7677, OAUTHBEARER RFC 7628 (KIP-43, KIP-84, KIP-152, KIP-255).
"""

from __future__ import annotations

import re
from dataclasses import replace

from scramp import ScramClient, ScramException

from probes.egress.dial import Dialer
from probes.egress.http import HttpClient
from probes.protocols import http_oauth2
from probes.protocols.kafka_connection import SASL_AUTHENTICATE, SASL_HANDSHAKE, KafkaConnection
from probes.protocols.kafka_errors import SASL_AUTHENTICATION_FAILED, no_such_mechanism, refused
from probes.protocols.kafka_target import OAUTHBEARER, PLAIN, SERVERS, KafkaTarget, Login
from probes.result import ProbeFailure, Reason, Trace
from probes.target import ProbeContext

UNSUPPORTED_MECHANISM = 33
MAX_ITERATIONS = 2_000_000  # of PBKDF2: about a second; a broker that asks for more would keep us busy


def with_token(login: Login, context: ProbeContext) -> Login:
    """The login with its access token, which is asked for once, through the guard. Raises ProbeFailure."""
    if login.client is None or login.token is not None:
        return login
    # A trace of its own: the steps of the probe are those of the cluster.
    quiet = Trace()
    client = HttpClient(Dialer(context.dialer.policy, quiet, context.deadline))
    granted = http_oauth2.fetch_token(login.client, client, quiet)
    for warning in quiet.warnings:
        context.trace.warn(warning)
    return replace(login, token=granted.headers["Authorization"].removeprefix("Bearer "))


def log_in(connection: KafkaConnection, login: Login, target: KafkaTarget) -> None:
    """Raises ProbeFailure when the broker refuses, or does not prove what its mechanism makes it prove."""
    answer = connection.ask(SASL_HANDSHAKE, mechanism=login.mechanism)
    if answer.error_code == UNSUPPORTED_MECHANISM:
        raise no_such_mechanism(target, login.mechanism, answer.mechanisms or ())
    if answer.error_code:
        raise refused(answer.error_code, target)
    exchange = _Exchange(connection, target)
    if login.mechanism == PLAIN:
        exchange.send(b"\0".join((b"", login.username.encode(), login.password.encode())))
    elif login.mechanism == OAUTHBEARER:
        _bearer(exchange, login)
    else:
        _scram(exchange, login)


class _Exchange:
    def __init__(self, connection: KafkaConnection, target: KafkaTarget) -> None:
        self._connection = connection
        self._target = target

    def send(self, token: bytes) -> bytes:
        """The broker's next token."""
        answer = self._connection.ask(SASL_AUTHENTICATE, auth_bytes=token)
        if answer.error_code:
            raise refused(answer.error_code, self._target, answer.error_message)
        return bytes(answer.auth_bytes)

    def refused(self) -> ProbeFailure:
        return refused(SASL_AUTHENTICATION_FAILED, self._target)


def _bearer(exchange: _Exchange, login: Login) -> None:
    """RFC 7628 §3.1. A broker that refuses the token says why in a token of its own, and fails after our answer."""
    if not re.fullmatch(r"[\x21-\x7e]+", login.token or ""):
        message = "the token holds a space, a line break or another character that no bearer token has"
        raise ProbeFailure(Reason.INVALID_CONFIG, message, field=login.path, hint="paste the token again")
    if exchange.send(f"n,,\x01auth=Bearer {login.token}\x01\x01".encode()):
        exchange.send(b"\x01")
        raise exchange.refused()


def _scram(exchange: _Exchange, login: Login) -> None:
    try:
        client = ScramClient([login.mechanism], login.username, login.password)
        challenge = exchange.send(client.get_client_first().encode()).decode()
        _check_iterations(challenge)
        client.set_server_first(challenge)
        client.set_server_final(exchange.send(client.get_client_final().encode()).decode())
    except (ScramException, UnicodeDecodeError):
        raise ProbeFailure(
            Reason.PEER_ERROR,
            "the broker did not prove that it knows the password (SCRAM)",
            field=SERVERS,
            hint="check that this is the cluster meant, and that nothing sits in between",
        ) from None


def _check_iterations(challenge: str) -> None:
    found = re.search(r"(?:^|,)i=([0-9]{1,12})(?:,|$)", challenge)
    if found and int(found[1]) > MAX_ITERATIONS:
        raise ProbeFailure(
            Reason.PEER_ERROR,
            f"the broker asks for more than {MAX_ITERATIONS:,} rounds of SCRAM",
            field=SERVERS,
            hint="set the user's SCRAM credentials anew, with fewer iterations",
        )
