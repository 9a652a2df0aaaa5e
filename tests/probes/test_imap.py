"""IMAP: what a test says of a real Dovecot, and of servers that refuse in other ways."""

from __future__ import annotations

import base64
import imaplib
import re
import ssl
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.protocols.imap import utf7
from probes.result import Level, ProbeResult, Reason
from tests.egress.scripted import Conversation, peer
from tests.peers.dovecot import DovecotServer
from tests.probes.probing import passed
from tests.probes.server_probing import Given, Refusal, assert_each, assert_refused, probe_of

SECRET, HOST, MODE, MAILBOX = "authConfig.password", "config.host", "config.tlsMode", "config.mailbox"
CLEAR: Given = {"tlsMode": "none"}


def probe(server: DovecotServer, config: Given, auth: Given, **more: Any) -> ProbeResult:
    whole = {
        "host": "127.0.0.1",
        "port": server.tls_port,
        "tlsMode": "implicit",
        "caCertificate": server.ca.read_text(),
        "mailbox": "INBOX",
    }
    return probe_of("imap", whole, {"username": server.reader, "password": server.password}, config, auth, **more)


@pytest.mark.parametrize("mode", ["implicit", "starttls"])
def test_a_mailbox_is_opened_and_nothing_in_it_changes(dovecot: DovecotServer, mode: str) -> None:
    port = dovecot.tls_port if mode == "implicit" else dovecot.port
    for _ in range(2):
        result = probe(dovecot, {"port": port, "tlsMode": mode}, {})
        assert result.success, result
        assert passed(result)[-3:] == ["tls", "authenticate", "resource"]
        assert result.steps[-1].message == "opened the mailbox INBOX, which holds 1 messages"
    context = ssl.create_default_context(cafile=str(dovecot.ca))
    with imaplib.IMAP4_SSL("127.0.0.1", dovecot.tls_port, ssl_context=context) as client:
        client.login(dovecot.reader, dovecot.password)
        assert client.status("INBOX", "(UNSEEN)")[1] == [b"INBOX (UNSEEN 1)"]


REFUSALS: list[Refusal] = [
    ({}, {"password": "not-it"}, Reason.AUTHENTICATION_FAILED, SECRET, Level.TLS),
    ({}, {"username": "nobody"}, Reason.AUTHENTICATION_FAILED, SECRET, Level.TLS),
    ({}, {"password": None}, Reason.CREDENTIAL_MISSING, SECRET, Level.NONE),
    ({}, {"password": None, "token": "ya29"}, Reason.UNSUPPORTED, "authMethod", Level.TLS),
    ({"mailbox": "Absent"}, {}, Reason.RESOURCE_NOT_FOUND, MAILBOX, Level.AUTHENTICATED),
    ({"mailbox": 'Entwürfe & "x"'}, {}, Reason.RESOURCE_NOT_FOUND, MAILBOX, Level.AUTHENTICATED),
    ({"mailbox": "payroll"}, {}, Reason.PERMISSION_DENIED, MAILBOX, Level.AUTHENTICATED),
    ({"caCertificate": None}, {}, Reason.TLS_UNTRUSTED, HOST, Level.REACHABLE),
    ({"host": None}, {}, Reason.INVALID_CONFIG, HOST, Level.NONE),
]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_each_refusal_names_its_reason_and_field(dovecot: DovecotServer, refusal: Refusal) -> None:
    assert_each(lambda config, auth: probe(dovecot, config, auth), refusal)


def answering(server: DovecotServer, answers: dict[str, str], auth: Given | None = None, **config: Any) -> ProbeResult:
    """A server in clear text that answers each command with its line; %s stands for the tag."""

    def speak(conversation: Conversation) -> None:
        conversation.sock.sendall(answers.get("greeting", "* OK here").encode() + b"\r\n")
        for line in conversation.sock.makefile("r"):
            tag, *words = line.split()
            answer = answers.get(words[0].upper() if words else "", "%s OK done")
            conversation.sock.sendall(answer.replace("%s", tag).encode() + b"\r\n")

    with peer(speak) as imap:
        return probe(server, {**CLEAR, "port": imap.port, **config}, auth or {}, seconds=2.0)


# Dovecot's own words (mail_max_userip_connections).
FULL = "Maximum number of connections from user+IP exceeded"
LINES: list[tuple[dict[str, str], Reason, str, Level]] = [
    ({"greeting": "* BYE [UNAVAILABLE] too many connections"}, Reason.RATE_LIMITED, HOST, Level.REACHABLE),
    ({"LOGIN": f"%s NO [UNAVAILABLE] {FULL}"}, Reason.RATE_LIMITED, HOST, Level.REACHABLE),
    ({"greeting": "* BYE going down"}, Reason.PEER_ERROR, HOST, Level.REACHABLE),
    ({"LOGIN": "%s NO [UNAVAILABLE] the user directory is down"}, Reason.PEER_ERROR, HOST, Level.REACHABLE),
    ({"LOGIN": "%s NO [EXPIRED] set another"}, Reason.CREDENTIAL_EXPIRED, SECRET, Level.REACHABLE),
    ({"LOGIN": "%s NO [PRIVACYREQUIRED] not here"}, Reason.TLS_REQUIRED, MODE, Level.REACHABLE),
    ({"LOGIN": "%s NO [LIMIT] enough"}, Reason.RATE_LIMITED, HOST, Level.REACHABLE),
    ({"LOGIN": "%s NO no"}, Reason.AUTHENTICATION_FAILED, SECRET, Level.REACHABLE),
    ({"CAPABILITY": "* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n%s OK"}, Reason.TLS_REQUIRED, MODE, Level.REACHABLE),
    ({"EXAMINE": "%s NO [NOPERM] no"}, Reason.PERMISSION_DENIED, MAILBOX, Level.AUTHENTICATED),
    ({"EXAMINE": "%s NO [INUSE] others are at it"}, Reason.RATE_LIMITED, HOST, Level.AUTHENTICATED),
    ({"EXAMINE": "x OK another's"}, Reason.PROTOCOL_MISMATCH, "config.port", Level.AUTHENTICATED),
    ({"greeting": "220 mail ESMTP"}, Reason.PROTOCOL_MISMATCH, "config.port", Level.REACHABLE),
    ({"greeting": "+OK POP3 ready"}, Reason.PROTOCOL_MISMATCH, "config.port", Level.REACHABLE),
]


@pytest.mark.parametrize(("answers", "reason", "at", "level"), LINES)
def test_each_answer_has_its_meaning(
    dovecot: DovecotServer, answers: dict[str, str], reason: Reason, at: str, level: Level
) -> None:
    assert_refused(answering(dovecot, answers), reason, at, level)


def test_a_server_without_tls_gets_no_password(dovecot: DovecotServer) -> None:
    answers = {"CAPABILITY": "* CAPABILITY IMAP4rev1\r\n%s OK"}
    result = answering(dovecot, answers, tlsMode="starttls")
    assert_refused(result, Reason.TLS_REQUIRED, MODE, Level.REACHABLE)


def test_literals_are_read_past(dovecot: DovecotServer) -> None:
    answers = {"EXAMINE": "* LIST () {5}\r\nab\r\nc tail\r\n* 7 EXISTS\r\n%s OK"}
    result = answering(dovecot, answers)
    assert result.success, result
    assert result.steps[-1].message.endswith("holds 7 messages")


def test_a_mailbox_is_named_in_imaps_own_utf7() -> None:
    assert utf7("~peter/mail/台北/日本語") == "~peter/mail/&U,BTFw-/&ZeVnLIqe-"  # RFC 3501 §5.1.3's own example
    assert utf7("R&D") == "R&-D"


@given(st.text(st.characters(codec="utf-8")))
def test_every_name_becomes_printable_ascii_and_can_be_read_again(name: str) -> None:
    encoded = utf7(name)
    assert all(" " <= character <= "~" for character in encoded)
    assert re.sub(r"&([A-Za-z0-9+,]*)-", _decoded, encoded) == name


def _decoded(shift: re.Match[str]) -> str:
    text = shift[1].replace(",", "/")
    return base64.b64decode(text + "=" * (-len(text) % 4)).decode("utf-16-be") if text else "&"
