"""What a server's -ERR means, by its text: NATS has no codes there.

https://docs.nats.io/reference/reference-protocols/nats-protocol#okerr; JetStream's answers have codes of their own:
https://docs.nats.io/reference/reference-protocols/nats_api_reference#error-handling
"""

from __future__ import annotations

import re

from probes.diagnosis import Diagnosis, DiagnosisTable, scrub
from probes.result import ProbeFailure, Reason

HOST, SUBJECT, STREAM = "config.host", "config.subject", "config.stream"

# The first that is found in the text decides.
ERRORS: tuple[tuple[re.Pattern[str], Diagnosis], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), meaning)
    for pattern, meaning in (
        (
            r"authentication expired|credentials? expired",
            Diagnosis(Reason.CREDENTIAL_EXPIRED, "the credentials have expired", "issue new ones and store them"),
        ),
        (
            r"authentication revoked|account authentication expired",
            Diagnosis(Reason.CREDENTIAL_EXPIRED, "the credentials were revoked", "issue new ones and store them"),
        ),
        (
            r"maximum (account |server )?(active )?connections|connections? exceeded|too many",
            Diagnosis(
                Reason.RATE_LIMITED,
                "the server admits no more connections at present",
                "close idle connections, or raise max_connections of the server or of the account",
                HOST,
            ),
        ),
        (
            r"authorization (violation|timeout)|authentication (violation|timeout)|invalid (user|client) ",
            Diagnosis(
                Reason.AUTHENTICATION_FAILED,
                "the server refused the credentials",
                "check them, and that they are for this server and account",
            ),
        ),
        (
            r"permissions violation for subscription",
            Diagnosis(
                Reason.PERMISSION_DENIED,
                "the user may not subscribe to the subject",
                "grant it subscribe on the subject in the user's permissions",
                SUBJECT,
            ),
        ),
        (
            r"permissions violation for publish",
            Diagnosis(
                Reason.PERMISSION_DENIED,
                "the user may not ask JetStream for the stream",
                "grant it publish on $JS.API.STREAM.INFO.<stream> and subscribe on _INBOX.>",
                STREAM,
            ),
        ),
        (
            r"invalid subject",
            Diagnosis(Reason.INVALID_CONFIG, "the server takes this for no subject", "check its tokens", SUBJECT),
        ),
        (
            r"tls required",
            Diagnosis(Reason.TLS_REQUIRED, "the server asks for TLS", "take tlsMode none out", "config.tlsMode"),
        ),
    )
)
OTHER = Diagnosis(Reason.PEER_ERROR, "the server answered with an error", "look into the server's log", HOST)

# err_code of JetStream's answers.
JETSTREAM: DiagnosisTable[int] = DiagnosisTable(
    {
        10059: Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            "the stream does not exist in this account",
            "check its name, capitals included; a test creates no stream",
            STREAM,
        ),
        10039: Diagnosis(
            Reason.UNSUPPORTED, "JetStream is not enabled for this account", "enable it, or name a subject", STREAM
        ),
        10076: Diagnosis(Reason.UNSUPPORTED, "JetStream is not enabled", "enable it, or name a subject", STREAM),
        10008: Diagnosis(Reason.PEER_ERROR, "JetStream is not available at present", "test again later", STREAM),
        10118: Diagnosis(Reason.PEER_ERROR, "the stream is offline", "look at the cluster's state", STREAM),
    },
    fallback=Diagnosis(Reason.PEER_ERROR, "JetStream refused", "look into the server's log", STREAM),
)


def refusal(text: str, secrets: tuple[str, ...], credential: str) -> ProbeFailure:
    """What the server said; `credential` is the path of what it was shown."""
    meaning = next((found for pattern, found in ERRORS if pattern.search(text)), OTHER)
    message = f"{meaning.message}; it says: {scrub(text, secrets)}"
    return ProbeFailure(meaning.reason, message, field=meaning.field or credential, hint=meaning.hint)
