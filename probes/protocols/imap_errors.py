"""What IMAP's NO, BAD and BYE mean: RFC 9051 §7.1, the response codes of RFC 5530; where there is none, the text."""

from __future__ import annotations

import re

from probes.diagnosis import Diagnosis, DiagnosisTable, scrub
from probes.protocols.server_target import ServerTarget
from probes.result import ProbeFailure, Reason, StepName

_CODE = re.compile(r"\[([A-Z-]+)[^\]]*\]\s*")
_ABSENT = re.compile(r"(doesn't|does not|not) exist|not found|unknown mailbox|no such", re.IGNORECASE)
_BUSY = re.compile(r"too many|maximum number of connections|limit|throttl|bandwidth|rate", re.IGNORECASE)

HOST, PASSWORD, MAILBOX = "config.host", "authConfig.password", "config.mailbox"
REFUSED = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "the server refused the login",
    "check both; many providers want a password made for the application (app password), and IMAP switched on",
    PASSWORD,
)
BUSY = Diagnosis(
    Reason.RATE_LIMITED,
    "the server serves this user no more at present",
    "close other sessions of the user, or raise the server's limit of connections",
    HOST,
)
ABSENT = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "the mailbox does not exist, or is not shown to this user",
    "check its name, capitals included, and the separator of its parts",
    MAILBOX,
)

CODES: DiagnosisTable[tuple[str, StepName | None]] = DiagnosisTable(
    {
        ("AUTHENTICATIONFAILED", None): REFUSED,
        ("AUTHORIZATIONFAILED", None): REFUSED,
        ("EXPIRED", None): Diagnosis(
            Reason.CREDENTIAL_EXPIRED, "the password has expired", "set a new one and store it", PASSWORD
        ),
        ("PRIVACYREQUIRED", None): Diagnosis(
            Reason.TLS_REQUIRED, "the server takes logins over TLS alone", "take tlsMode none out", "config.tlsMode"
        ),
        ("CONTACTADMIN", None): Diagnosis(
            Reason.PERMISSION_DENIED, "the server sends the user to its administrator", "ask there", HOST
        ),
        ("UNAVAILABLE", None): Diagnosis(
            Reason.PEER_ERROR, "a part of the server is not available", "test again later", HOST
        ),
        ("LIMIT", None): BUSY,
        ("OVERQUOTA", None): BUSY,
        ("INUSE", None): BUSY,
        ("NOPERM", None): Diagnosis(
            Reason.PERMISSION_DENIED,
            "the user may not read the mailbox",
            "give it the right to read (r) in the mailbox's access control list",
            MAILBOX,
        ),
        ("NONEXISTENT", None): ABSENT,
        ("TRYCREATE", None): ABSENT,
        ("CANNOT", None): Diagnosis(Reason.INVALID_CONFIG, "the name is none of a mailbox", "check it", MAILBOX),
        ("SERVERBUG", None): Diagnosis(Reason.PEER_ERROR, "the server failed inside", "look into its log", HOST),
    },
    fallback=Diagnosis(Reason.PEER_ERROR, "the server refused", "look into the server's log", HOST),
)


def refusal(text: str, step: StepName, server: ServerTarget) -> ProbeFailure:
    """What follows NO, BAD or BYE, the server's own words (scrubbed) behind ours."""
    code = _CODE.match(text)
    meaning = CODES.look_up((code[1], None)) if code else CODES.fallback
    if _BUSY.search(text) and meaning in (CODES.fallback, CODES.look_up(("UNAVAILABLE", None))):
        meaning = BUSY
    elif meaning is CODES.fallback:
        if step is StepName.AUTHENTICATE:
            meaning = REFUSED
        elif step is StepName.RESOURCE and _ABSENT.search(text):
            meaning = ABSENT
    field, hint = meaning.field, meaning.hint
    if meaning is REFUSED and server.token:
        field, hint = "authConfig.token", "get a new token, of the scope that the provider's page names"
    message = f"{meaning.message}; it says: {scrub(text, server.secrets)}"
    return ProbeFailure(meaning.reason, message, field=field, hint=hint)
