"""What SMB's NTSTATUS values mean. [MS-ERREF] §2.3.1

https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-erref/596a1078-e883-4972-9bbc-49e60bebca55
"""

from __future__ import annotations

from probes.diagnosis import Diagnosis, DiagnosisTable
from probes.result import ProbeFailure, Reason, StepName

HOST, PASSWORD, USERNAME, SHARE, PATH = (
    "config.host",
    "authConfig.password",
    "authConfig.username",
    "config.share",
    "config.path",
)
_LOGIN = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "the server refused user name or password",
    "check both, and the domain; servers say the same of a user that does not exist",
    PASSWORD,
)
_EXPIRED = Diagnosis(Reason.CREDENTIAL_EXPIRED, "the password has expired", "set a new one and store it", PASSWORD)
_LOCKED = Diagnosis(
    Reason.PERMISSION_DENIED,
    "the account may not log in",
    "unlock or enable it, and look at its restrictions",
    USERNAME,
)
_BUSY = Diagnosis(
    Reason.RATE_LIMITED,
    "the server admits no more connections at present",
    "close idle sessions, or raise the server's limit of connections",
    HOST,
)
_NO_FILE = Diagnosis(
    Reason.RESOURCE_NOT_FOUND, "{path} does not exist in the share", "check the path; it begins at the share", PATH
)

CODES: DiagnosisTable[tuple[int, StepName | None]] = DiagnosisTable(
    {
        (0xC000006D, None): _LOGIN,
        (0xC000006A, None): _LOGIN,
        (0xC0000064, None): _LOGIN,
        (0xC0000071, None): _EXPIRED,
        (0xC0000224, None): _EXPIRED,
        (0xC000006E, None): _LOCKED,
        (0xC000006F, None): _LOCKED,
        (0xC0000070, None): _LOCKED,
        (0xC0000072, None): _LOCKED,
        (0xC000015B, None): _LOCKED,
        (0xC0000193, None): _LOCKED,
        (0xC0000234, None): _LOCKED,
        (0xC0000022, StepName.AUTHENTICATE): _LOCKED,
        (0xC0000022, StepName.AUTHORIZE): Diagnosis(
            Reason.PERMISSION_DENIED,
            "the user may not enter the share",
            "give it access to the share; a share that must be encrypted refuses like this too, and that is not spoken",
            SHARE,
        ),
        (0xC0000022, StepName.RESOURCE): Diagnosis(
            Reason.PERMISSION_DENIED, "the user may not read {path}", "give it the right to read there", PATH
        ),
        (0xC00000CC, None): Diagnosis(
            Reason.RESOURCE_NOT_FOUND, "the server has no such share", "check the share's name", SHARE
        ),
        (0xC0000257, None): Diagnosis(
            Reason.UNSUPPORTED, "the path is on another server (DFS)", "name the server that holds it", PATH
        ),
        (0xC0000033, None): Diagnosis(Reason.INVALID_CONFIG, "{path} is no path", "check it", PATH),
        (0xC0000034, None): _NO_FILE,
        (0xC000003A, None): _NO_FILE,
        (0xC000000F, None): _NO_FILE,
        (0xC0000043, None): Diagnosis(Reason.PEER_ERROR, "{path} is in use", "test again later", PATH),
        (0xC000009A, None): _BUSY,
        (0xC00000CE, None): _BUSY,
        (0xC00000D0, None): _BUSY,
        (0xC00000BB, None): Diagnosis(
            Reason.UNSUPPORTED, "the server speaks no version of SMB from 2.0.2 to 3.0.2", "enable one of them", HOST
        ),
    },
    fallback=Diagnosis(Reason.PEER_ERROR, "the server answered with an error", "look into the server's log", HOST),
)


def refusal(status: int, step: StepName, path: str = "") -> ProbeFailure:
    meaning = CODES.look_up((status, step), (status, None))
    message = f"{meaning.message.replace('{path}', path)} (status 0x{status:08X})"
    return ProbeFailure(meaning.reason, message, field=meaning.field, hint=meaning.hint)
