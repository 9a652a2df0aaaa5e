"""A session of PostgreSQL's protocol 3.0 over a stream of ours, by pg8000, with what it may answer governed here.

https://www.postgresql.org/docs/current/protocol-flow.html
"""

from __future__ import annotations

import re
import ssl
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from pg8000.core import CoreConnection
from pg8000.exceptions import DatabaseError, InterfaceError
from scramp import ScramException

from probes.protocols.database_target import DatabaseTarget
from probes.protocols.database_tls import Protection
from probes.protocols.peer_stream import PeerStream
from probes.result import ProbeFailure, Reason

SSL_REQUEST = struct.pack("!ii", 8, 80877103)
APPLICATION_NAME = "connector-service probe"

# Int32 codes of the message "R": https://www.postgresql.org/docs/current/protocol-message-formats.html
OK, CLEARTEXT, MD5, SASL, SASL_CONTINUE, SASL_FINAL = 0, 3, 5, 10, 11, 12
FOREIGN = {2: "Kerberos V5", 7: "GSSAPI", 8: "GSSAPI", 9: "SSPI", 13: "Redshift's own digest"}
# A server may name any count, and we compute that many hashes. PostgreSQL's default is 4,096.
MAX_ITERATIONS = 2_000_000


class ServerError(Exception):
    """An ErrorResponse: its fields by their one-letter codes (C is the SQLSTATE, M the message, R the routine)."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(fields.get("C", ""))
        self.fields = fields


def offers_tls(stream: PeerStream) -> bool:
    """Asks with an SSLRequest. Raises ProbeFailure: anything but the one byte S or N is another protocol."""
    stream.sendall(SSL_REQUEST)
    answer = stream.read(1)
    if answer not in (b"S", b"N") or stream.pending:
        raise stream.stranger()
    return answer == b"S"


class Session(CoreConnection):  # type: ignore[misc]  # pg8000 ships no types
    """Logs in when made. Calls `on_authenticated(asked)` once the server accepts us; `asked`: for a credential.

    Raises ProbeFailure, or ServerError for what the server itself says.
    """

    def __init__(
        self,
        stream: PeerStream,
        database: DatabaseTarget,
        protection: Protection,
        on_authenticated: Callable[[bool], None],
    ) -> None:
        self._stream = stream
        self._has_password = database.password is not None
        self._protection = protection
        self._on_authenticated = on_authenticated
        self._challenges: set[int] = set()
        with self._translated():
            super().__init__(
                database.username,
                database=database.database,
                password=database.password,
                sock=stream,
                ssl_context=False,
                application_name=APPLICATION_NAME,
            )

    @property
    def server_version(self) -> str:
        """As the server announces it, such as 15.18; empty where it does not."""
        return str(self.parameter_statuses.get("server_version", ""))

    def rows(self, statements: str) -> list[list[Any]]:
        """The rows of all the statements together, by the simple query protocol."""
        with self._translated():
            return self.execute_simple(statements).rows or []

    def close(self) -> None:
        if self._usock is not None:
            with suppress(ProbeFailure):
                super().close()

    def handle_AUTHENTICATION_REQUEST(self, data: bytes, context: Any) -> None:  # noqa: N802  # pg8000's name
        (code,) = struct.unpack_from("!i", data)
        match code:
            case 0:
                self._accept()
            case 3 if self._has_password and not self._protection.may_show_password:
                raise self._protection.refusal()
            case 3 | 5 | 10 if not self._has_password:
                raise _password_missing()
            case 11:
                _check_iterations(data)
            case _ if code in FOREIGN:
                raise _unsupported(FOREIGN[code])
        self._challenges.add(code)
        if code == SASL:
            self._answer_sasl(data, context)
        else:
            super().handle_AUTHENTICATION_REQUEST(data, context)

    def _accept(self) -> None:
        """A server that began SCRAM and breaks it off has not shown that it knows the password: anyone's may be it."""
        if SASL in self._challenges and SASL_FINAL not in self._challenges:
            raise _no_proof()
        self._on_authenticated(bool(self._challenges))

    def _answer_sasl(self, data: bytes, context: Any) -> None:
        """pg8000 binds the exchange to the TLS channel when its socket is a TLS socket, which ours only contains."""
        bound = isinstance(self._stream.sock, ssl.SSLSocket)
        try:
            self._usock = self._stream.sock if bound else self._stream
            super().handle_AUTHENTICATION_REQUEST(data, context)
        except ScramException:
            if not bound:
                raise
            # RFC 5929 defines no binding for certificates signed without a hash function, such as Ed25519.
            self._usock = self._stream
            super().handle_AUTHENTICATION_REQUEST(data, context)
        finally:
            self._usock = self._stream

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            raise ServerError(error.args[0]) from None
        except ScramException:
            raise _no_proof() from None
        except (InterfaceError, LookupError, ValueError, AttributeError, struct.error):
            # pg8000 looks messages up by their code and unpacks them as they should be: these are what it raises
            # when a peer sends others.
            raise self._stream.stranger() from None


def _check_iterations(data: bytes) -> None:
    found = re.search(rb"(?:^|,)i=([0-9]{1,12})(?:,|$)", data[4:])
    if found and int(found[1]) > MAX_ITERATIONS:
        raise ProbeFailure(
            Reason.PEER_ERROR,
            f"the server asks for more than {MAX_ITERATIONS:,} rounds of SCRAM",
            field="config.host",
            hint="lower scram_iterations on the server and set the password anew",
        )


def _password_missing() -> ProbeFailure:
    return ProbeFailure(
        Reason.CREDENTIAL_MISSING,
        "the server asks for a password, and the connector has none",
        field="authConfig.password",
        hint="give authConfig.password",
    )


def _no_proof() -> ProbeFailure:
    return ProbeFailure(
        Reason.PEER_ERROR,
        "the server did not prove that it knows the password (SCRAM)",
        field="config.host",
        hint="check that this is the server meant, and that nothing sits in between; then set sslMode to verify-full",
    )


def _unsupported(method: str) -> ProbeFailure:
    return ProbeFailure(
        Reason.UNSUPPORTED,
        f"the server asks for {method}, which this service does not speak",
        field="authMethod",
        hint="let the user log in with a password (SCRAM-SHA-256) or a client certificate",
    )
