"""An FTP session by ftplib, over the dialler's sockets: replies bounded, TLS, the data connection through the guard.

Passive mode alone. EPSV (RFC 2428) comes first: it announces a port and no address. Where a server has PASV only, the
address it announces is what it says it serves from, so it is dialled if the guard lets it, and refused if not: to dial
the server's own address instead, as ftplib does, would test another thing than what clients will meet.
"""

from __future__ import annotations

import ftplib
import socket
import ssl
from typing import Any, NoReturn

from probes.diagnosis import scrub
from probes.egress.dial import Dialer
from probes.result import ProbeFailure, Reason, Trace
from probes.target import ProbeContext

MAX_LINES = 500  # of one conversation
_NO_EPSV = ("500", "501", "502", "504", "522")


class FtpSession(ftplib.FTP):
    """ftplib's commands and replies. Raises ftplib's errors, OSError, EOFError; of a data connection also ProbeFailure.

    `tls` is the context of the data connections, None in clear text.
    """

    sock: socket.socket

    def __init__(self, sock: socket.socket, host: str, context: ProbeContext, tls: ssl.SSLContext | None) -> None:
        super().__init__()
        self._host = host
        self._context = context
        self._tls = tls
        self._lines = 0
        self.use(sock)

    def use(self, sock: socket.socket) -> None:
        """From now on over this socket. What came before it and was not read is dropped: it was not encrypted."""
        self.sock = sock
        self.af = sock.family
        self.file = sock.makefile("r", encoding=self.encoding, errors="replace", newline="\r\n")

    def connect(self, *_args: Any, **_options: Any) -> NoReturn:
        raise NotImplementedError("connections are the dialler's")

    def makeport(self) -> NoReturn:
        raise NotImplementedError("passive mode alone")

    def getline(self) -> str:
        self._lines += 1
        if self._lines > MAX_LINES:
            raise ftplib.Error("the server's replies have no end")
        line = super().getline().rstrip("\r\n")
        if self._lines == 1 and not line[:3].isdecimal():  # ftplib would wait for the end of "SSH-2.0-…"
            raise ftplib.error_proto(line)
        return line

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        """The data connection of a command that the server began to answer."""
        assert rest is None  # noqa: S101  # nothing here resumes a transfer
        conn = self._data_connection()
        try:
            self._start(cmd)
            conn = self._encrypted(conn)
        except BaseException:
            conn.close()
            raise
        return conn, None

    def _start(self, command: str) -> None:
        reply = self.sendcmd(command)
        if reply[0] == "2":  # some servers say 200 before 150
            reply = self.getresp()
        if reply[0] != "1":
            raise ftplib.error_reply(reply)

    def _data_connection(self) -> socket.socket:
        announced, port = self._passive()
        try:
            return self._dialer().connect(announced or self._own_address(port), port)
        except ProbeFailure as failure:
            raise _of_data(failure, port, announced) from None

    def _passive(self) -> tuple[str | None, int]:
        """Where the data is: an address other than the server's own (or None), and a port."""
        own = self.sock.getpeername()
        try:
            return None, ftplib.parse229(self.sendcmd("EPSV"), own)[1]
        except ftplib.error_perm as error:
            if str(error)[:3] not in _NO_EPSV or self.af != socket.AF_INET:
                raise
        host, port = ftplib.parse227(self.sendcmd("PASV"))
        if host in (own[0], "0.0.0.0"):  # noqa: S104  # how some servers say "mine"
            return None, port
        self._context.trace.warn("The server announces another address for its data than its own (PASV).")
        return host, port

    def _own_address(self, port: int) -> str:
        """The name, under which rules permit it; its very address where the name stands for several machines."""
        approved = self._dialer().approve(self._host, port)
        return self._host if len(approved) == 1 else str(self.sock.getpeername()[0])

    def _encrypted(self, conn: socket.socket) -> socket.socket:
        if self._tls is None:
            return conn
        # Many servers want the control connection's session, as proof that the two have one client.
        session = self.sock.session if isinstance(self.sock, ssl.SSLSocket) else None
        try:
            return self._dialer().start_tls(conn, self._host, self._tls, session=session)
        except ProbeFailure as failure:
            raise _of_data(failure, 0, None) from None

    def _dialer(self) -> Dialer:
        """Its steps are part of the one that reads."""
        return Dialer(self._context.dialer.policy, Trace(), self._context.deadline)


def _of_data(failure: ProbeFailure, port: int, announced: str | None) -> ProbeFailure:
    """The address that a server announces may be its inside: it is cut out."""
    message = f"data connection: {scrub(failure.message)}"
    hint = "open the server's passive ports to this service"
    reason = failure.reason
    if reason is Reason.EGRESS_DENIED and announced:
        hint = "let the server announce its public address for passive mode (pasv_address, masquerade), or support EPSV"
    elif reason is Reason.EGRESS_DENIED:
        hint = f"the operator allows the server's passive ports too in CONNECTORS_EGRESS_ALLOW, {port} among them"
    elif reason is Reason.INVALID_CONFIG:
        reason, hint = Reason.PEER_ERROR, "the server announced no usable address: check its passive mode"
    return ProbeFailure(reason, message, field="config.host", hint=hint)
