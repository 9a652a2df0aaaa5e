"""A session of Vertica's protocol, which came from PostgreSQL's 3.0 and went its own way in the login.

There is no specification; the source is Vertica's own client, https://github.com/vertica/vertica-python
(vertica/messages). Passwords are answered in clear text, by MD5 over the user's name, or by SHA-512 over his salt.
"""

from __future__ import annotations

import hashlib
import struct

from probes.protocols.database_target import DatabaseTarget, missing
from probes.protocols.database_tls import Protection
from probes.protocols.peer_stream import PeerStream
from probes.result import ProbeFailure, Reason

STARTUP, PROTOCOL = 3 << 16 | 5, 3 << 16 | 16
OK, CLEARTEXT, MD5, CHANGE_PASSWORD, GRACE = 0, 3, 5, 9, 11
HASH, HASH_MD5, HASH_SHA512 = 65536, 65536 + 5, 65536 + 512
FOREIGN = {1: "Kerberos", 2: "Kerberos", 7: "GSSAPI", 8: "GSSAPI", 12: "OAuth"}
LABEL = "connector-service probe"
KNOWN_MESSAGES = b"RSKZNTDCEIG23snt"


class ServerError(Exception):
    """An ErrorResponse: its fields by their one-letter codes (C is the SQLSTATE, M the message)."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(fields.get("C", ""))
        self.fields = fields


class Session:
    """`log_in`, then `rows`. Each raises ProbeFailure, or ServerError."""

    def __init__(self, stream: PeerStream, database: DatabaseTarget) -> None:
        self._stream = stream
        self._database = database

    def log_in(self, protection: Protection) -> str | None:
        """What the server wants said of the password, where it does: that it expires soon."""
        given = {
            "user": self._database.username,
            "database": self._database.database,
            "client_label": LABEL,
            "client_type": "connector-service",
            "autocommit": "on",
            "binary_data_protocol": "0",
            "protocol_compat": "VER",
        }
        body = struct.pack("!I", STARTUP) + b"protocol_version\0" + struct.pack("!I", PROTOCOL) + b"\0"
        body += b"".join(f"{name}\0{value}\0".encode() for name, value in given.items()) + b"\0"
        self._stream.sendall(struct.pack("!I", 4 + len(body)) + body)
        remark = None
        while True:
            kind, body = self._receive()
            if kind == b"Z":
                return remark
            if kind == b"R" and self._challenged(body, protection) == GRACE:
                remark = "The server says that the password expires soon."

    def rows(self, statement: str) -> int:
        self._send(b"Q", statement.encode() + b"\0")
        count = 0
        while (kind := self._receive()[0]) != b"Z":
            count += kind == b"D"
        return count

    def _challenged(self, body: bytes, protection: Protection) -> int:
        try:
            (code,) = struct.unpack_from("!I", body)
            salt, user_salt = body[4:8], body[12:28]
        except struct.error:
            raise self._stream.stranger() from None
        if code in (OK, GRACE):
            return int(code)
        if code == CHANGE_PASSWORD:
            raise _expired()
        if code in FOREIGN:
            raise _unsupported(FOREIGN[code])
        if code not in (CLEARTEXT, MD5, HASH, HASH_MD5, HASH_SHA512):
            raise self._stream.stranger()
        password = self._database.password
        if password is None:
            raise missing("authConfig.password", "password, which the server asks for,", "give authConfig.password")
        if code == CLEARTEXT and not protection.may_show_password:
            raise protection.refusal()
        self._send(b"p", _answer(code, self._database.username, password, salt, user_salt) + b"\0")
        return int(code)

    def _send(self, kind: bytes, body: bytes) -> None:
        self._stream.sendall(kind + struct.pack("!I", 4 + len(body)) + body)

    def _receive(self) -> tuple[bytes, bytes]:
        kind, size = struct.unpack("!cI", self._stream.read(5))
        if kind not in KNOWN_MESSAGES or size < 4:
            raise self._stream.stranger()
        body = self._stream.read(size - 4)
        if kind == b"E":
            parts = body.rstrip(b"\0").split(b"\0")
            raise ServerError({part[:1].decode("latin-1"): part[1:].decode("utf-8", "replace") for part in parts})
        return kind, body


def _answer(code: int, username: str, password: str, salt: bytes, user_salt: bytes) -> bytes:
    """MD5(MD5(password + user) + salt), or SHA512(SHA512(password + user's salt) + salt), in hexadecimal."""
    if code == CLEARTEXT:
        return password.encode()
    by_md5 = code in (MD5, HASH_MD5)
    digest = hashlib.md5 if by_md5 else hashlib.sha512  # the server's choice
    inner = digest(password.encode() + (username.encode() if by_md5 else user_salt)).hexdigest()
    return (b"md5" if by_md5 else b"sha512") + digest(inner.encode() + salt).hexdigest().encode()


def _expired() -> ProbeFailure:
    return ProbeFailure(
        Reason.CREDENTIAL_EXPIRED,
        "the password has expired",
        field="authConfig.password",
        hint="set a new one: ALTER USER … IDENTIFIED BY '…'",
    )


def _unsupported(method: str) -> ProbeFailure:
    return ProbeFailure(
        Reason.UNSUPPORTED,
        f"the server asks for {method}, which this service does not speak",
        field="authMethod",
        hint="let the user log in with a password: CREATE AUTHENTICATION … METHOD 'hash'",
    )
