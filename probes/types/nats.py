"""NATS, and streams of its JetStream."""

from __future__ import annotations

from dataclasses import replace

from probes.connector_type import AuthMethod, ConnectorType, Field, Secrecy
from probes.result import Level
from probes.types.http_fields import TOKEN
from probes.types.server_fields import BY_CERTIFICATE, CERTIFICATE, LOGIN, NONE, server

# Tokens of no blanks, separated by dots: https://docs.nats.io/nats-concepts/subjects
SUBJECT = r"[^\s.\x00-\x1f\x7f]{1,255}(\.[^\s.\x00-\x1f\x7f]{1,255}){0,63}"

SEED = Field(
    "nkeySeed",
    "NKey seed",
    secrecy=Secrecy.WHOLE,
    aliases=("seed", "nkey"),
    description="The user's seed, SU…: it signs the server's nonce and is not sent.",
)
CREDS = Field(
    "creds",
    "Credentials file",
    secrecy=Secrecy.WHOLE,
    aliases=("credentials", "credsFile"),
    description="The whole text of a .creds file: the user's JWT and its seed.",
)
SERVER_TOKEN = replace(TOKEN, title="Token")
MODES = ("starttls", "implicit", "none")


def _fields() -> tuple[Field, ...]:
    described = (
        "starttls (the default) lets the server greet first, as NATS does; implicit begins with TLS (handshake_first, "
        "or a proxy); none sends everything in clear text."
    )
    return tuple(
        replace(item, choices=MODES, description=described, example="starttls") if item.name == "tlsMode" else item
        for item in server(example="nats.example.com", port=4222, clear_port=4222, starttls=True)
    )


TYPE = ConnectorType(
    name="nats",
    title="NATS",
    category="streaming and messaging",
    fields=(
        *_fields(),
        Field(
            "subject",
            "Subject",
            pattern=SUBJECT,
            description="When given, the test also subscribes to it and leaves at once; wildcards are taken.",
            example="orders.>",
        ),
        Field(
            "stream",
            "JetStream stream",
            aliases=("streamName",),
            pattern=r"[^\s.*>/\\\x00-\x1f\x7f]{1,255}",
            description="When given, the test also reads its state; no message is taken, no consumer made.",
            example="ORDERS",
        ),
    ),
    auth_methods=(
        AuthMethod("access_key", "Whatever is given", (*LOGIN, SERVER_TOKEN, SEED, CREDS, *CERTIFICATE)),
        AuthMethod("password", "User name and password", LOGIN),
        AuthMethod("token", "Token", (SERVER_TOKEN,)),
        AuthMethod("nkey", "NKey", (SEED,)),
        AuthMethod("creds", "Credentials file (JWT and NKey)", (CREDS,)),
        BY_CERTIFICATE,
        NONE,
    ),
    highest_level=Level.RESOURCE_READABLE,
    proves=(
        "Logs in (password, token, signed nonce, JWT or client certificate). Where a subject is named, subscribes to "
        "it; where a stream is named, has JetStream tell its state."
    ),
    probe="probes.protocols.nats:probe",
    verified_against="nats-server 2.9 (Debian) with TLS, accounts, permissions, JetStream and limits",
    description="A messaging system, and the streams that its JetStream keeps.",
    documentation="https://docs.nats.io/using-nats/developer/connecting",
)
