"""Tests FTP and FTP over TLS: login, and a data connection that lists the folder or reads the beginning of the file.

RFC 959, RFC 4217 (TLS), RFC 2428 (EPSV).
"""

from __future__ import annotations

import ftplib
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager

from probes.egress import tls
from probes.protocols.database_tls import failed_step
from probes.protocols.ftp_errors import diagnosed, stranger
from probes.protocols.ftp_session import FtpSession
from probes.protocols.ftp_target import FtpTarget, ftp_target
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

# ValueError and LookupError are what ftplib raises where a reply is not built as it should be.
FAILURES = (ftplib.Error, OSError, EOFError, ValueError, LookupError)


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves, in this order: TLS, that the server accepts the login, that the path can be read."""
    with context.trace.step(StepName.CONFIG):
        ftp = ftp_target(target)
        encryption = tls.context(ca_pem=ftp.authorities, ca_field="config.caCertificate") if ftp.encrypted else None
    if encryption is None:
        what = "all data crosses" if ftp.anonymous else "the password and all data cross"
        context.trace.warn(f"FTP is not encrypted: {what} the network in clear text.")
    with closing(_begun(ftp, context, encryption)) as session:
        _log_in(session, ftp, context)
        return _read(session, ftp, context)


def _begun(target: FtpTarget, context: ProbeContext, encryption: ssl.SSLContext | None) -> FtpSession:
    """A session whose server has greeted, encrypted where it is to be."""
    sock = context.dialer.connect(target.host, target.port)
    if encryption and target.implicit:
        sock = context.dialer.start_tls(sock, target.host, encryption)
    session = FtpSession(sock, target.host, context, encryption)
    explicit = encryption is not None and not target.implicit
    at = StepName.TLS if explicit else StepName.AUTHENTICATE
    try:
        with failed_step(context.trace, at), _diagnosed(at, target):
            _greet(session, explicit=explicit)
        if encryption and explicit:
            session.use(context.dialer.start_tls(sock, target.host, encryption))
    except BaseException:
        session.close()
        raise
    return session


def _greet(session: FtpSession, *, explicit: bool) -> None:
    session.welcome = session.getresp()
    if "SMTP" in session.welcome:
        raise stranger(session.welcome)
    if explicit:
        _ask_for_tls(session)


def _ask_for_tls(session: FtpSession) -> None:
    try:
        session.voidcmd("AUTH TLS")
    except (ftplib.error_perm, ftplib.error_reply):
        raise ProbeFailure(
            Reason.TLS_REQUIRED,
            "the server offers no TLS, and the connector asks for it",
            field="config.host",
            hint="enable TLS on the server; the type ftp would send everything in clear text",
        ) from None


def _log_in(session: FtpSession, target: FtpTarget, context: ProbeContext) -> None:
    """An anonymous login proves nobody: its step is told only when it fails."""
    trace = context.trace
    told = failed_step(trace, StepName.AUTHENTICATE) if target.anonymous else trace.step(StepName.AUTHENTICATE)
    with told, _diagnosed(StepName.AUTHENTICATE, target):
        reply = session.sendcmd(f"USER {target.username}")
        asked = reply[0] == "3"
        if asked:
            reply = session.sendcmd(f"PASS {target.password}")
        if reply[0] != "2":
            raise ftplib.error_reply(reply)
        if not asked and not target.anonymous:
            trace.warn("The server did not ask for the password: it lets this user in without one.")
        if target.encrypted:
            _encrypt_data(session)


def _encrypt_data(session: FtpSession) -> None:
    try:
        session.voidcmd("PBSZ 0")
        session.voidcmd("PROT P")
    except (ftplib.error_perm, ftplib.error_reply):
        raise ProbeFailure(
            Reason.TLS_REQUIRED,
            "the server does not encrypt its data connections (PROT P)",
            field="config.host",
            hint="enable TLS for data on the server",
        ) from None


def _read(session: FtpSession, target: FtpTarget, context: ProbeContext) -> Finding:
    with context.trace.step(StepName.RESOURCE) as note, _diagnosed(StepName.RESOURCE, target):
        refusal = _enter(session, target.path)
        if refusal is None:
            found = _begins(session, "LIST")
            note.message = f"listed {target.path or 'the folder of the login'}"
            nothing = "The folder is empty."
        else:
            found = _begins_file(session, target, refusal)
            note.message = f"read the beginning of {target.path}"
            nothing = "The file is empty."
    return Finding(note.message, warning=None if found else nothing)


def _enter(session: FtpSession, path: str | None) -> ftplib.error_perm | None:
    """Goes into the folder. Where the server refuses, how: it may be a file."""
    if path is None:
        return None
    try:
        session.voidcmd(f"CWD {path}")
    except ftplib.error_perm as error:
        return error
    return None


def _begins_file(session: FtpSession, target: FtpTarget, refusal: ftplib.error_perm) -> bool:
    session.voidcmd("TYPE I")
    try:
        return _begins(session, f"RETR {target.path}")
    except ftplib.error_perm as error:
        # Of a folder that may not be entered, the refusal to enter says more than that it is no file.
        entering = diagnosed(refusal, StepName.RESOURCE, target)
        raise (entering if entering.reason is Reason.PERMISSION_DENIED else error) from None


def _begins(session: FtpSession, command: str) -> bool:
    """Whether the data of the command has a first byte; the rest is not read."""
    conn, _size = session.ntransfercmd(command)
    with conn:
        first = conn.recv(1)
    if not first:
        session.voidresp()
    return bool(first)


@contextmanager
def _diagnosed(step: StepName, target: FtpTarget) -> Iterator[None]:
    try:
        yield
    except ProbeFailure:
        raise
    except FAILURES as error:
        raise diagnosed(error, step, target) from None
