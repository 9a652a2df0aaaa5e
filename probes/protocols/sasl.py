"""The SASL mechanisms that mail servers offer, as a conversation of challenges and responses.

PLAIN: RFC 4616. CRAM-MD5: RFC 2195. LOGIN: draft-murchison-sasl-login-00. XOAUTH2:
https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection

from probes.protocols.server_target import ServerTarget
from probes.result import ProbeFailure, Reason

# What goes first: PLAIN says all in one message; CRAM-MD5 goes first where everybody could read it.
OVER_TLS = ("PLAIN", "LOGIN", "CRAM-MD5")
IN_CLEAR_TEXT = ("CRAM-MD5", "PLAIN", "LOGIN")
BY_TOKEN = ("XOAUTH2",)


def mechanism(offered: Collection[str], server: ServerTarget) -> str:
    """The one to log in with. Raises ProbeFailure UNSUPPORTED where the server offers none of ours."""
    names = {name.upper() for name in offered}
    wanted = BY_TOKEN if server.token else OVER_TLS if server.encrypted else IN_CLEAR_TEXT
    found = next((name for name in wanted if name in names), None)
    if found:
        return found
    theirs = ", ".join(sorted(name for name in names if name.replace("-", "").isalnum()))[:100] or "none"
    raise ProbeFailure(
        Reason.UNSUPPORTED,
        f"the server takes none of {', '.join(wanted)}; it offers {theirs}",
        field="authMethod",
        hint="choose the auth method that the server is set up for: a password, or a token of OAuth 2",
    )


class Conversation:
    """The responses of one login, in order. `initial` is what may go with the command (None: the server begins)."""

    def __init__(self, name: str, server: ServerTarget) -> None:
        self.name = name
        self._username = server.username or ""
        self._password = server.password or ""
        self._token = server.token
        self._asked = 0

    @property
    def initial(self) -> bytes | None:
        if self.name == "PLAIN":
            return f"\0{self._username}\0{self._password}".encode()
        if self.name == "XOAUTH2":
            return f"user={self._username}\x01auth=Bearer {self._token}\x01\x01".encode()
        return None

    def respond(self, challenge: bytes) -> bytes:
        """To the server's next challenge. A server that refuses a token explains in a challenge: it is answered with
        nothing, and then refuses."""
        self._asked += 1
        if self.name == "CRAM-MD5":
            digest = hmac.new(self._password.encode(), challenge, hashlib.md5).hexdigest()
            return f"{self._username} {digest}".encode()
        if self.name == "LOGIN":
            return (self._username if self._asked == 1 else self._password).encode()
        return b"" if self._asked > 1 or self.name == "XOAUTH2" else self.initial or b""
