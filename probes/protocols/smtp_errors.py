"""What SMTP's replies mean: RFC 5321 §4.2, RFC 4954 §6 (AUTH), RFC 3463 (enhanced codes, which go first)."""

from __future__ import annotations

import re

from probes.diagnosis import Diagnosis, DiagnosisTable, scrub
from probes.protocols.server_target import ServerTarget
from probes.result import ProbeFailure, Reason, StepName

_ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})\b")
_BUSY = re.compile(r"too many|rate|limit|throttl|busy|concurrent", re.IGNORECASE)
_TLS_FIRST = re.compile(r"starttls|encrypt|tls", re.IGNORECASE)

HOST, PASSWORD, SENDER = "config.host", "authConfig.password", "config.sender"
BUSY = Diagnosis(
    Reason.RATE_LIMITED,
    "the server serves nobody more at present",
    "wait, then test again; or raise the server's limits of connections and of logins",
    HOST,
)
REFUSED = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "the server refused the login",
    "check both; many providers want a password made for the application (app password)",
    PASSWORD,
)

# By reply code and step; None is any step.
REPLIES: DiagnosisTable[tuple[int, StepName | None]] = DiagnosisTable(
    {
        (421, None): BUSY,
        (454, StepName.AUTHENTICATE): Diagnosis(
            Reason.PEER_ERROR, "the server cannot judge logins at present", "test again later", HOST
        ),
        (450, None): BUSY,
        (451, None): Diagnosis(Reason.PEER_ERROR, "the server failed for the moment", "test again later", HOST),
        (452, None): BUSY,
        (534, None): Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "the server finds this way of logging in too weak",
            "use a token of OAuth 2, or a password made for the application (app password)",
            "authMethod",
        ),
        (535, None): REFUSED,
        (530, StepName.AUTHENTICATE): REFUSED,
        (530, None): Diagnosis(
            Reason.CREDENTIAL_MISSING,
            "the server asks for a login and the connector has none",
            "give authConfig.username and authConfig.password",
            "authConfig.username",
        ),
        (538, None): Diagnosis(
            Reason.TLS_REQUIRED, "the server takes this login over TLS alone", "take tlsMode none out", "config.tlsMode"
        ),
        (554, StepName.CONNECT): Diagnosis(
            Reason.PERMISSION_DENIED,
            "the server does not serve this service's address",
            "let the address in, and look whether a block list has it",
            HOST,
        ),
        (550, StepName.AUTHORIZE): Diagnosis(
            Reason.PERMISSION_DENIED,
            "the user may not send as {sender}",
            "verify the address with the provider, or give the user the right to send as it",
            SENDER,
        ),
        (501, StepName.AUTHORIZE): Diagnosis(
            Reason.INVALID_CONFIG, "the server takes {sender} for no address", "check it", SENDER
        ),
    },
    fallback=Diagnosis(Reason.PEER_ERROR, "the server answered with an error", "look into the server's log", HOST),
)
_AS_550 = (551, 552, 553, 554)


def refusal(code: int, text: str, step: StepName, server: ServerTarget, sender: str = "") -> ProbeFailure:
    """What a reply of 4xx or 5xx means, the server's own words (scrubbed) behind ours."""
    known = 550 if step is StepName.AUTHORIZE and code in _AS_550 else code
    meaning = REPLIES.look_up((known, step), (known, None))
    enhanced = _ENHANCED.match(text)
    if not server.encrypted and code in (530, 538, 550, 554) and _TLS_FIRST.search(text):
        meaning = REPLIES.look_up((538, None))
    elif code < 500 and (_BUSY.search(text) or (enhanced and enhanced.group(0) in ("4.7.0", "4.3.2"))):
        meaning = BUSY
    elif step is StepName.AUTHENTICATE and meaning is REPLIES.fallback and code >= 500:
        meaning = REFUSED
    field = "authConfig.token" if meaning is REFUSED and server.token else meaning.field
    hint = (
        "get a new token, of the scope that the provider's page names" if field == "authConfig.token" else meaning.hint
    )
    message = f"{meaning.message.replace('{sender}', sender)}; it says: {code} {scrub(text, server.secrets)}"
    return ProbeFailure(meaning.reason, message, field=field, hint=hint)
