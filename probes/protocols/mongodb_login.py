"""How a user logs in to MongoDB: SCRAM, an X.509 certificate, or LDAP (PLAIN).

https://github.com/mongodb/specifications/blob/master/source/auth/auth.md
"""

from __future__ import annotations

import hashlib
from typing import Any

from scramp import ScramClient, ScramException

from probes.protocols.database_tls import Protection
from probes.protocols.mongodb_target import EXTERNAL, PLAIN, SCRAM_SHA_1, SCRAM_SHA_256, X509, MongoTarget
from probes.protocols.mongodb_wire import Wire
from probes.result import ProbeFailure, Reason

# A server may name any count, and we compute that many hashes. MongoDB's defaults are 10,000 and 15,000.
MAX_ITERATIONS = 2_000_000


def log_in(wire: Wire, wanted: MongoTarget, hello: dict[str, Any], protection: Protection) -> str:
    """The mechanism by which the server accepted us. Raises ServerError or ProbeFailure."""
    mechanism = wanted.mechanism or _offered(hello)
    match mechanism:
        case "MONGODB-X509":
            _show_certificate(wire, wanted, protection)
        case "PLAIN":
            _show_password(wire, wanted, protection)
        case _:
            _scram(wire, wanted, mechanism)
    return mechanism


def _offered(hello: dict[str, Any]) -> str:
    """The stronger SCRAM that the user has. A server says nothing of a user it does not know."""
    offered = hello.get("saslSupportedMechs")
    only_sha_1 = isinstance(offered, list) and SCRAM_SHA_1 in offered and SCRAM_SHA_256 not in offered
    return SCRAM_SHA_1 if only_sha_1 else SCRAM_SHA_256


def _show_certificate(wire: Wire, wanted: MongoTarget, protection: Protection) -> None:
    """The handshake showed it; over a connection without TLS there is nothing to log in with."""
    if protection in (Protection.CLEAR, Protection.CLEAR_BY_CHOICE):
        raise ProbeFailure(
            Reason.TLS_REQUIRED,
            f"a client certificate logs in over TLS alone, and {protection.value}",
            field="config.sslMode",
            hint="enable TLS on the server, and set sslMode to verify-full",
        )
    named = {"user": wanted.database.username} if wanted.database.username else {}
    wire.command(EXTERNAL, {"authenticate": 1, "mechanism": X509, **named})


def _show_password(wire: Wire, wanted: MongoTarget, protection: Protection) -> None:
    """RFC 4616; the password itself, for the server to ask its directory."""
    if not protection.may_show_password:
        raise protection.refusal()
    payload = f"\0{wanted.database.username}\0{wanted.database.password}".encode()
    answer = _sasl(wire, wanted, {"saslStart": 1, "mechanism": PLAIN, "payload": payload})
    if not answer.get("done"):
        raise wire.stream.stranger()


def _scram(wire: Wire, wanted: MongoTarget, mechanism: str) -> None:
    try:
        _exchange(wire, wanted, mechanism)
    except (ScramException, KeyError, ValueError):
        raise ProbeFailure(
            Reason.PEER_ERROR,
            "the server did not prove that it knows the password (SCRAM)",
            field=wanted.database.host_field,
            hint="check that this is the server meant and that nothing sits in between; set sslMode to verify-full",
        ) from None


def _exchange(wire: Wire, wanted: MongoTarget, mechanism: str) -> None:
    client = _client(wanted, mechanism)
    start = {"saslStart": 1, "mechanism": mechanism, "payload": client.get_client_first().encode()}
    answer = _sasl(wire, wanted, {**start, "options": {"skipEmptyExchange": True}})
    client.set_server_first(_payload(answer))
    if int(client.iterations) > MAX_ITERATIONS:
        raise ValueError("too many rounds")
    answer = _continue(wire, wanted, answer, client.get_client_final().encode())
    client.set_server_final(_payload(answer))
    if not answer.get("done"):  # servers before 4.4 want an empty message more
        answer = _continue(wire, wanted, answer, b"")
    if not answer.get("done"):
        raise ValueError("the server does not come to an end")


def _client(wanted: MongoTarget, mechanism: str) -> ScramClient:
    username, password = wanted.database.username, wanted.database.password or ""
    if mechanism == SCRAM_SHA_1:
        # What MongoDB stored of a password before SCRAM: https://github.com/mongodb/specifications, auth, SCRAM-SHA-1
        password = hashlib.md5(f"{username}:mongo:{password}".encode(), usedforsecurity=False).hexdigest()
    try:
        return ScramClient([mechanism], username, password)
    except ScramException:
        raise ProbeFailure(
            Reason.INVALID_CONFIG,
            "user name or password holds characters that SCRAM does not allow (RFC 4013)",
            field="authConfig.password",
            hint="such a password cannot have been set: check for control characters pasted along",
        ) from None


def _continue(wire: Wire, wanted: MongoTarget, answer: dict[str, Any], payload: bytes) -> dict[str, Any]:
    conversation = answer["conversationId"]
    return _sasl(wire, wanted, {"saslContinue": 1, "conversationId": conversation, "payload": payload})


def _sasl(wire: Wire, wanted: MongoTarget, command: dict[str, Any]) -> dict[str, Any]:
    return wire.command(wanted.user_database, command)


def _payload(answer: dict[str, Any]) -> str:
    payload = answer["payload"]
    if not isinstance(payload, bytes | str):
        raise ValueError("the payload is no text")  # noqa: TRY004  # of the peer, not of a caller
    return payload if isinstance(payload, str) else payload.decode()
