"""A session of MySQL's protocol over a stream of ours, by PyMySQL, with what it may answer governed here.

https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from pymysql.connections import Connection
from pymysql.constants import CLIENT
from pymysql.cursors import Cursor
from pymysql.err import MySQLError

from probes.protocols.database_target import DatabaseTarget
from probes.protocols.database_tls import Protection, Upgrade
from probes.protocols.peer_stream import PeerStream
from probes.result import ProbeFailure, Reason

if TYPE_CHECKING:
    _Connection = Connection[Cursor]  # generic in the stubs alone
else:
    _Connection = Connection

PROGRAM_NAME = "connector-service probe"

# https://dev.mysql.com/doc/refman/8.4/en/authentication-plugins.html
NATIVE, CACHING = "mysql_native_password", "caching_sha2_password"
SHOWING = ("mysql_clear_password", "sha256_password", "dialog")  # these send the password itself


class ServerError(Exception):
    """An ERR packet: MySQL's error number and the server's words."""

    def __init__(self, number: int, words: str) -> None:
        super().__init__(number)
        self.number = number
        self.words = words


class Session(_Connection):
    """`greet`, then `log_in`, then `use` and `count`. Each raises ProbeFailure, Unproven or ServerError.

    LOCAL INFILE stays off: a server that asks for a file of this machine gets none.
    """

    # PyMySQL's own, which its stubs leave out.
    _auth_plugin_name: str
    server_capabilities: int
    server_version: str
    _get_server_information: Callable[[], None]
    _request_authentication: Callable[[], None]

    def __init__(self, stream: PeerStream, database: DatabaseTarget, upgrade: Upgrade) -> None:
        self._stream = stream
        self.upgrade = upgrade
        self._on_secured: Callable[[], None] = lambda: None
        super().__init__(
            user=database.username,
            # As bytes: PyMySQL would write a str in latin-1.
            password=(database.password or "").encode(),
            host=database.host,
            port=database.port,
            charset="utf8mb4",
            autocommit=None,
            local_infile=False,
            defer_connect=True,
            program_name=PROGRAM_NAME,
            ssl_disabled=not upgrade.policy.wanted,
        )
        self._sock: Any = stream
        self._rfile: Any = stream
        self._current_timeout: Any = None
        self._next_seq_id = 0

    def greet(self) -> None:
        """Reads the server's greeting: who it is, and whether it offers TLS."""
        with self._translated():
            self._get_server_information()
        if self.upgrade.policy.wanted and not self.server_capabilities & CLIENT.SSL:
            self.upgrade.refused()
        if self._auth_plugin_name not in (NATIVE, CACHING):
            # The server asks us to switch to what it wants instead, and _process_auth judges that.
            self._auth_plugin_name = NATIVE

    def log_in(self, on_secured: Callable[[], None]) -> None:
        """Starts TLS where the server offers it, calls `on_secured`, then answers what proves who we are."""
        self._on_secured = on_secured
        if not (self.upgrade.policy.wanted and self.server_capabilities & CLIENT.SSL):
            on_secured()
        with self._translated():
            self._request_authentication()

    def use(self, database: str) -> None:
        with self._translated():
            self.select_db(database)

    def count(self, statement: str) -> int:
        """Runs a statement; how many rows it gave."""
        with self._translated(), self.cursor() as cursor:
            return cursor.execute(statement)

    def close(self) -> None:
        with suppress(ProbeFailure, MySQLError):
            super().close()
        self._stream.close()

    # What PyMySQL calls.

    def _create_ssl_ctx(self, _options: object) -> Session:
        """This object is its SSL context, of which it calls wrap_socket alone."""
        return self

    def wrap_socket(self, _sock: object, *, server_hostname: str) -> PeerStream:  # noqa: ARG002  # PyMySQL's signature
        self.upgrade.start(self._stream)
        self._on_secured()
        return self._stream

    @property
    def _secure(self) -> bool:
        """PyMySQL asks this and nothing else before it shows a password to caching_sha2_password: True sends it as it
        is, False under a key that the server just sent, which whoever sits in between can send too.
        """
        protection = self.upgrade.protection
        if not protection.may_show_password:
            raise protection.refusal()
        return protection is Protection.VERIFIED

    @_secure.setter
    def _secure(self, _value: bool) -> None:
        """That TLS was started is not what decides."""

    def _process_auth(self, plugin_name: bytes, auth_packet: Any, handler: Any = None) -> Any:
        name = plugin_name.decode("ascii", "replace")
        if name in SHOWING and not self.upgrade.protection.may_show_password:
            raise self.upgrade.protection.refusal()
        if name not in (NATIVE, CACHING, *SHOWING):
            raise _unsupported(name)
        return super()._process_auth(plugin_name, auth_packet, handler)  # type: ignore[misc]  # not in the stubs

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except MySQLError as error:
            number, words = (*error.args, "", "")[:2]
            if not isinstance(number, int) or number < 1000 or 2000 <= number < 3000:
                raise self._stream.stranger() from None  # not from the server: PyMySQL's own
            raise ServerError(number, str(words)) from None
        except RuntimeError as error:
            if "LOAD_LOCAL" not in str(error):
                raise
            raise _asked_for_a_file() from None
        except (LookupError, ValueError, AttributeError, TypeError, AssertionError, struct.error):
            # What PyMySQL raises when it unpacks a packet that is none.
            raise self._stream.stranger() from None


def _unsupported(plugin: str) -> ProbeFailure:
    known = "".join(character for character in plugin if character.isalnum() or character == "_")[:40]
    return ProbeFailure(
        Reason.UNSUPPORTED,
        f"the server asks for the authentication plugin {known}, which this service does not speak",
        field="authMethod",
        hint=f"let the user log in with {CACHING} or {NATIVE}",
    )


def _asked_for_a_file() -> ProbeFailure:
    return ProbeFailure(
        Reason.PEER_ERROR,
        "the server answered a query by asking for a file of this machine; it got none",
        field="config.host",
        hint="do not trust this server: only a rogue one does that (LOAD DATA LOCAL)",
    )
