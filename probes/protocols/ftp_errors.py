"""What FTP's replies mean: RFC 959 §4.2, RFC 2228 §5. Many codes say little, so the text is looked at too."""

from __future__ import annotations

import ftplib
import re

from probes.diagnosis import Diagnosis, DiagnosisTable, scrub
from probes.protocols.ftp_target import FtpTarget
from probes.protocols.peer_stream import STRANGERS
from probes.result import ProbeFailure, Reason, StepName

_TLS_WANTED = re.compile(r"\b(ssl|tls|encrypt\w*|secure)\b", re.IGNORECASE)
_DENIED = re.compile(r"permission|privilege|denied|not allowed|forbidden|access", re.IGNORECASE)
_BUSY = re.compile(r"too many|maximum|limit|try again|busy|later", re.IGNORECASE)

TLS_REQUIRED = Diagnosis(
    Reason.TLS_REQUIRED,
    "the server lets nobody in without TLS",
    "change the connector's type to ftps",
    "config.host",
)
DENIED = Diagnosis(
    Reason.PERMISSION_DENIED,
    "the user may not read {path}",
    "give the user the right to list the folder, or to read the file",
    "config.path",
)
OTHER = Diagnosis(Reason.PEER_ERROR, "the server answered with an error", "look into the server's log", "config.host")
_LOGIN = "check user name and password; servers say the same of a user that does not exist"
_BROKEN = Diagnosis(
    Reason.PEER_ERROR, "the server could not send the data", "test again; then look into its log", "config.path"
)

# By reply code and step; None is any step. The message may name {path}.
REPLIES: DiagnosisTable[tuple[str, StepName | None]] = DiagnosisTable(
    {
        ("530", StepName.AUTHENTICATE): Diagnosis(
            Reason.AUTHENTICATION_FAILED, "the server refused user name or password", _LOGIN, "authConfig.password"
        ),
        ("530", None): DENIED,
        ("332", None): Diagnosis(
            Reason.UNSUPPORTED,
            "the server wants an account beside the password (ACCT), which this service does not send",
            "let the user log in without one",
            "authConfig.username",
        ),
        ("532", None): DENIED,
        ("421", None): Diagnosis(
            Reason.RATE_LIMITED,
            "the server serves nobody more at present",
            "wait, then test again; or raise the server's limits of connections",
            "config.host",
        ),
        ("450", None): Diagnosis(Reason.PEER_ERROR, "{path} is in use", "test again later", "config.path"),
        ("550", StepName.AUTHENTICATE): Diagnosis(
            Reason.AUTHENTICATION_FAILED, "the server refused the login", _LOGIN, "authConfig.username"
        ),
        ("550", None): Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            "{path} does not exist, or is not shown to this user",
            "check the path, capitals included; it begins at the folder that the server shows this user as its root",
            "config.path",
        ),
        ("553", None): Diagnosis(
            Reason.INVALID_CONFIG, "the server takes {path} for no file's name", "check it", "config.path"
        ),
        ("425", None): Diagnosis(
            Reason.UNREACHABLE,
            "the server could not open the data connection",
            "open the server's passive ports in its firewall",
            "config.host",
        ),
        ("426", None): _BROKEN,
        ("522", None): Diagnosis(
            Reason.PEER_ERROR,
            "the server does not accept the TLS of the data connection",
            "look into its log; some servers want the control connection's session (require_ssl_reuse)",
            "config.host",
        ),
        ("451", None): _BROKEN,
    },
    fallback=OTHER,
)


def diagnosed(error: Exception, step: StepName, target: FtpTarget) -> ProbeFailure:
    """What an exception of ftplib, or of the socket below it, means."""
    if isinstance(error, TimeoutError):
        hint = "check that an FTP server listens on this port"
        hint += "" if target.implicit else "; one that expects TLS from the first byte waits like this (port 990)"
        message = "the peer accepted the connection and then said nothing, or stopped answering"
        return ProbeFailure(Reason.TIMEOUT, message, field="config.host", hint=hint)
    if isinstance(error, EOFError | OSError):
        return ProbeFailure(
            Reason.UNREACHABLE,
            "the server closed the connection",
            field="config.host",
            hint="check which addresses it admits, and look into its log",
        )
    if not isinstance(error, ftplib.error_reply | ftplib.error_temp | ftplib.error_perm):
        return stranger(str(error))
    return _reply(str(error), step, target)


def stranger(said: str) -> ProbeFailure:
    """The peer speaks something else; what, where its words tell."""
    start = said.encode(errors="replace")
    name = next((who for pattern, who in STRANGERS if pattern.match(start) and "FTP" not in who), None)
    name = "an SMTP server" if "SMTP" in said else name
    return ProbeFailure(
        Reason.PROTOCOL_MISMATCH,
        f"the peer does not speak FTP{f'; it answers like {name}' if name else ''}",
        field="config.port",
        hint="check the host and the port: another service listens there",
    )


def _reply(text: str, step: StepName, target: FtpTarget) -> ProbeFailure:
    code = text[:3]
    meaning = REPLIES.look_up((code, step), (code, None))
    if not target.encrypted and code[0] == "5" and step is StepName.AUTHENTICATE and _TLS_WANTED.search(text):
        meaning = TLS_REQUIRED
    elif step is StepName.RESOURCE and code == "550" and _DENIED.search(text):
        meaning = DENIED
    elif code in ("530", "450", "451") and _BUSY.search(text):
        meaning = REPLIES.look_up(("421", None))
    path = target.path or "the folder of the login"
    said = scrub(text, target.secrets)
    message = f"{meaning.message.replace('{path}', path)}; it says: {said}"
    return ProbeFailure(meaning.reason, message, field=meaning.field, hint=meaning.hint)
