"""A real SMTP server (aiosmtpd) in a thread of the test: TLS, logins, and senders that a user may not use."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.peers.certificates import Pair
from tests.peers.process import free_port

USER, PASSWORD = "reader@example.com", "s3cr3t/smtp+word"
SENDER, FOREIGN = "reports@example.com", "ceo@example.com"


@dataclass(slots=True)
class SmtpPeer:
    """At 127.0.0.1:port; `mails` counts what was really sent: it must stay 0."""

    port: int
    mails: int = 0


class _Handler:
    def __init__(self, peer: SmtpPeer) -> None:
        self._peer = peer

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if address == FOREIGN:
            return "550 5.7.1 not allowed to send as this address"
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        self._peer.mails += 1
        return "250 OK"


def _authenticate(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
    right = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=isinstance(data, LoginPassword) and data == right, handled=False)


@contextlib.contextmanager
def smtp_server(pair: Pair | None = None, *, implicit: bool = False, **settings: Any) -> Iterator[SmtpPeer]:
    """`settings` are arguments of aiosmtpd's SMTP, such as auth_required."""
    peer = SmtpPeer(free_port())
    context = None
    if pair:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(pair.certificate, pair.key)
    own: dict[str, Any] = {"authenticator": _authenticate, "require_starttls": False, **settings}
    if implicit:
        own |= {"auth_require_tls": False}
        controller = Controller(_Handler(peer), "127.0.0.1", peer.port, ssl_context=context, **own)
    else:
        own |= {"tls_context": context, "auth_require_tls": context is not None}
        controller = Controller(_Handler(peer), "127.0.0.1", peer.port, **own)
    controller.start()
    try:
        yield peer
    finally:
        controller.stop()
