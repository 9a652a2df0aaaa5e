"""What LDAP's result codes mean: RFC 4511 §4.1.9 and appendix A; and what Active Directory adds to its 49.

`data 52e` in its text is a Win32 error in hexadecimal: 1326, ERROR_LOGON_FAILURE.
https://learn.microsoft.com/en-us/windows/win32/debug/system-error-codes--1300-1699-
"""

from __future__ import annotations

import re

from probes.diagnosis import Diagnosis, DiagnosisTable, scrub
from probes.protocols.server_target import ServerTarget
from probes.result import ProbeFailure, Reason, StepName

HOST, PASSWORD, USERNAME, BASE = "config.host", "authConfig.password", "authConfig.username", "config.baseDn"
_ACTIVE_DIRECTORY = re.compile(r"\bdata ([0-9a-f]{2,4})\b", re.IGNORECASE)

_EXPIRED = Diagnosis(Reason.CREDENTIAL_EXPIRED, "the password has expired", "set a new one and store it", PASSWORD)
_NO_TIME = Diagnosis(Reason.RATE_LIMITED, "the server's limits stopped it", "test again later", HOST)
_BUSY = Diagnosis(
    Reason.RATE_LIMITED, "the server is too busy", "wait, then test again; or raise the server's limits", HOST
)
_WANTS_TLS = Diagnosis(
    Reason.TLS_REQUIRED, "the server takes this login over TLS alone", "take tlsMode none out", "config.tlsMode"
)
_NO_LOGIN = Diagnosis(
    Reason.PERMISSION_DENIED, "the account may not log in", "unlock or enable it in the directory", USERNAME
)

CODES: DiagnosisTable[tuple[int, StepName | None]] = DiagnosisTable(
    {
        (3, None): _NO_TIME,
        (8, None): _WANTS_TLS,
        (10, None): Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            "the server refers to another one for this name",
            "set host to the server that holds it; a test follows no referral",
            BASE,
        ),
        (11, None): _NO_TIME,
        (13, None): _WANTS_TLS,
        (32, StepName.AUTHENTICATE): Diagnosis(
            Reason.AUTHENTICATION_FAILED, "the server knows no such user", "check the bind DN", USERNAME
        ),
        (32, None): Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            "the base DN does not exist, or is not shown to this user",
            "check baseDn; some servers say the same of what a user may not see",
            BASE,
        ),
        (34, StepName.AUTHENTICATE): Diagnosis(
            Reason.INVALID_CONFIG,
            "the server takes the user name for no DN",
            "give the whole DN (cn=…,dc=…); Active Directory takes user@domain too",
            USERNAME,
        ),
        (34, None): Diagnosis(Reason.INVALID_CONFIG, "the server takes baseDn for no DN", "check it", BASE),
        (48, None): Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "the server refuses this kind of login",
            "give user name and password",
            USERNAME,
        ),
        (49, None): Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "the server refused user name or password",
            "check the bind DN and the password; servers say the same of a user that does not exist",
            PASSWORD,
        ),
        (50, StepName.AUTHENTICATE): _NO_LOGIN,
        (50, None): Diagnosis(
            Reason.PERMISSION_DENIED,
            "the user may not read the base DN",
            "give it read access to the entry in the server's access rules",
            BASE,
        ),
        (51, None): _BUSY,
        (52, None): Diagnosis(Reason.PEER_ERROR, "the server is not available", "test again later", HOST),
        (53, StepName.AUTHENTICATE): Diagnosis(
            Reason.PERMISSION_DENIED,
            "the server is unwilling to take this login",
            "look into the server's log",
            USERNAME,
        ),
    },
    fallback=Diagnosis(Reason.PEER_ERROR, "the server answered with an error", "look into the server's log", HOST),
)
# Of 49 at Active Directory; 525 (no such user) and 52e (wrong password) are what 49 says anyway.
ACTIVE_DIRECTORY = {
    "530": _NO_LOGIN,
    "531": _NO_LOGIN,
    "532": _EXPIRED,
    "533": _NO_LOGIN,
    "701": _NO_LOGIN,
    "773": _EXPIRED,
    "775": _NO_LOGIN,
}


def refusal(code: int, text: str, step: StepName, server: ServerTarget) -> ProbeFailure:
    """What a result code other than success means, the server's own words (scrubbed) behind ours."""
    meaning = CODES.look_up((code, step), (code, None))
    detail = _ACTIVE_DIRECTORY.search(text) if code == 49 else None
    if detail:
        meaning = ACTIVE_DIRECTORY.get(detail[1].lower(), meaning)
    said = scrub(text, server.secrets)
    message = f"{meaning.message} (result {code})" + (f"; it says: {said}" if said else "")
    return ProbeFailure(meaning.reason, message, field=meaning.field, hint=meaning.hint)
