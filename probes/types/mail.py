"""Mail servers: SMTP to send, IMAP to read."""

from __future__ import annotations

from dataclasses import replace

from probes.connector_type import AuthMethod, ConnectorType, Field
from probes.result import Level
from probes.types.http_fields import TOKEN
from probes.types.server_fields import LINE, LOGIN, NONE, server

LOGIN_OF_LINES = tuple(replace(item, pattern=LINE) for item in LOGIN)
USERNAME = LOGIN_OF_LINES[0]
MAIL_TOKEN = replace(TOKEN, title="OAuth 2 token", pattern=r"[\x21-\x7e]{1,8192}", description="By XOAUTH2.")
BY_TOKEN = AuthMethod("token", "OAuth 2 token, with the user name", (USERNAME, MAIL_TOKEN))
BY_PASSWORD = AuthMethod("password", "User name and password", LOGIN_OF_LINES)
WHATEVER = AuthMethod("access_key", "Whatever is given", (*LOGIN_OF_LINES, MAIL_TOKEN))

TYPES = (
    ConnectorType(
        name="smtp",
        title="SMTP",
        category="APIs and files",
        fields=(
            *server(example="smtp.example.com", port=465, clear_port=587, starttls=True),
            Field(
                "sender",
                "Sender",
                aliases=("from", "fromAddress"),
                pattern=r"[^\s<>\x00-\x1f\x7f@]{1,64}@[A-Za-z0-9.-]{1,255}",
                description="When given, the test also asks whether mail may be sent as it. No mail is sent.",
                example="reports@example.com",
            ),
        ),
        auth_methods=(WHATEVER, BY_PASSWORD, BY_TOKEN, NONE),
        highest_level=Level.AUTHORIZED,
        proves=(
            "Logs in (PLAIN, LOGIN, CRAM-MD5 or XOAUTH2). Where a sender is named, offers a mail from it and takes the "
            "offer back: no mail is sent."
        ),
        probe="probes.protocols.smtp:probe",
        verified_against="aiosmtpd with TLS and logins; servers scripted from RFC 5321 for what it does not do",
        description="A server that sends mail, by SMTP submission.",
        documentation="https://www.rfc-editor.org/rfc/rfc6409",
    ),
    ConnectorType(
        name="imap",
        title="IMAP",
        category="APIs and files",
        fields=(
            *server(example="imap.example.com", port=993, clear_port=143, starttls=True),
            Field(
                "mailbox",
                "Mailbox",
                default="INBOX",
                aliases=("folder",),
                pattern=LINE,
                description="Opened read-only: nothing is marked as seen.",
                example="INBOX",
            ),
        ),
        auth_methods=(WHATEVER, BY_PASSWORD, BY_TOKEN),
        highest_level=Level.RESOURCE_READABLE,
        proves="Logs in (PLAIN, LOGIN, CRAM-MD5 or XOAUTH2) and opens the mailbox, read-only (EXAMINE).",
        probe="probes.protocols.imap:probe",
        verified_against="Dovecot 2.3 (Debian) with TLS, access control and limits; servers scripted from RFC 5530",
        description="A server that mail is read from, by IMAP.",
        documentation="https://www.rfc-editor.org/rfc/rfc9051",
    ),
)
